//! What an operator sees of a case: one trace from a partner's call over SQL, rule, outbox and NATS to the scoreboard's write,
//! log lines with the same ids, and metrics of the same processes.
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use kezhuan_e2e::{Collector, LogRecord, RunningSuite, Span, attribute, text};
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::PrivateKey;

use crate::partner_in;

const COUNTED_WITHIN: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// The partner's own trace, which it began before it called.
const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLED_IN: &str = "00f067aa0ba902b7";
const REGISTER: &str = "kezhuan.contracts.v1.ContractsService/RegisterContract";
const UPLOAD: &str = "kezhuan.rules.v1.RulesService/UploadPackage";
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

/// The first span that `is` it and stands somewhere below `above`.
fn below<'s>(trace: &'s [Span], above: &Span, what: &str, is: impl Fn(&Span) -> bool) -> &'s Span {
    let stands_below = |span: &&Span| {
        let mut at = *span;
        loop {
            if at.parent_span_id == above.span_id {
                return true;
            }
            match trace.iter().find(|one| one.span_id == at.parent_span_id) {
                Some(parent) => at = parent,
                None => return false,
            }
        }
    };
    let found = trace.iter().filter(|span| is(span)).find(stands_below);
    found.unwrap_or_else(|| panic!("no {what} below {}: {:?}", above.name, names(trace)))
}

fn named(name: &str) -> impl Fn(&Span) -> bool {
    move |span| span.name == name
}

fn of(name: &'static str, service: &'static str) -> impl Fn(&Span) -> bool {
    move |span| span.name == name && attribute(span, "service") == Some(service)
}

fn rule(span: &Span) -> bool {
    span.name == "rule"
        && attribute(span, "hook") == Some("tc.incentive@1")
        && attribute(span, "outcome") == Some("ANSWERED")
}

fn counted(span: &Span) -> bool {
    span.name == "consume"
        && attribute(span, "service") == Some("scoreboard")
        && attribute(span, "event") == Some("ContractRegistered")
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

/// The partner's registration from its own span to the scoreboard's commit, each step below the one it came of.
fn the_way_of_the_call(spans: &[Span]) -> Vec<Span> {
    let trace = hex::decode(TRACE).unwrap();
    let of_trace = spans.iter().filter(|span| span.trace_id == trace);
    let trace: Vec<Span> = of_trace.cloned().collect();
    // The call is made twice with one request id; the first one writes.
    let calls = trace.iter().filter(|span| span.name == REGISTER);
    let published = |call: &&Span| {
        let children = trace
            .iter()
            .filter(|span| span.parent_span_id == call.span_id);
        let mut writes = children.filter(|span| span.name == "write");
        writes.any(|write| {
            trace
                .iter()
                .any(|span| span.parent_span_id == write.span_id)
        })
    };
    let call = calls.into_iter().find(published);
    let call = call.unwrap_or_else(|| panic!("no call that wrote: {:?}", names(&trace)));
    assert_eq!(hex::encode(&call.parent_span_id), CALLED_IN);
    below(&trace, call, "read of the contract", named("read"));
    below(&trace, call, "rule", rule);
    let write = below(&trace, call, "write of contracts", of("write", "contracts"));
    assert_eq!(attribute(write, "outcome"), Some("COMMITTED"));
    let publish = below(&trace, write, "publication", |span| {
        span.name == "publish"
            && attribute(span, "subject").is_some_and(|one| one.ends_with(".ContractRegistered"))
    });
    let consume = below(&trace, publish, "count", counted);
    below(
        &trace,
        consume,
        "write of scoreboard",
        of("write", "scoreboard"),
    );
    trace
}

/// The lines of both ends carry the trace and a span of it.
fn its_lines(trace: &[Span], logs: &[LogRecord]) {
    let spans: BTreeSet<&[u8]> = trace.iter().map(|span| span.span_id.as_slice()).collect();
    let id = hex::decode(TRACE).unwrap();
    let lines = || logs.iter().filter(|line| line.trace_id == id);
    assert!(
        lines().all(|line| spans.contains(line.span_id.as_slice())),
        "a line names a span that is not in its trace"
    );
    for (key, value) in [("method", REGISTER), ("event", "ContractRegistered")] {
        assert!(
            lines().any(|line| text(&line.attributes, key) == Some(value)),
            "no line of {value} in the trace among {}",
            logs.len()
        );
    }
}

#[test]
fn a_trace_goes_from_a_partners_call_over_sql_rule_outbox_and_nats_to_the_scoreboards_write() {
    let collector = Collector::start().unwrap();
    let telemetry = [("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address())];
    let suite = RunningSuite::start_with("2025-03-03", &telemetry).unwrap();
    activate(&suite);
    partner_in(&format!("00-{TRACE}-{CALLED_IN}-01"), &suite);
    wait_until_counted(&collector);
    // What is still unsent goes out at the end.
    suite.stop().unwrap();

    let spans = collector.spans();
    let trace = the_way_of_the_call(&spans);
    its_lines(&trace, &collector.logs());
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
    assert!(
        together(&spans, UPLOAD, &[|span| of("write", "rules")(span)]),
        "what was uploaded is not written in the trace of its call: {:?}",
        names(&spans)
    );
    let metrics = collector.metrics();
    for (name, unit) in [
        ("rpc.server.requests", ""),
        ("rpc.server.duration", "s"),
        ("kezhuan.rule.questions", ""),
        ("kezhuan.rule.fuel", ""),
        ("kezhuan.database.write.duration", "s"),
        ("kezhuan.database.connections", ""),
        ("kezhuan.outbox.published", ""),
        ("kezhuan.consumer.lag", ""),
        ("kezhuan.ready", ""),
        ("kezhuan.webhook.due_age", "s"),
    ] {
        let found = metrics.get(name).map(String::as_str);
        assert_eq!(found, Some(unit), "{name} among {metrics:?}");
    }
    // Spans, lines and figures say that they are of one process.
    let traced = collector.senders("traces");
    assert!(
        traced.len() == 1 && traced.iter().all(|(_, instance)| !instance.is_empty()),
        "{traced:?}"
    );
    for signal in ["metrics", "logs"] {
        assert_eq!(collector.senders(signal), traced, "{signal}");
    }
}
