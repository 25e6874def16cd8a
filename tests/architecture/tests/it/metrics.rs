//! The README's table of metrics is the code's: no figure without a word on what to do when it moves, and none that is gone.
use std::collections::BTreeMap;

use kezhuan_architecture::{file, files};

/// How the makers of instruments are called, and what Prometheus puts behind their names.
const MAKERS: &[(&str, &str)] = &[
    ("_counter(", "_total"),
    ("_gauge(", ""),
    ("_histogram(", ""),
];
/// The units in use, as Prometheus spells them out.
const UNITS: &[(&str, &str)] = &[("", ""), ("s", "_seconds")];

#[derive(Debug, PartialEq, Eq)]
struct Metric {
    unit: String,
    scraped: String,
}

/// Every instrument that a source makes, by name.
fn made_in(text: &str) -> Vec<(String, Metric)> {
    let starts = |(maker, suffix): &'static (&str, &str)| {
        text.match_indices(maker)
            .map(move |(at, _)| (at + maker.len(), *suffix))
    };
    let mut places: Vec<(usize, &str)> = MAKERS.iter().flat_map(starts).collect();
    places.sort_unstable();
    let ends: Vec<usize> = places.iter().skip(1).map(|(at, _)| *at).collect();
    let mut made = Vec::new();
    for (index, (at, suffix)) in places.iter().enumerate() {
        let rest = &text[*at..*ends.get(index).unwrap_or(&text.len())];
        let Some(name) = rest.trim_start().strip_prefix('"').and_then(quoted) else {
            continue;
        };
        // Its own chain of calls, up to where it is built.
        let chain = rest.split(".build()").next().unwrap_or_default();
        let unit = chain.split_once(".with_unit(\"");
        let unit = unit.and_then(|(_, unit)| quoted(unit)).unwrap_or_default();
        let spelled = UNITS.iter().find(|(known, _)| *known == unit);
        let (_, spelled) = spelled.unwrap_or_else(|| panic!("{name} has an unknown unit {unit}"));
        let scraped = format!("{}{spelled}{suffix}", name.replace('.', "_"));
        let metric = Metric {
            unit: unit.to_owned(),
            scraped,
        };
        made.push((name.to_owned(), metric));
    }
    made
}

fn quoted(text: &str) -> Option<&str> {
    text.split_once('"').map(|(inside, _)| inside)
}

fn in_the_code() -> BTreeMap<String, Metric> {
    let sources = files("services", ".rs");
    let sources = sources
        .iter()
        .filter(|source| source.path.contains("/src/") && source.text.contains("opentelemetry"));
    sources
        .flat_map(|source| made_in(&source.text))
        .filter(|(name, _)| name.contains('.'))
        .collect()
}

/// The rows of the table: name, as scraped, unit, what it says and what to do.
fn in_the_readme() -> Vec<Vec<String>> {
    let text = file("README.md").expect("the README");
    let (_, section) = text.split_once("## Metrics").expect("its metrics");
    let section = section.split("\n## ").next().unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells = row.trim_matches('|').split(" | ");
        cells
            .map(|cell| cell.trim().trim_matches('`').to_owned())
            .collect()
    })
    .collect()
}

#[test]
fn every_metric_has_a_row_with_its_unit_and_what_to_do() {
    let mut code = in_the_code();
    assert!(code.len() > 15, "the instruments were not found: {code:?}");
    let mut found = Vec::new();
    for row in in_the_readme() {
        let [name, scraped, unit, says, to_do] = row.as_slice() else {
            panic!("a row of another shape: {row:?}");
        };
        match code.remove(name) {
            None => found.push(format!("{name} is nowhere in the code")),
            Some(metric) if metric.unit != *unit || metric.scraped != *scraped => {
                found.push(format!("{name} is {metric:?}, and the README says {row:?}"));
            }
            Some(_) if says.len() < 10 || to_do.len() < 20 => {
                found.push(format!("{name}: nothing to act on"));
            }
            Some(_) => {}
        }
    }
    let missing = code.keys().map(|name| format!("{name} has no row"));
    found.extend(missing);
    assert!(found.is_empty(), "metrics:\n{}", found.join("\n"));
}

#[test]
fn a_chain_is_read_to_its_end_and_no_further() {
    let text = r#"
        let one = meter.u64_counter("a.one").with_description("x");
        let two = METER
            .f64_histogram("a.two")
            .with_unit("s")
            .build();
        METER.i64_gauge("a.three").build(); let later = x.with_unit("s");
    "#;
    let names: Vec<_> = made_in(text)
        .into_iter()
        .map(|(name, metric)| (name, metric.scraped))
        .collect();
    let expected = [
        ("a.one", "a_one_total"),
        ("a.two", "a_two_seconds"),
        ("a.three", "a_three"),
    ];
    assert_eq!(
        names,
        expected.map(|(name, scraped)| (name.to_owned(), scraped.to_owned()))
    );
}
