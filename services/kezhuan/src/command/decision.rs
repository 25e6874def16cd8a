//! `kezhuan decision`: a stored decision as a file, or those of a contract as a table.
use std::path::{Path, PathBuf};

use anyhow::Context;
use comfy_table::{Table, presets};

use super::reader::Reader;
use crate::proof::fetch;
use crate::suite::Session;

/// What `kezhuan decision` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Id or name of a decision; the name of a contract (contracts/…) lists its decisions
    #[arg(value_name = "ID")]
    id: String,
    /// File to write; standard output when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Leave the package out: whoever verifies the file must have it
    #[arg(long)]
    without_package: bool,
    #[command(flatten)]
    reader: Reader,
}

/// Writes the file, or prints the table.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let session = arguments.reader.session()?;
    let id = arguments.id.as_str();
    if id.starts_with("contracts/") && !id.contains("/decisions/") {
        return list(&session, id).await;
    }
    let name = fetch::decision_name(id)?;
    let (mut file, package) = fetch::decision(&session, &name).await?;
    match &package {
        Some(package) if !arguments.without_package => file.enclose(package),
        None if file.package.is_some() => {
            eprintln!("the suite does not have the package of this decision: it is left out");
        }
        _ => {}
    }
    write(arguments.out.as_deref(), &file.to_text()?)
}

/// Writes a text to a new file, or to standard output.
pub fn write(out: Option<&Path>, text: &str) -> anyhow::Result<()> {
    let Some(path) = out else {
        print!("{text}");
        return Ok(());
    };
    std::fs::write(path, text).with_context(|| format!("can't write {}", path.display()))?;
    println!("{}", path.display());
    Ok(())
}

async fn list(session: &Session, contract: &str) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "decision",
        "hook",
        "rule of",
        "legal date",
        "outcome",
        "reasons",
    ]);
    for decision in fetch::decisions(session, contract).await? {
        let id = decision.name.rsplit('/').next().unwrap_or_default();
        table.add_row([
            id,
            &decision.hook,
            &decision.tenant,
            &decision.legal_date,
            &decision.outcome,
            &decision.reasons.join(" "),
        ]);
    }
    println!("{table}");
    Ok(())
}
