//! `kezhuan clock`: the standing legal clock of a development suite.
use anyhow::Context;
use chrono::NaiveDate;
use kezhuan_auth::Role;
use kezhuan_protocol::clock::v1::GetClockRequest;

use super::DataFolder;
use crate::suite::{Clients, Person};

/// What can be done with the clock.
#[derive(clap::Subcommand)]
pub enum Command {
    /// The legal date every decision is made on
    Show(DataFolder),
    /// Move the legal date forward; it never goes back
    Advance {
        #[arg(value_name = "YYYY-MM-DD")]
        date: NaiveDate,
        #[command(flatten)]
        data: DataFolder,
    },
}

/// Shows or advances it.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Show(data) => {
            let session = Clients::of(&data.folder)?.session(&Person::official(
                "operator",
                "440700",
                Role::Operator,
            ))?;
            let answer = session
                .clock(kezhuan_contracts::NAME)?
                .get_clock(GetClockRequest {})
                .await;
            let clock = answer.context(
                "the clock can't be read (only a suite started with --clock has a standing one)",
            )?;
            println!("{}", clock.get_ref().date);
        }
        Command::Advance { date, data } => {
            Clients::of(&data.folder)?.advance_clock(date).await?;
            println!("legal date {date}");
        }
    }
    Ok(())
}
