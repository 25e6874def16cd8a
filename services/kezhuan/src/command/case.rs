//! `kezhuan case export`: one archive of a case, for audit, review and court.
use std::path::PathBuf;
use std::time::Duration;

use indicatif::ProgressBar;

use super::reader::Reader;
use crate::proof::export;

/// What can be done with a case.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Write a contract with its decisions, audit entries, packages and receipts into one archive, which `kezhuan verify` checks anywhere
    ///
    /// It holds what the reader may see. The documents themselves are not in it, their digests are.
    Export {
        /// contracts/{uuid}, or the uuid alone
        #[arg(value_name = "ID")]
        id: String,
        /// A .zip file, or a new folder; case-{uuid}.zip here when left out
        #[arg(long, value_name = "DIR|FILE.zip")]
        out: Option<PathBuf>,
        #[command(flatten)]
        reader: Reader,
    },
}

/// Does it.
pub async fn run(command: Command) -> anyhow::Result<()> {
    let Command::Export { id, out, reader } = command;
    let id = id.strip_prefix("contracts/").unwrap_or(&id).to_owned();
    let spinner = ProgressBar::new_spinner();
    spinner.enable_steady_tick(Duration::from_millis(100));
    let shown = spinner.clone();
    let tell = move |step: &str| shown.set_message(step.to_owned());
    let name = format!("contracts/{id}");
    let exported = export::contract(&reader.session()?, &name, &reader.described(), &tell).await;
    spinner.finish_and_clear();
    let bundle = exported?;
    let out = out.unwrap_or_else(|| PathBuf::from(format!("case-{id}.zip")));
    bundle.put(&out)?;
    println!("{}", out.display());
    Ok(())
}
