//! `kezhuan database`: what a service that runs by itself needs in a Postgres of its operator.
mod restored;

use anyhow::Context;
use clap::builder::PossibleValuesParser;

use crate::suite::SERVICES;

/// What can be done with databases.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Make a service's database, its roles and its tables; harmless to run again, also after an upgrade
    ///
    /// Prints the two settings the service needs. The passwords in them are worked out from the
    /// admin's password, so they are the same each time; without one the roles get none.
    Prepare {
        /// Postgres as an admin who may make roles and databases
        #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
        server: String,
        /// Print nothing, where output is kept: the settings hold passwords
        #[arg(long)]
        quiet: bool,
        /// The service
        #[arg(value_parser = PossibleValuesParser::new(SERVICES.iter().map(|service| service.name)))]
        service: String,
    },
    /// After databases were brought back to an earlier point: what is told of the time after it, and streams and inboxes in step again
    ///
    /// While no service runs. Without --apply it only looks. See helm/operating.md.
    Restored(restored::Arguments),
}

/// Does it.
pub async fn run(command: Command) -> anyhow::Result<()> {
    let (server, quiet, service) = match command {
        Command::Prepare {
            server,
            quiet,
            service,
        } => (server, quiet, service),
        Command::Restored(arguments) => return restored::run(arguments).await,
    };
    let service = SERVICES
        .iter()
        .find(|known| known.name == service)
        .with_context(|| format!("there is no service {service}"))?;
    let prepared = kezhuan_database::prepare(&server, service.name, service.migrations())
        .await
        .with_context(|| format!("the database of {} can't be prepared", service.name))?;
    if quiet {
        return Ok(());
    }
    let setting = format!("KEZHUAN_{}__DATABASE", service.name.to_uppercase());
    println!("{setting}__URL={}", prepared.app_url);
    println!("{setting}__RELAY_URL={}", prepared.relay_url);
    Ok(())
}
