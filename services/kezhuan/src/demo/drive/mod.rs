//! `kezhuan demo`: takes the demo year through the gRPC API, day by day on the legal clock.
mod act;
mod county_rules;
mod people;
mod reckoning;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use futures::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};

use crate::demo::year::{self, CasePlan, Scale, Step};
use crate::suite::{Clients, Options, Suite};
use act::Case;
use people::People;

/// Cases worked on at once.
const CONCURRENCY: usize = 48;
/// Unexpected answers shown in full; the rest are counted.
const SHOWN_MAX: usize = 5;

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
    let data = arguments
        .data
        .unwrap_or_else(|| crate::suite::default_data_folder().join("demo"));
    if data.exists() {
        std::fs::remove_dir_all(&data)?;
    }
    let first = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or_default();
    println!(
        "starting the suite on {} with the legal clock at {first}",
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

async fn year_of(
    server: &str,
    clients: Clients,
    seed: u64,
    scale: Scale,
    started: std::time::Instant,
) -> anyhow::Result<bool> {
    let people = Arc::new(People::of(clients));
    county_rules::put_in_force(&people).await?;
    let plans = year::plan(seed, scale);
    let total = plans.len();
    let problems = live_through(&people, plans).await?;
    let reckoning = reckoning::of(server, &people).await?;
    reckoning.print();
    for problem in problems.iter().take(SHOWN_MAX) {
        println!("unexpected: {problem}");
    }
    if problems.len() > SHOWN_MAX {
        println!("unexpected: {} more", problems.len() - SHOWN_MAX);
    }
    Ok(reckoning.last_line(total, started.elapsed()) && problems.is_empty())
}

/// Every step of every case on its day; returns what nobody expected.
async fn live_through(people: &Arc<People>, plans: Vec<CasePlan>) -> anyhow::Result<Vec<String>> {
    let mut days: BTreeMap<NaiveDate, BTreeMap<usize, Vec<Step>>> = BTreeMap::new();
    for (index, plan) in plans.iter().enumerate() {
        for planned in &plan.steps {
            days.entry(planned.day)
                .or_default()
                .entry(index)
                .or_default()
                .push(planned.step.clone());
        }
    }
    let bar = ProgressBar::new(plans.iter().map(|plan| plan.steps.len() as u64).sum());
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} steps, {elapsed}")?;
    bar.set_style(style);
    let mut cases: Vec<Option<Case>> = plans
        .into_iter()
        .enumerate()
        .map(|(index, plan)| Some(Case::new(index, plan)))
        .collect();
    let mut problems = Vec::new();
    for (shown, (day, today)) in days.into_iter().enumerate() {
        people.clients().advance_clock(day).await?;
        bar.set_message(day.to_string());
        if bar.is_hidden() && shown % 40 == 0 {
            println!(
                "{day}: {} of {} steps",
                bar.position(),
                bar.length().unwrap_or(0)
            );
        }
        let work: Vec<(Case, Vec<Step>)> = today
            .into_iter()
            .filter_map(|(index, steps)| Some((cases.get_mut(index)?.take()?, steps)))
            .collect();
        let mut lived = futures::stream::iter(work.into_iter().map(|(mut case, steps)| {
            let people = people.clone();
            async move {
                let count = steps.len() as u64;
                for step in steps {
                    case.act(&people, step).await;
                }
                (case, count)
            }
        }))
        .buffer_unordered(CONCURRENCY);
        while let Some((mut case, count)) = lived.next().await {
            bar.inc(count);
            problems.extend(case.take_problem());
            let index = case.index();
            cases[index] = Some(case);
        }
    }
    bar.finish_and_clear();
    Ok(problems)
}
