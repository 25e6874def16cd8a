//! What a package would have answered to stored decisions.
use std::path::PathBuf;

use chrono::NaiveDate;
use indicatif::ProgressBar;
use kezhuan_auth::Role;
use kezhuan_law::regions::PREFECTURE;

use super::Place;
use crate::replay::{self, Candidate, Sum, Telling, Wanted, told};
use crate::rules_desk;
use crate::suite::Session;

/// Which decisions, and under which figures.
#[derive(clap::Args)]
pub struct Arguments {
    /// A package file or built folder, asked on this machine; or packages/{sha256}, asked by the service
    package: String,
    /// First legal date
    #[arg(long, value_name = "YYYY-MM-DD")]
    from: NaiveDate,
    /// Last legal date
    #[arg(long, value_name = "YYYY-MM-DD")]
    to: NaiveDate,
    /// Only this hook; every one the package answers when left out
    #[arg(long, value_name = "tc.incentive@1")]
    hook: Option<String>,
    /// JSON file with the figures, {} for the package's own; those each question was asked with when left out
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// File to write every changed decision to
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// Prints a report for each hook, and the sum as the last line.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let tenant = arguments.place.tenant()?.to_owned();
    let (session, asked, hooks) = candidate(&arguments, &tenant).await?;
    let hooks = arguments.hook.map_or(hooks, |hook| vec![hook]);
    let settings_json = match &arguments.settings {
        Some(file) => String::from_utf8(rules_desk::read(file)?)?,
        None => String::new(),
    };
    let wanted = Wanted {
        tenant,
        from: arguments.from,
        to: arguments.to,
        settings_json,
    };
    let mut sheet = replay::sheet(arguments.csv.as_ref())?;
    let mut sum = Sum::begin();
    for hook in hooks {
        let spinner = ProgressBar::new_spinner();
        let mut telling = Telling::new(&spinner, &mut sheet);
        let report = replay::run(&session, &asked, (&wanted, &hook), &mut telling).await;
        spinner.finish_and_clear();
        let report = report?;
        let (tenant, from, to) = (&wanted.tenant, wanted.from, wanted.to);
        let heading = format!("{hook} of {tenant}, legal dates {from} to {to}");
        println!("{}", told(&heading, &report));
        sum.add(&report);
    }
    if let Some(sheet) = sheet {
        sheet.finish()?;
    }
    println!("{}", sum.line());
    Ok(())
}

/// Where the package is asked, as whom the decisions are read, and the hooks it answers.
async fn candidate(
    arguments: &Arguments,
    tenant: &str,
) -> anyhow::Result<(Session, replay::Place, Vec<String>)> {
    let place = &arguments.place;
    if arguments.package.starts_with("packages/") {
        let session = place.session(Role::RuleAuthor)?;
        let package = rules_desk::package(&session, &arguments.package).await?;
        let hooks = package.hooks.into_iter().map(|hook| hook.hook).collect();
        return Ok((session, replay::Place::There(package.name), hooks));
    }
    let file = PathBuf::from(&arguments.package);
    let loaded = tokio::task::spawn_blocking(move || Candidate::load(&file)).await??;
    let hooks = loaded.hooks();
    let session = place.session(reader_of(tenant))?;
    Ok((session, replay::Place::Here(Box::new(loaded)), hooks))
}

/// Who sees the cases of an authority: its own bureau or office.
fn reader_of(tenant: &str) -> Role {
    match tenant {
        PREFECTURE => Role::CityStb,
        county if county.starts_with(|first: char| first.is_ascii_digit()) => Role::CountyStb,
        _ => Role::CollegeTto,
    }
}
