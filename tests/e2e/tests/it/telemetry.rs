//! What an operator sees of a case: one trace from the call over the rule to the figure, and metrics.
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use kezhuan_e2e::{Collector, RunningSuite, Span, attribute};
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::PrivateKey;

use crate::partner;

const COUNTED_WITHIN: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);
const REGISTER: &str = "kezhuan.contracts.v1.ContractsService/RegisterContract";
const APPROVE: &str = "kezhuan.rules.v1.RulesService/ApproveActivation";
const STOP: &str = "kezhuan.rules.v1.RulesService/StopRule";
const ADOPT_STOP: &str = "kezhuan.adoption.v1.AdoptionService/AdoptStop";
const ADOPT: &str = "kezhuan.adoption.v1.AdoptionService/AdoptRule";

/// Runs one command of the toolbox on the suite; returns what it prints.
fn toolbox(suite: &RunningSuite, arguments: &[&str]) -> String {
    let output = Command::new(suite.program())
        .args(arguments)
        .arg("--data")
        .arg(suite.data())
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Puts the county's own rule in force: a key of this run, the package signed with it, two approvers. Then
/// stops it for a moment.
fn activate(suite: &RunningSuite) {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../plugins/packages/pengjiang/pengjiang.wasm");
    let signer = PrivateKey::fresh();
    let folder = tempfile::tempdir().unwrap();
    let (public, signature) = (
        folder.path().join("public"),
        folder.path().join("signature"),
    );
    std::fs::write(&public, hex::encode(signer.public().as_bytes())).unwrap();
    let signed = signer.sign(&Digest::of(&std::fs::read(&package).unwrap()));
    std::fs::write(&signature, serde_json::to_vec(&signed).unwrap()).unwrap();
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let rules = |who: &str, tenant: &str, arguments: &[&str]| {
        let who = ["--tenant", tenant, "--subject", who];
        let printed = toolbox(suite, &[&["rules"][..], arguments, &who].concat());
        printed.lines().next().unwrap().to_owned()
    };
    let (county, city) = ("440703", "440700");
    let key = ["key", "register", &text(&public), "--title", "test"];
    let key = rules("administrator", county, &key);
    rules("zhou", city, &["key", "approve", &key]);
    let upload = ["upload", &text(&package), "--signature", &text(&signature)];
    let name = rules("author", county, &upload);
    let activate = ["activate", &name, "--hook", "tc.incentive@1"];
    let from = ["--from", "2025-01-01", "--reason", "蓬江区办法"];
    let proposed = rules("approver", county, &[&activate[..], &from].concat());
    rules("second", county, &["approve", &proposed]);
    let stop = [
        "stop",
        "tc.incentive@1",
        "--fallback",
        "manual",
        "--reason",
        "试停",
    ];
    rules("second", county, &stop);
    rules(
        "second",
        county,
        &["resume", "tc.incentive@1", "--reason", "复用"],
    );
}

/// Every span by its trace and name.
fn names(spans: &[Span]) -> Vec<String> {
    let name = |span: &Span| format!("{:02x?} {}", &span.trace_id[..4], span.name);
    spans.iter().map(name).collect()
}

/// Whether one trace holds a call of this name and, with it, a span of each other kind. Refused calls and
/// repeats have the name too, and traces of their own.
fn together(spans: &[Span], call: &str, others: &[fn(&Span) -> bool]) -> bool {
    let calls = spans.iter().filter(|span| span.name == call);
    let mut traces = calls.map(|call| &call.trace_id);
    traces.any(|trace| {
        let of_trace = || spans.iter().filter(|span| span.trace_id == *trace);
        others.iter().all(|other| of_trace().any(other))
    })
}

fn rule(span: &Span) -> bool {
    span.name == "rule"
        && attribute(span, "hook") == Some("tc.incentive@1")
        && attribute(span, "outcome") == Some("ANSWERED")
}

fn counted(span: &Span) -> bool {
    span.name == "consume" && attribute(span, "event") == Some("ContractRegistered")
}

/// The consumer of a new suite comes to the stream a moment after the stream is made, and nobody is told when
/// an event has arrived: its span is waited for.
fn wait_until_counted(collector: &Collector) {
    let deadline = Instant::now() + COUNTED_WITHIN;
    while !collector.spans().iter().any(counted) {
        assert!(
            Instant::now() < deadline,
            "no registration was counted: {:?}",
            names(&collector.spans())
        );
        std::thread::sleep(LOOK_EVERY);
    }
}

#[test]
fn a_trace_goes_from_the_call_over_the_rule_to_the_figure() {
    let collector = Collector::start().unwrap();
    let telemetry = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address())];
    let suite = RunningSuite::start_with("2025-03-03", &telemetry).unwrap();
    activate(&suite);
    partner(&suite);
    wait_until_counted(&collector);
    // What is still unsent goes out at the end.
    suite.stop().unwrap();

    let spans = collector.spans();
    assert!(
        together(&spans, REGISTER, &[rule, counted]),
        "no registration has its rule and its count in its trace: {:?}",
        names(&spans)
    );
    assert!(
        together(&spans, APPROVE, &[|span| span.name == ADOPT]),
        "the adopting service is not in the trace of the activation: {:?}",
        names(&spans)
    );
    assert!(
        together(&spans, STOP, &[|span| span.name == ADOPT_STOP]),
        "the adopting service is not in the trace of the stop: {:?}",
        names(&spans)
    );
    let metrics = collector.metrics();
    for name in [
        "rpc.server.requests",
        "rpc.server.duration",
        "kezhuan.rule.questions",
        "kezhuan.rule.fuel",
        "kezhuan.outbox.published",
        "kezhuan.consumer.lag",
        "kezhuan.webhook.due_age",
    ] {
        assert!(metrics.contains(name), "no {name} among {metrics:?}");
    }
}
