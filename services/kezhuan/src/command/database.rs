//! `kezhuan database`: what a service that runs by itself needs in a Postgres of its operator.
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
        /// The service
        #[arg(value_parser = PossibleValuesParser::new(SERVICES.iter().map(|service| service.name)))]
        service: String,
    },
}

/// Does it.
pub async fn run(command: Command) -> anyhow::Result<()> {
    let Command::Prepare { server, service } = command;
    let service = SERVICES
        .iter()
        .find(|known| known.name == service)
        .with_context(|| format!("there is no service {service}"))?;
    let prepared = kezhuan_database::prepare(&server, service.name, service.migrations())
        .await
        .with_context(|| format!("the database of {} can't be prepared", service.name))?;
    let setting = format!("KEZHUAN_{}__DATABASE", service.name.to_uppercase());
    println!("{setting}__URL={}", prepared.app_url);
    println!("{setting}__RELAY_URL={}", prepared.relay_url);
    Ok(())
}
