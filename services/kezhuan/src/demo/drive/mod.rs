//! `kezhuan demo`: takes the demo year through the gRPC API, day by day on the legal clock.
mod asking;
mod award;
mod balance_sheet;
mod bases;
mod benefit;
mod beside;
mod brought;
mod carriers;
mod case;
mod counted;
mod county_rules;
mod days;
mod events;
mod held;
mod lent;
mod loans;
mod people;
mod reckoning;
mod result;
mod tenancies;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::demo::year::{self, Scale};
use crate::suite::{Clients, Options, Suite, SuiteFile};
use beside::Beside;
use brought::Brought;
use county_rules::CountyRules;
use people::People;

/// Says that a folder is a demo's and may be emptied.
const MARKER: &str = "demo-year";

/// What `kezhuan demo` takes.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The same seed makes the same year.
    #[arg(long, default_value_t = 2025)]
    seed: u64,
    /// How many contracts 2025 has.
    #[arg(long, default_value_t = Scale::default().contracts)]
    contracts: usize,
    /// Folder of the demo's own suite; emptied first.
    #[arg(long)]
    data: Option<PathBuf>,
}

/// Runs the demo and prints what came of it; false when the figures don't agree.
pub async fn run(arguments: Arguments) -> anyhow::Result<bool> {
    let started = std::time::Instant::now();
    let data = match &arguments.data {
        Some(given) => given.clone(),
        None => crate::suite::default_data_folder().join("demo"),
    };
    empty(&data, arguments.data.is_none())?;
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
    println!(
        "启动 starting the suite: {}, 法定日期 legal date {first}",
        data.display()
    );
    let mut suite = Suite::start(Options {
        clock: Some(first),
        ..Options::at(data)
    })
    .await?;
    let (server, clients) = (suite.file().database_url.clone(), suite.clients());
    let outcome = tokio::select! {
        outcome = year_of(&server, clients, arguments.seed, Scale { contracts: arguments.contracts }, started) => outcome,
        failure = suite.failed() => Err(failure),
    };
    suite.stop().await?;
    outcome
}

/// Empties the folder of an earlier demo; a given folder that holds something else is left alone.
fn empty(data: &Path, own: bool) -> anyhow::Result<()> {
    let marker = data.join(MARKER);
    if data.is_dir() && data.read_dir()?.next().is_some() {
        anyhow::ensure!(
            own || marker.exists(),
            "{0} holds something else than a demo; it was left alone. Give --data a new folder · {0} 不是演示数据，未作改动；请用 --data 指定新文件夹",
            data.display()
        );
        anyhow::ensure!(
            SuiteFile::read(data).is_err(),
            "a demo runs on {0} already · {0} 上的演示正在运行",
            data.display()
        );
        std::fs::remove_dir_all(data)?;
    }
    std::fs::create_dir_all(data)?;
    std::fs::write(marker, "")?;
    Ok(())
}

async fn year_of(
    server: &str,
    clients: Clients,
    seed: u64,
    scale: Scale,
    started: std::time::Instant,
) -> anyhow::Result<bool> {
    let people = Arc::new(People::of(clients));
    let rules = CountyRules::put_in_force(&people).await?;
    let plans = year::plan(seed, scale);
    let total = plans.len();
    let planned = year::beside(seed, scale, &plans);
    let brought = Brought::planned(&planned);
    let mut beside = Beside::of(&people, planned)?;
    let changes = year::rule_changes();
    let lived = Box::pin(days::live_through(
        &people,
        &rules,
        plans,
        changes,
        &mut beside,
    ))
    .await?;
    let reckoning = reckoning::of(server, &people).await?;
    let not_taken = beside.not_taken().to_vec();
    let lent = beside.end().await?;
    result::print(&reckoning, &lived);
    result::print_counted(&reckoning);
    result::print_brought(&reckoning.counted.brought, &brought, &not_taken);
    result::print_loans(&lent);
    println!(
        "{}\n{}\n{}",
        lent.line(),
        reckoning.lines(),
        result::last_line(&reckoning, total, started.elapsed())
    );
    let is_as_planned = reckoning.counted.brought == brought && lent.is_as_planned();
    Ok(reckoning.reconciled() && lived.problems.is_empty() && is_as_planned)
}
