//! `kezhuan decision`: a stored decision as a file, or those of a case as a table.
use std::path::{Path, PathBuf};

use anyhow::Context;
use comfy_table::{Table, presets};

use kezhuan_protocol::contracts::v1::Decision;
use kezhuan_rule_host::canonical;

use super::reader::Reader;
use crate::author::explanation;
use crate::packages;
use crate::proof::{DecisionFile, Keeper, fetch};

/// What `kezhuan decision` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Id or name of a decision; the name of a contract (contracts/…), or of another service's case that rules are asked
    /// about (loans/…, carriers/…, tenancies/…, bases/…, trials/…, registrations/…, matchings/…, nominations/…), lists its
    /// decisions
    #[arg(value_name = "ID")]
    id: String,
    /// File to write; standard output when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Leave the package out: whoever verifies the file must have it
    #[arg(long)]
    without_package: bool,
    /// Tell what the answer stands on instead: the rule's document and article, its reasoning, the facts it
    /// hangs on, and the smallest change of one of them that would alter it
    #[arg(long, conflicts_with_all = ["out", "without_package"])]
    smallest_change: bool,
    #[command(flatten)]
    reader: Reader,
}

/// Writes the file, or prints the table.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let session = arguments.reader.session()?;
    let id = arguments.id.as_str();
    if id.starts_with("contracts/") && !id.contains("/decisions/") {
        print_list(id, fetch::decisions(&session, id).await?);
        return Ok(());
    }
    if let Some(keeper) = Keeper::of_case(id) {
        print_list(id, keeper.decisions(&session, id).await?);
        return Ok(());
    }
    let name = fetch::decision_name(id)?;
    let (mut file, package) = fetch::decision(&session, &name).await?;
    if arguments.smallest_change {
        let codes: Vec<&str> = file
            .reasons
            .iter()
            .map(|reason| reason.code.as_str())
            .collect();
        let codes = codes.join(" ");
        let bytes = match (package, &file.package) {
            (Some(bytes), _) => bytes,
            (None, Some(_)) => {
                anyhow::bail!("the suite does not have the package of this decision")
            }
            (None, None) => anyhow::bail!("no rule answered: {codes}; there is nothing to change"),
        };
        if file.outcome == "REFUSED_BY_HOST" {
            println!("refused     by the service, whatever the rule says: {codes}");
        }
        let told = tokio::task::spawn_blocking(move || explained(&file, &bytes)).await??;
        print!("{told}");
        return Ok(());
    }
    match &package {
        Some(package) if !arguments.without_package => file.enclose(package),
        None if file.package.is_some() => {
            eprintln!("the suite does not have the package of this decision: it is left out");
        }
        _ => {}
    }
    write(arguments.out.as_deref(), &file.to_text()?)
}

fn explained(file: &DecisionFile, package: &[u8]) -> anyhow::Result<String> {
    let (host, _scratch) = packages::host()?;
    let package = host.load(package)?;
    let input = canonical::bytes(&file.input)?;
    Ok(explanation::of_input(
        &host,
        &package,
        &file.hook.parse()?,
        &input,
    )?)
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

fn print_list(case: &str, decisions: Vec<Decision>) {
    if decisions.is_empty() {
        println!("未就此案询问过任何规则 no rule was asked about {case}");
        if case.starts_with("loans/") {
            println!(
                "贷款前的规则见其申请 what was asked before a loan stands with its application"
            );
        }
        return;
    }
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header([
        "decision",
        "hook",
        "rule of",
        "legal date",
        "outcome",
        "reasons",
    ]);
    for decision in decisions {
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
}
