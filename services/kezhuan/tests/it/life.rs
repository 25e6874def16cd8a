//! A suite's life: start, orderly end, sudden end, and what is found afterwards.
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use kezhuan::suite::SuiteFile;
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::PrivateKey;
use nix::sys::signal::Signal;

use crate::program::{Up, run, told};

const PENGJIANG: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../plugins/packages/pengjiang/pengjiang.wasm"
);

fn ports(data: &Path) -> Vec<String> {
    let file = SuiteFile::read(data).expect("a running suite");
    file.services
        .values()
        .filter_map(|address| Some(address.split_once("://")?.1.to_owned()))
        .collect()
}

/// One `rules` command of somebody of a tenant; what it printed.
pub fn rules(data: &Path, who: &str, tenant: &str, arguments: &[&str]) -> String {
    let who = ["--tenant", tenant, "--subject", who];
    let output = run(data, &[&["rules"][..], arguments, &who].concat());
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

pub fn first_line(printed: &str) -> &str {
    printed.lines().next().expect("a name")
}

/// Starts a shadow of an uploaded package, and reads its ledger: nothing was decided yet.
fn shadowed(data: &Path, package: &str, csv: &Path) -> String {
    let hook = ["--hook", "tc.incentive@1", "--reason", "先行试算"];
    let start = [&["shadow", "start", package][..], &hook].concat();
    let started = rules(data, "author", "440703", &start);
    let shadow = first_line(&started).to_owned();
    let csv_file = csv.to_str().expect("a path");
    let read = ["shadow", "ledger", &shadow, "--csv", csv_file];
    let ledger = rules(data, "author", "440703", &read);
    let sum = "shadow: decisions=0 changed=0 delta_fen=0 since=2025-04-01";
    assert!(
        ledger.contains("0 decisions (0 outdone by a later one): 0 changed"),
        "{ledger}"
    );
    assert!(ledger.lines().any(|line| line == sum), "{ledger}");
    let written = std::fs::read_to_string(csv).expect("a file");
    assert!(written.starts_with("decision,case,division"), "{written}");
    shadow
}

/// The files of a public key made for this run, and of its signature of the package.
fn sign(package: &str, folder: &Path) -> (String, String) {
    let key = PrivateKey::fresh();
    let signed = key.sign(&Digest::of(&std::fs::read(package).expect("a package")));
    let write = |name: &str, text: String| {
        let file = folder.join(name);
        std::fs::write(&file, text).expect("written");
        file.to_str().expect("a path").to_owned()
    };
    let public = write("public", hex::encode(key.public().as_bytes()));
    let signature = serde_json::to_string(&signed).expect("JSON");
    (public, write("signature", signature))
}

/// Uploads Pengjiang's package, signed with a key that the county registered and the city approved; what it printed.
pub fn upload(data: &Path, papers: &Path) -> String {
    let (public, signature) = sign(PENGJIANG, papers);
    let register = ["key", "register", &public, "--title", "x"];
    let key = rules(data, "administrator", "440703", &register);
    let approve = ["key", "approve", first_line(&key)];
    rules(data, "city", "440700", &approve);
    let upload = ["upload", PENGJIANG, "--signature", &signature];
    rules(data, "author", "440703", &upload)
}

#[test]
fn a_suite_drains_stops_and_finds_its_data_and_legal_date_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let up = Up::start(data, &["--clock", "2025-03-03"]);
    for service in [
        "agriculture",
        "contracts",
        "events",
        "financing",
        "incubation",
        "rules",
        "scoreboard",
        "Postgres",
        "NATS",
    ] {
        assert!(up.greeting.contains(service), "{}", up.greeting);
    }
    assert!(!up.greeting.contains('@'), "no password is printed");
    let ports = ports(data);
    assert!(
        ports.iter().all(|port| port.starts_with("127.0.0.1:")),
        "{ports:?}"
    );

    let second = run(data, &["up"]);
    assert!(
        !second.status.success() && told(&second).contains("another suite runs on"),
        "{}",
        told(&second)
    );

    assert_eq!(told(&run(data, &["clock", "show"])).trim(), "2025-03-03");
    assert!(
        run(data, &["clock", "advance", "2025-04-01"])
            .status
            .success()
    );
    let back = run(data, &["clock", "advance", "2025-03-31"]);
    assert!(
        !back.status.success() && told(&back).contains("CLOCK_ONLY_FORWARD"),
        "{}",
        told(&back)
    );
    assert!(told(&run(data, &["scoreboard", "--year", "2025"])).contains("蓬江区"));
    let server = SuiteFile::read(data).expect("a running suite").database_url;
    let prepare = ["database", "prepare", "--server", &server, "contracts"];
    let prepared = told(&run(data, &prepare));
    for setting in ["URL", "RELAY_URL"] {
        let line = format!("KEZHUAN_CONTRACTS__DATABASE__{setting}=postgres");
        assert!(prepared.contains(&line), "{prepared}");
    }
    let papers = tempfile::tempdir().expect("a folder");
    let uploaded = upload(data, papers.path());
    assert!(uploaded.contains("tc.incentive@1"), "{uploaded}");
    let name = first_line(&uploaded);
    let steps = rules(data, "author", "440703", &["package", name]);
    for step in [
        "TESTED",
        "SIGNATURE",
        "INVARIANT_CASES",
        "questions at the bounds",
    ] {
        assert!(steps.contains(step), "{steps}");
    }

    assert_eq!(up.end(Signal::SIGTERM), Some(0));
    assert!(
        ports.iter().all(|port| TcpStream::connect(port).is_err()),
        "nothing listens any more"
    );
    let gone = run(data, &["clock", "show"]);
    assert!(
        !gone.status.success() && told(&gone).contains("kezhuan up"),
        "{}",
        told(&gone)
    );

    // Killed at once the second time; the third finds everything.
    let up = Up::start(data, &["--clock", "2025-03-03"]);
    assert!(
        up.greeting
            .contains("2025-04-01, where this data's clock stood"),
        "{}",
        up.greeting
    );
    let shadow = shadowed(data, name, &papers.path().join("shadow.csv"));
    let activate = [
        "activate",
        name,
        "--hook",
        "tc.incentive@1",
        "--from",
        "2025-01-01",
    ];
    let activate = [&activate[..], &["--reason", "试用"]].concat();
    let proposed = rules(data, "approver", "440703", &activate);
    // Nothing was decided yet: the preview, the service's replay and this machine's say so.
    assert!(
        proposed.contains("0 decisions (0 outdone by a later one): 0 changed"),
        "{proposed}"
    );
    let ledger = format!("{shadow} on the decisions of ");
    assert!(proposed.contains(&ledger), "{proposed}");
    let csv = papers.path().join("changed.csv");
    for candidate in [name, PENGJIANG] {
        let replay = ["replay", candidate, "--from", "2024-01-01"];
        let csv = csv.to_str().expect("a path");
        let replay = [&replay[..], &["--to", "2025-12-31", "--csv", csv]].concat();
        let told = rules(data, "author", "440703", &replay);
        let sum = "replay: decisions=0 changed=0 delta_fen=0 seconds=";
        assert!(told.lines().any(|line| line.starts_with(sum)), "{told}");
        let written = std::fs::read_to_string(csv).expect("a file");
        assert!(written.starts_with("decision,case,division"), "{written}");
    }
    let timeline = || rules(data, "author", "440703", &["timeline"]);
    assert!(timeline().contains("PROPOSED"), "{}", timeline());
    let approved = rules(
        data,
        "second",
        "440703",
        &["approve", first_line(&proposed)],
    );
    assert!(approved.contains("approver, second"), "{approved}");
    let again = shadowed(data, name, &papers.path().join("again.csv"));
    let end = ["shadow", "end", &again, "--reason", "试算完毕"];
    rules(data, "second", "440703", &end);
    let shadows = rules(data, "second", "440703", &["shadow", "list"]);
    for state in ["ACTIVATED", "BY_PERSON", &shadow, "试算完毕"] {
        assert!(shadows.contains(state), "{shadows}");
    }
    let stop = [
        "stop",
        "tc.incentive@1",
        "--fallback",
        "manual",
        "--reason",
        "金额算错",
    ];
    rules(data, "second", "440703", &stop);
    assert!(timeline().contains("金额算错"), "{}", timeline());
    let resume = ["resume", "tc.incentive@1", "--reason", "已核对"];
    rules(data, "second", "440703", &resume);
    assert_eq!(up.end(Signal::SIGKILL), None);
    let gone = run(data, &["scoreboard"]);
    assert!(told(&gone).contains("is gone"), "{}", told(&gone));

    let up = Up::start(data, &["--clock", "2025-05-01"]);
    assert!(told(&run(data, &["rules", "timeline", "--tenant", "440703"])).contains("试用"));
    assert_eq!(told(&run(data, &["clock", "show"])).trim(), "2025-05-01");
    let corrections = rules(data, "zhao", "440703", &["corrections", "list"]);
    assert!(corrections.contains("no rule of 440703"), "{corrections}");
    // Years later nobody has asked it, as contracts sees, and its sunset comes near, as rules sees.
    let later = run(data, &["clock", "advance", "2027-12-01"]);
    assert!(later.status.success(), "{}", told(&later));
    let since = Instant::now();
    let told_of =
        |alerts: &str| alerts.contains("SUNSET_NEAR") && alerts.contains("RULE_NOT_ASKED");
    loop {
        let alerts = rules(data, "author", "440703", &["alerts"]);
        if told_of(&alerts) {
            break;
        }
        assert!(since.elapsed() < Duration::from_secs(30), "{alerts}");
    }
    let neighbour = rules(data, "author", "440705", &["alerts"]);
    assert!(neighbour.contains("nothing is the matter"), "{neighbour}");
    assert_eq!(up.end(Signal::SIGINT), Some(0));
}
