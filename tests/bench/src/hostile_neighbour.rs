//! `hostile_neighbour`: how long a county waits for a decision while another county's packages loop, eat
//! memory and make the compiler work, against the same questions on a quiet host.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use kezhuan_hostile::papers::{OWNER, with_sections};
use kezhuan_hostile::{bombs, deeds};
use kezhuan_rule_host::{Host, HostConfig, Package, Question, Rule};
use tokio::runtime::Runtime;

use crate::rounds::{Measured, ROUNDS, Side, alternate};
use crate::row::Row;
use crate::system::runtime;

const ALONE: &str = "alone";
const AGAIN: &str = "alone_again";
const BESIDE: &str = "beside";
/// Questions of one round, and the time between two of them: a busy office, not a benchmark of the engine.
const QUESTIONS: usize = 3_000;
const PACE: Duration = Duration::from_millis(1);
/// What a second quiet round differs by is noise; this much more is an effect.
const BEYOND_NOISE: f64 = 1.25;

/// What the rogue county's packages do, each over and over.
const DEEDS: [&str; 4] = [
    "loop",
    "memory without end",
    "recursion",
    "ten thousand times the same long reason",
];
/// What it makes the compiler do meanwhile.
const BOMB: &str = "200,000 functions";

/// Measures and gives the rows.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let cache = tempfile::tempdir()?;
    let host = Host::start(&HostConfig {
        cache: cache.path().to_owned(),
        ..HostConfig::default()
    })?;
    let runtime = runtime()?;
    let good = good(&host)?;
    let rogue = Rogue::new(&host)?;
    let quiet = || Ok(asked(&runtime, &host, &good));
    let sides = vec![
        Side::new(ALONE, quiet),
        Side::new(AGAIN, quiet),
        Side::new(BESIDE, || {
            rogue.while_busy(&runtime, || asked(&runtime, &host, &good))
        }),
    ];
    Ok(rows(&alternate("hostile_neighbour", ROUNDS, sides)?))
}

fn rows(measured: &Measured<f64>) -> Vec<Row> {
    let p99 = |sample: &f64| *sample;
    let ratio = |side| measured.ratio(side, ALONE, p99);
    let noise = ratio(AGAIN).max(1.0);
    let row = |name, side| {
        let value = measured.median(side, p99);
        Row::new(name, value, "µs p99", ROUNDS).against(ALONE, ratio(side))
    };
    vec![
        row("hostile_neighbour_noise", AGAIN),
        row("hostile_neighbour", BESIDE).ratio_at_most(noise * BEYOND_NOISE),
    ]
}

fn good(host: &Host) -> anyhow::Result<(Rule, Question)> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../plugins/packages/pengjiang/pengjiang.wasm");
    let package = host.load(&std::fs::read(&file).with_context(|| file.display().to_string())?)?;
    let case = package.cases().first().context("no worked case")?;
    Ok((case.rule(&package), case.question(&package)))
}

/// The 99th percentile of the good county's questions, in microseconds.
fn asked(runtime: &Runtime, host: &Host, (rule, question): &(Rule, Question)) -> f64 {
    let mut took = runtime.block_on(async {
        let mut pace = tokio::time::interval(PACE);
        let mut took = Vec::with_capacity(QUESTIONS);
        for _ in 0..QUESTIONS {
            pace.tick().await;
            let began = Instant::now();
            host.ask_json(Some(rule), question.clone()).await;
            took.push(began.elapsed());
        }
        took
    });
    took.sort_unstable();
    took[QUESTIONS * 99 / 100].as_secs_f64() * 1e6
}

/// The other county.
struct Rogue {
    host: Host,
    packages: Vec<Arc<Package>>,
    bomb: Vec<u8>,
}

impl Rogue {
    fn new(host: &Host) -> anyhow::Result<Rogue> {
        let packages = DEEDS
            .iter()
            .map(|deed| Ok(host.load(&deeds::native(deed)?.bytes)?))
            .collect::<anyhow::Result<_>>()?;
        Ok(Rogue {
            host: host.clone(),
            packages,
            bomb: bombs::named(BOMB)?.bytes,
        })
    }

    /// Does `work` while every package of this county is asked, and bombs are loaded.
    fn while_busy<T>(&self, runtime: &Runtime, work: impl FnOnce() -> T) -> anyhow::Result<T> {
        let over = Arc::new(AtomicBool::new(false));
        let mut busy = Vec::new();
        for package in &self.packages {
            let (host, over) = (self.host.clone(), Arc::clone(&over));
            let case = package.cases().first().context("no worked case")?;
            let (rule, question) = (case.rule(package), case.question(package));
            busy.push(runtime.spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    host.ask_json(Some(&rule), question.clone()).await;
                }
            }));
        }
        let (host, over_too, bomb) = (self.host.clone(), Arc::clone(&over), self.bomb.clone());
        busy.push(runtime.spawn(async move {
            while !over_too.load(Ordering::Relaxed) {
                // Another file each time, so that it is compiled each time; in a turn of its own, as of
                // a county that only uploads.
                let note = uuid::Uuid::now_v7();
                let bytes = with_sections(&bomb, &[("note", note.as_bytes())]);
                let uploader = format!("{OWNER}-uploads");
                drop(host.load_in_turn(&uploader, bytes).await);
            }
        }));
        let done = work();
        over.store(true, Ordering::Relaxed);
        runtime.block_on(async {
            for task in busy {
                drop(task.await);
            }
        });
        Ok(done)
    }
}
