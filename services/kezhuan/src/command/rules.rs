//! `kezhuan rules`: what authors and approvers of rule packages do from a terminal.
use std::path::PathBuf;

use chrono::NaiveDate;
use comfy_table::{Table, presets};
use kezhuan_auth::Role;

use super::DataFolder;
use super::rules_author;
use super::who::Who;
use crate::request_id;
use crate::rules_desk::{self, Activation};
use crate::suite::{Clients, Session};

/// What can be done with rules.
#[derive(clap::Subcommand)]
pub enum Command {
    #[command(flatten)]
    Author(rules_author::Command),
    /// Upload a package (.wasm); it is checked and its own worked cases are run at once
    Upload {
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Put a checked package in force for a hook from a legal date; somebody else than its uploader does (--subject)
    Activate {
        /// packages/{sha256}, as `upload` printed it
        package: String,
        /// Question the package answers from then on
        #[arg(long, value_name = "tc.incentive@1")]
        hook: String,
        /// First legal date
        #[arg(long, value_name = "YYYY-MM-DD")]
        from: NaiveDate,
        /// Last legal date; open when left out
        #[arg(long, value_name = "YYYY-MM-DD")]
        until: Option<NaiveDate>,
        /// JSON file with the figures; the package's own when left out
        #[arg(long, value_name = "FILE")]
        settings: Option<PathBuf>,
        /// Cases that asked an earlier rule ask this one too
        #[arg(long)]
        open_cases_too: bool,
        /// Why, for the record
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Which package answers which hook on which legal dates, and where nothing does
    Timeline {
        /// Only this hook
        #[arg(long, value_name = "tc.incentive@1", default_value = "")]
        hook: String,
        #[command(flatten)]
        place: Place,
    },
}

/// Whose rules, in which suite.
#[derive(clap::Args)]
pub struct Place {
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    data: DataFolder,
}

impl Place {
    fn tenant(&self) -> anyhow::Result<&str> {
        self.who
            .tenant
            .as_deref()
            .ok_or_else(|| anyhow::anyhow!("whose rules? give --tenant, such as --tenant 440703"))
    }

    fn session(&self, role: Role) -> anyhow::Result<Session> {
        Clients::of(&self.data.folder)?.session(&self.who.with(&[role]))
    }
}

/// Does it; false when an author's question was answered with no.
pub async fn run(command: Command) -> anyhow::Result<bool> {
    match command {
        Command::Author(command) => {
            return tokio::task::spawn_blocking(move || rules_author::run(command)).await?;
        }
        Command::Upload { file, place } => {
            let bytes = rules_desk::read(&file)?;
            let session = place.session(Role::RuleAuthor)?;
            let package =
                rules_desk::upload(&session, place.tenant()?, bytes, request_id::fresh()).await?;
            let hooks: Vec<_> = package
                .hooks
                .iter()
                .map(|hook| hook.hook.as_str())
                .collect();
            println!(
                "{}\n{} {} answers {}",
                package.name,
                package.title,
                package.version,
                hooks.join(", ")
            );
        }
        Command::Activate {
            package,
            hook,
            from,
            until,
            settings,
            open_cases_too,
            reason,
            place,
        } => {
            let settings_json = match settings {
                Some(file) => String::from_utf8(rules_desk::read(&file)?)?,
                None => String::new(),
            };
            let activation = Activation {
                tenant: place.tenant()?.to_owned(),
                hook,
                package,
                settings_json,
                from,
                until,
                applies_to_open_cases: open_cases_too,
                reason,
            };
            let session = place.session(Role::RuleApprover)?;
            let entry = rules_desk::activate(&session, &activation, request_id::fresh()).await?;
            println!(
                "{} answers {} of {} from {}",
                entry.package, entry.hook, entry.tenant, entry.effective_from
            );
        }
        Command::Timeline { hook, place } => timeline(&hook, &place).await?,
    }
    Ok(true)
}

async fn timeline(hook: &str, place: &Place) -> anyhow::Result<()> {
    let session = place.session(Role::RuleAuthor)?;
    let (entries, gaps) = rules_desk::timeline(&session, place.tenant()?, hook).await?;
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(["tenant", "hook", "from", "until", "package", "reason"]);
    for entry in &entries {
        let until = if entry.effective_to.is_empty() {
            "open"
        } else {
            &entry.effective_to
        };
        let digest = entry.package.trim_start_matches("packages/");
        let short = digest.get(..12).unwrap_or(digest);
        table.add_row([
            &entry.tenant,
            &entry.hook,
            &entry.effective_from,
            until,
            short,
            &entry.reason,
        ]);
    }
    for gap in &gaps {
        table.add_row([
            &gap.tenant,
            &gap.hook,
            &gap.from,
            &gap.to,
            "none",
            "no rule in force",
        ]);
    }
    println!("{table}");
    Ok(())
}
