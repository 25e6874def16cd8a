//! `make bench`: what the suite costs, as ratios in one run against peers that do the same work.
//! Prints a table and writes `target/bench/summary.json`. A goal not met is shown as not met.

mod commit_to_effect;
mod decision_fresh;
mod hostile_neighbour;
mod idle_rss;
mod ledger;
mod matching;
mod register_vs_pgbench;
mod registration_rush;
mod replay_1m;
mod rounds;
mod row;
mod start;
mod system;
mod tenants_1000;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;

use crate::row::Row;

/// A comparison by name. It gives one or several rows.
type Comparison = (&'static str, fn() -> anyhow::Result<Vec<Row>>);

const COMPARISONS: &[Comparison] = &[
    ("decision_fresh", decision_fresh::compare),
    ("replay_1m", replay_1m::compare),
    ("tenants_1000", tenants_1000::compare),
    ("hostile_neighbour", hostile_neighbour::compare),
    ("register_vs_pgbench", register_vs_pgbench::compare),
    ("registration_rush", registration_rush::compare),
    ("match", matching::compare),
    ("ledger", ledger::compare),
    ("commit_to_effect", commit_to_effect::compare),
    ("idle_rss", idle_rss::compare),
    ("start", start::compare),
];

/// Measures what the suite costs against its peers.
#[derive(Parser)]
struct Arguments {
    /// Comparisons to run; all without a name.
    names: Vec<String>,
}

fn main() -> ExitCode {
    let wanted = Arguments::parse().names;
    let known = || COMPARISONS.iter().map(|(name, _)| *name);
    if let Some(stray) = wanted
        .iter()
        .find(|wanted| known().all(|name| name != *wanted))
    {
        eprintln!(
            "no comparison {stray}; there are {}",
            known().collect::<Vec<_>>().join(", ")
        );
        return ExitCode::FAILURE;
    }
    let chosen = COMPARISONS
        .iter()
        .filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name));
    let summary = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/bench/summary.json");
    let (mut rows, mut failed) = (Vec::new(), false);
    for (name, compare) in chosen {
        let measured = compare().map(|measured| rows.extend(measured));
        // Written each time: who stops the run keeps what was measured until then.
        for outcome in [measured, row::write(&summary, &rows)] {
            if let Err(error) = outcome.with_context(|| (*name).to_owned()) {
                eprintln!("{error:?}");
                failed = true;
            }
        }
    }
    println!("{}", row::table(&rows));
    if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
