//! Candidates that are asked beside the rule in force: started and ended by the rule's owner, and what came of them.
use std::path::PathBuf;

use comfy_table::{Table, presets};
use kezhuan_auth::Role;
use kezhuan_protocol::replay::v1::Report;
use kezhuan_protocol::rules::v1::Shadow;
use kezhuan_protocol::rules::v1::shadow::State;

use super::{Place, short};
use crate::replay::{self, told};
use crate::request_id;
use crate::rules_desk;

/// What can be done with shadows.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Ask an uploaded package beside the rule in force, on what is decided from now on; nothing is decided by it
    Start {
        /// packages/{sha256}, as `upload` printed it
        package: String,
        /// Question it is asked
        #[arg(long, value_name = "tc.incentive@1")]
        hook: String,
        /// JSON file with the figures; the package's own when left out
        #[arg(long, value_name = "FILE")]
        settings: Option<PathBuf>,
        /// Why, for the record
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Ask it nothing any more; its ledger stays
    End {
        /// shadows/{uuid}, as `start` printed it
        shadow: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Those of a tenant, ended ones too, the latest first
    List {
        /// Only this hook
        #[arg(long, value_name = "tc.incentive@1", default_value = "")]
        hook: String,
        #[command(flatten)]
        place: Place,
    },
    /// What it would have answered so far: who flips, why, what it costs by division and quarter
    Ledger {
        /// shadows/{uuid}, as `start` printed it
        shadow: String,
        /// File to write every changed decision to
        #[arg(long, value_name = "FILE")]
        csv: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
}

/// Does it.
pub async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Start {
            package,
            hook,
            settings,
            reason,
            place,
        } => start((&package, &hook, settings), &reason, &place).await,
        Command::End {
            shadow,
            reason,
            place,
        } => end(&shadow, &reason, &place).await,
        Command::List { hook, place } => list(&hook, &place).await,
        Command::Ledger { shadow, csv, place } => ledger(&shadow, csv.as_ref(), &place).await,
    }
}

/// The name first, so that it can be put into a variable.
async fn start(
    (package, hook, settings): (&str, &str, Option<PathBuf>),
    reason: &str,
    place: &Place,
) -> anyhow::Result<()> {
    let tenant = place.tenant()?;
    let settings_json = match settings {
        Some(file) => String::from_utf8(rules_desk::read(&file)?)?,
        None => String::new(),
    };
    let session = place.session(Role::RuleAuthor)?;
    let wanted = (hook, package, settings_json);
    let shadow = rules_desk::start_shadow(&session, wanted, reason, request_id::fresh()).await?;
    println!("{}", shadow.name);
    let package = short(&shadow.package);
    println!(
        "{package} is asked beside the rule in force of {hook} of {tenant}; nothing is decided by it"
    );
    Ok(())
}

async fn end(name: &str, reason: &str, place: &Place) -> anyhow::Result<()> {
    place.tenant()?;
    let session = place.session(Role::RuleAuthor)?;
    let shadow = rules_desk::end_shadow(&session, name, reason, request_id::fresh()).await?;
    println!("{} ended; its ledger stays", shadow.name);
    Ok(())
}

async fn list(hook: &str, place: &Place) -> anyhow::Result<()> {
    let tenant = place.tenant()?;
    let session = place.session(Role::RuleAuthor)?;
    let shadows = rules_desk::shadows(&session, hook).await?;
    if shadows.is_empty() {
        println!("nothing is or was asked beside the rules of {tenant}");
        return Ok(());
    }
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(["shadow", "hook", "package", "state", "by", "reason"]);
    for shadow in &shadows {
        table.add_row(row(shadow));
    }
    println!("{table}");
    Ok(())
}

fn row(shadow: &Shadow) -> [&str; 6] {
    let (state, by, reason) = match shadow.state() {
        State::Running | State::Unspecified => (
            shadow.state().as_str_name(),
            &shadow.started_by,
            &shadow.reason,
        ),
        State::Ended => (
            shadow.end_cause().as_str_name(),
            &shadow.ended_by,
            &shadow.ended_reason,
        ),
    };
    [
        &shadow.name,
        &shadow.hook,
        short(&shadow.package),
        state,
        by,
        reason,
    ]
}

/// Prints the report as a replay does, and the sum as the last line.
async fn ledger(name: &str, csv: Option<&PathBuf>, place: &Place) -> anyhow::Result<()> {
    place.tenant()?;
    let session = place.session(Role::RuleAuthor)?;
    let shadows = rules_desk::shadows(&session, "").await?;
    let shadow = shadows.iter().find(|shadow| shadow.name == name);
    let hook = shadow.map_or("", |shadow| shadow.hook.as_str());
    let mut sheet = replay::sheet(csv)?;
    let ledger = replay::shadow_ledger(&session, (name, hook), &mut sheet).await?;
    if let Some(sheet) = sheet {
        sheet.finish()?;
    }
    let heading = format!("{name} {}", replay::standing(&ledger));
    let nothing = Report::default();
    println!(
        "{}",
        told(&heading, ledger.report.as_ref().unwrap_or(&nothing))
    );
    println!("{}", replay::line(&ledger));
    Ok(())
}
