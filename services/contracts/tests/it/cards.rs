//! The cards of the law, of contracts and, answered by the shipped packages, of the counties.
use std::sync::Arc;

use kezhuan_contracts::cards;
use kezhuan_rule_host::{Host, HostConfig, Package};
use serde_json::Value;

use crate::world;

const GOLDEN: &str = include_str!("../../../../tests/cases/golden.jsonl");
const EDGES: &str = include_str!("../../../../tests/cases/contracts-edges.jsonl");

#[test]
fn every_case_of_these_cards_holds() {
    let folder = tempfile::tempdir().unwrap();
    let host = Host::start(&HostConfig {
        cache: folder.path().to_owned(),
        ..HostConfig::default()
    })
    .unwrap();
    let shipped = world::shipped();
    let load = |bytes: &Vec<u8>| host.load(bytes).unwrap();
    let packages: Vec<Arc<Package>> = shipped.values().map(load).collect();
    let mut seen = 0;
    for line in GOLDEN.lines().chain(EDGES.lines()) {
        let case: Value = serde_json::from_str(line).unwrap();
        let rule = case["rule"].as_str().unwrap();
        let out = kezhuan_law::cards::check(rule, &case["in"])
            .or_else(|| cards::check(rule, &case["in"]))
            .or_else(|| cards::incentive::check(&host, &packages, rule, &case["in"]));
        if let Some(out) = out {
            assert_eq!(out, case["out"], "{}", case["id"]);
            seen += 1;
        }
    }
    assert!(seen > 110, "{seen} cases");
}
