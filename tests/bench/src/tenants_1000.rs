//! `tenants_1000`: one process that holds the rules of 1,000 tenants, each a package of its own, against the
//! same with 10: memory, and the time of a decision that goes to any of them.
//!
//! The packages are Pengjiang's with a mark of its own in each, so each has its own digest, compiled code
//! and place in memory.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Context;
use kezhuan_rule_host::{Host, HostConfig, Package, Question, Rule};

use crate::rounds::{ROUNDS, Side, alternate};
use crate::row::Row;

const TENANTS: usize = 1_000;
const FEW: usize = 10;
const DECISIONS: usize = 20_000;
const EXTRA_MB_MAX: f64 = 100.0;
const P99_RATIO_MAX: f64 = 2.0;
const HOOK: &str = "tc.incentive@1";

/// The rows of memory and of the slowest decisions.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let cache = tempfile::tempdir()?;
    let host = Host::start(&HostConfig {
        cache: cache.path().to_owned(),
        ..HostConfig::default()
    })?;
    let file = include_bytes!("../../../plugins/packages/pengjiang/pengjiang.wasm");
    // Compiled beforehand: what compiling leaves in memory is not what serving needs.
    for tenant in 0..TENANTS {
        host.load(&marked(file, tenant))?;
    }
    let (mut rules, mut question) = (Vec::with_capacity(TENANTS), None);
    let mut load = |tenants: std::ops::Range<usize>| -> anyhow::Result<f64> {
        let before = resident_bytes()?;
        for tenant in tenants {
            let package = host.load(&marked(file, tenant))?;
            question = question.take().or_else(|| question_of(&package));
            let settings = package.settings_schema().defaults();
            rules.push(Rule::new(package, settings));
        }
        Ok((resident_bytes()? as f64 - before as f64) / 1e6)
    };
    load(0..FEW)?;
    let extra = load(FEW..TENANTS)?;
    let question = question.context("no worked case")?;
    let sides = [("few", &rules[..FEW]), ("many", &rules[..])].map(|(name, rules)| {
        let (host, question) = (&host, &question);
        Side::new(name, move || Ok(p99_us(host, rules, question)))
    });
    let measured = alternate("tenants_1000", ROUNDS, sides.into())?;
    let p99 = measured.median("many", |p99| *p99);
    let ratio = measured.ratio("many", "few", |p99| *p99);
    Ok(vec![
        Row::new("tenants_1000_memory", extra, "MB", 1).value_at_most(EXTRA_MB_MAX),
        Row::new("tenants_1000_p99", p99, "µs", ROUNDS)
            .against("10 tenants", ratio)
            .ratio_at_most(P99_RATIO_MAX),
    ])
}

/// The same component with a section of its own, which nothing reads.
fn marked(file: &[u8], tenant: usize) -> Vec<u8> {
    let mark = format!("{tenant:04}");
    let (name, custom) = ("mark", 0);
    let length = 1 + name.len() + mark.len();
    let mut marked = file.to_vec();
    marked.extend([custom, length as u8, name.len() as u8]);
    marked.extend(name.as_bytes());
    marked.extend(mark.as_bytes());
    marked
}

fn question_of(package: &Package) -> Option<Question> {
    let mut cases = package.cases().iter();
    let case = cases.find(|case| case.hook.to_string() == HOOK)?;
    Some(case.question(package))
}

/// The time that one in a hundred decisions takes longer than, tenants in no order.
fn p99_us(host: &Host, rules: &[Rule], question: &Question) -> f64 {
    let mut took: Vec<f64> = (0..DECISIONS)
        .map(|number| {
            let rule = &rules[number.wrapping_mul(7_919) % rules.len()];
            let asked = question.clone();
            let began = Instant::now();
            black_box(host.ask_json_blocking(Some(rule), asked));
            began.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[DECISIONS * 99 / 100]
}

fn resident_bytes() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib: u64 = line
        .and_then(|rest| rest.split_whitespace().next())
        .context("no VmRSS")?
        .parse()?;
    Ok(kib << 10)
}
