//! What one decision costs: a fresh instance with every limit armed, facts in, outcome out.
//!
//! `cargo bench -p kezhuan-rule-host --bench fresh_call` prints medians of rounds: CPU time of one
//! thread, wall clock on two, and the recorded paths with canonical JSON and invariants.

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use kezhuan_rule_host::{Host, HostConfig, Package, Question, Rule, canonical};

kezhuan_rule_host::hook! {
    mod tc_incentive = "tc.incentive@1" {
        wit: "../../../plugins/wit/tc-incentive/1.0.0.wit",
        world: "tc-incentive",
        instances: TcIncentivePre,
        rule: kezhuan_tc_incentive_rule,
    }
}

const CALLS: u32 = 10_000;
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let cache = std::env::temp_dir().join("kezhuan-fresh-call");
    std::fs::create_dir_all(&cache)?;
    let compiler = Some(env!("CARGO_BIN_EXE_kezhuan-rule-compiler").into());
    let host = Host::start(&HostConfig {
        cache,
        compiler,
        ..HostConfig::default()
    })?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../plugins/packages");
    for name in ["pengjiang", "xinhui", "taishan"] {
        let package = host.load(&std::fs::read(
            root.join(name).join(format!("{name}.wasm")),
        )?)?;
        measure(&host, name, &package)?;
    }
    Ok(())
}

fn measure(
    host: &Host,
    name: &str,
    package: &Arc<Package>,
) -> Result<(), Box<dyn std::error::Error>> {
    let case = &package.cases()[0];
    let (rule, question) = (case.rule(package), case.question(package));
    let input = host.ask_json_blocking(Some(&rule), question.clone()).input;
    let facts: tc_incentive::Facts = canonical::read(&input)?;

    let bare = || {
        for _ in 0..CALLS {
            let (outcome, _) = host.call::<tc_incentive::Ask>(package, black_box(&facts));
            black_box(outcome).ok();
        }
    };
    let one = median(|| timed(bare));
    let two = median(|| {
        let started = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(bare);
            scope.spawn(bare);
        });
        started.elapsed() / (2 * CALLS)
    });
    let generic = median(|| timed(|| record(host, &rule, &question)));
    let typed = median(|| timed(|| record_typed(host, &rule, &question, &facts)));
    println!(
        "{name}: bare call {one:?}, two threads {two:?}, recorded typed {typed:?}, recorded json {generic:?}"
    );
    Ok(())
}

fn record(host: &Host, rule: &Rule, question: &Question) {
    for _ in 0..CALLS {
        black_box(host.ask_json_blocking(Some(rule), question.clone()));
    }
}

fn record_typed(host: &Host, rule: &Rule, question: &Question, facts: &tc_incentive::Facts) {
    for _ in 0..CALLS {
        let question = Question {
            tenant: question.tenant.clone(),
            hook: question.hook.clone(),
            division: question.division.clone(),
            legal_date: question.legal_date,
            as_of: question.as_of,
            budget_left_fen: question.budget_left_fen,
            facts: |header| tc_incentive::Facts {
                header,
                ..facts.clone()
            },
        };
        black_box(host.ask_blocking::<tc_incentive::Ask>(Some(rule), question));
    }
}

/// CPU time of this thread, so that other work on the machine doesn't count.
fn timed(work: impl FnOnce()) -> Duration {
    let started = cpu();
    work();
    (cpu() - started) / CALLS
}

fn cpu() -> Duration {
    let Ok(usage) = getrusage(UsageWho::RUSAGE_THREAD) else {
        return Duration::ZERO;
    };
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Duration::from_micros(micros.unsigned_abs())
}

fn median(mut round: impl FnMut() -> Duration) -> Duration {
    let mut rounds: Vec<Duration> = (0..ROUNDS).map(|_| round()).collect();
    rounds.sort();
    rounds[ROUNDS / 2]
}
