//! A suite's life: start, orderly end, sudden end, and what is found afterwards.
use std::net::TcpStream;
use std::path::Path;

use kezhuan::suite::SuiteFile;
use nix::sys::signal::Signal;

use crate::program::{Up, run, told};

fn ports(data: &Path) -> Vec<String> {
    let file = SuiteFile::read(data).expect("a running suite");
    file.services
        .values()
        .map(|address| address.trim_start_matches("http://").to_owned())
        .collect()
}

#[test]
fn a_suite_drains_stops_and_finds_its_data_and_legal_date_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let up = Up::start(data, &["--clock", "2025-03-03"]);
    for service in ["contracts", "rules", "scoreboard", "Postgres", "NATS"] {
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
    let package = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../plugins/packages/pengjiang/pengjiang.wasm"
    );
    let uploaded = run(data, &["rules", "upload", package, "--tenant", "440703"]);
    assert!(
        told(&uploaded).contains("tc.incentive@1"),
        "{}",
        told(&uploaded)
    );

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
    let name = told(&uploaded).lines().next().expect("a name").to_owned();
    let activate = [
        "rules",
        "activate",
        &name,
        "--tenant",
        "440703",
        "--subject",
        "approver",
        "--hook",
        "tc.incentive@1",
        "--from",
        "2025-01-01",
        "--reason",
        "试用",
    ];
    let activated = run(data, &activate);
    assert!(activated.status.success(), "{}", told(&activated));
    assert_eq!(up.end(Signal::SIGKILL), None);
    let gone = run(data, &["scoreboard"]);
    assert!(told(&gone).contains("is gone"), "{}", told(&gone));

    let up = Up::start(data, &["--clock", "2025-05-01"]);
    assert!(told(&run(data, &["rules", "timeline", "--tenant", "440703"])).contains("试用"));
    assert_eq!(told(&run(data, &["clock", "show"])).trim(), "2025-05-01");
    assert_eq!(up.end(Signal::SIGINT), Some(0));
}
