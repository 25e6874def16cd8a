//! A partner institution, in another language, takes a contract through the suite by its protos alone.
#![allow(clippy::unwrap_used)] // clippy knows #[test] functions as tests, not their helpers
mod telemetry;

use std::path::Path;
use std::process::Command;

use kezhuan_e2e::RunningSuite;
use kezhuan_servers::Tools;

#[test]
fn a_partner_registers_a_contract_over_the_published_interface() {
    let suite = RunningSuite::start("2025-03-03").unwrap();
    partner(&suite);
    suite.stop().unwrap();
}

/// Lets the partner do all it does.
fn partner(suite: &RunningSuite) {
    partner_in("", suite);
}

/// The same, registering in a trace of its own.
fn partner_in(trace_parent: &str, suite: &RunningSuite) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = Tools::find().unwrap().python();
    let status = Command::new(python)
        .arg(here.join("partner.py"))
        .env("KEZHUAN", suite.program())
        .env("KEZHUAN_DATA", suite.data())
        .env("CONTRACTS", suite.address("contracts").unwrap())
        .env("PROTOS", here.join("../../proto").canonicalize().unwrap())
        .env("TRACEPARENT", trace_parent)
        .env_remove("http_proxy")
        .env_remove("https_proxy")
        .status()
        .unwrap();
    assert!(
        status.success(),
        "the partner was not served as promised: {status}"
    );
}
