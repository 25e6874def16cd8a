//! `kezhuan token`: a development token, believed only by the suite that `up` started.
use kezhuan_auth::Role;

use super::DataFolder;
use super::who::{Who, role};
use crate::suite::Clients;

/// What `kezhuan token` takes.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    who: Who,
    /// Role of the bearer; may be given several times
    #[arg(long = "role", value_name = "ROLE", required = true, value_parser = role)]
    roles: Vec<Role>,
    #[command(flatten)]
    data: DataFolder,
}

/// Prints the token alone, so that it can be put into a variable. A token of nobody would be refused by every service.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    anyhow::ensure!(
        arguments.who.tenant.is_some() || arguments.who.organisation.is_some(),
        "for whom? give --tenant 440703 (an office) or --organisation ID (an enterprise)"
    );
    let clients = Clients::of(&arguments.data.folder)?;
    println!("{}", clients.token(&arguments.who.with(&arguments.roles))?);
    Ok(())
}
