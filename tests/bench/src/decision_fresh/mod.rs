//! `decision_fresh`: one incentive decision by a shipped package, from clean memory with every
//! limit armed, facts in and result out, against the same rule in Rust and in other engines.
//!
//! Every side is asked the package's own worked cases in typed values, converts them, decides and
//! gives a typed outcome back; before it is timed, its answers are compared over a corpus around them.
//! Peers are compiled once and reused, and only the package starts from clean memory each time.

mod corpus;
mod native;
mod package;
mod peers;

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bench_side::{Decides, Input, Make, Sample, check, sample};
use kezhuan_rule_host::{Host, HostConfig, Package};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::peers::Peers;
use crate::rounds::{self, Measured, ROUNDS, Side};
use crate::row::Row;

const FRESH: &str = "package";
const RECORDED: &str = "recorded";
/// The peers by program. Theirs are others, so that this one is built like the suite.
const PEERS: [(&str, &[&str]); 2] = [
    ("kezhuan-bench-peers", &["cel", "zen", "regorus", "rhai"]),
    ("kezhuan-bench-quickjs", &["quickjs"]),
];

/// Measures and gives the rows.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let cache = tempfile::tempdir()?;
    let host = Host::start(&HostConfig {
        cache: cache.path().to_owned(),
        ..HostConfig::default()
    })?;
    let package = load(&host, "pengjiang")?;
    let typed = package::inputs(&host, &package)?;
    let plain: Vec<Input> = alike(&typed)?;
    let questions = package::questions(&package)?;

    let fresh: &Make<'_, package::Facts, package::Outcome> = &|| {
        Ok(Box::new(package::Fresh {
            host: host.clone(),
            package: Arc::clone(&package),
        }))
    };
    let recorded: &Make<'_, package::Asked, Vec<u8>> =
        &|| Ok(Box::new(package::Recorded(host.clone())));
    let native: &Make<'_> = &|| Ok(Box::new(native::Native) as Box<dyn Decides>);
    check(native, &plain).context("native")?;
    let worked = &plain.first().context("no worked case")?.facts;
    let mut corpus = corpus::around(worked)?;
    corpus.extend(plain.iter().cloned());
    check(fresh, &alike(&corpus)?).context(FRESH)?;
    check(recorded, &questions).context(RECORDED)?;

    let mut sides = vec![
        Side::new(FRESH, || sample(fresh, &typed)),
        Side::new("native", || sample(native, &plain)),
        Side::new(RECORDED, || sample(recorded, &questions)),
    ];
    for (program, engines) in PEERS {
        let running = Rc::new(RefCell::new(Peers::start(program, &corpus, &plain)?));
        for engine in engines {
            let running = Rc::clone(&running);
            sides.push(Side::new(*engine, move || {
                running.borrow_mut().sample(engine)
            }));
        }
    }
    Ok(rows(&rounds::alternate("decision_fresh", ROUNDS, sides)?))
}

/// The same values in types of the same shape.
fn alike<T: DeserializeOwned>(inputs: &impl Serialize) -> anyhow::Result<Vec<T>> {
    Ok(serde_json::from_str(&serde_json::to_string(inputs)?)?)
}

/// A package as it is shipped.
pub fn load(host: &Host, name: &str) -> anyhow::Result<Arc<Package>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../plugins/packages");
    let file = folder.join(name).join(format!("{name}.wasm"));
    let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
    Ok(host.load(&bytes)?)
}

fn rows(measured: &Measured<Sample>) -> Vec<Row> {
    let one = |sample: &Sample| sample.one_us;
    let two = |sample: &Sample| sample.two_us;
    let mut rows = Vec::new();
    for (threads, figure) in [("", one as fn(&Sample) -> f64), ("_on_two_threads", two)] {
        let value = measured.median(FRESH, figure);
        let row = |peer: &str| {
            let name = format!("decision_fresh_vs_{peer}{threads}");
            let ratio = measured.ratio(FRESH, peer, figure);
            Row::new(name, value, "µs", ROUNDS).against(peer, ratio)
        };
        let more = measured.median_of(FRESH, "native", figure, |fresh, native| fresh - native);
        rows.extend([
            row("native").goal("≤ native + 6 µs", more <= 6.0),
            row("cel").ratio_at_most(0.5),
            row("zen").ratio_at_most(0.4),
            row("regorus").ratio_at_most(0.4),
            row("rhai").ratio_at_most(1.0),
            row("quickjs").ratio_at_most(1.0),
        ]);
    }
    let scaling = measured.median(FRESH, |sample| sample.one_wall_us / sample.two_wall_us);
    let per_second = measured.median(FRESH, |sample| 1e6 / sample.two_wall_us);
    rows.push(
        Row::new(
            "decision_fresh_two_threads",
            per_second,
            "decisions/s",
            ROUNDS,
        )
        .against("one thread", scaling)
        .ratio_at_least(1.5),
    );
    // With the canonical bytes that are stored and the checks of the law around the call.
    let ratio = measured.ratio(RECORDED, FRESH, one);
    let value = measured.median(RECORDED, one);
    rows.push(Row::new("decision_recorded", value, "µs", ROUNDS).against("the bare call", ratio));
    rows
}
