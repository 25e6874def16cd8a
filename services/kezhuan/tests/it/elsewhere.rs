//! A suite that somebody else runs: reached by what a `connection.toml` says, as whoever the token is of.
use std::fmt::Write;
use std::fs;
use std::path::Path;

use kezhuan::suite::SuiteFile;

use crate::program::{Up, run, told};

/// The addresses of a suite and its authority, in another folder, without a token.
fn connect(suite: &SuiteFile, folder: &Path) {
    let authority = suite.keys.join("authority.pem");
    fs::copy(authority, folder.join("ca.pem")).expect("copied");
    let mut text = "authority_file = \"ca.pem\"\ntoken_file = \"token\"\n[services]\n".to_owned();
    for (service, address) in &suite.services {
        writeln!(text, "{service} = \"{address}\"").expect("written");
    }
    fs::write(folder.join("connection.toml"), text).expect("written");
}

#[test]
fn a_suite_elsewhere_is_spoken_to_as_whoever_the_token_is_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let (data, desk) = (folder.path().join("data"), folder.path().join("desk"));
    fs::create_dir(&desk).expect("a folder");
    let _up = Up::start(&data, &[]);
    connect(&SuiteFile::read(&data).expect("a suite"), &desk);
    let alerts = ["rules", "alerts", "--tenant", "440703"];

    let without = run(&desk, &alerts);
    assert!(!without.status.success());
    let token_file = desk.join("token").display().to_string();
    assert!(told(&without).contains(&token_file), "{}", told(&without));

    let token = [
        "token",
        "--tenant",
        "440703",
        "--role",
        "rule_author",
        "--subject",
        "author",
    ];
    let token = run(&data, &token);
    fs::write(desk.join("token"), &token.stdout).expect("written");
    let well = run(&desk, &alerts);
    assert!(well.status.success(), "{}", told(&well));
    assert!(
        told(&well).contains("nothing is the matter"),
        "{}",
        told(&well)
    );
    // Over TLS.
    let key = run(&desk, &["seal-key", "financing"]);
    assert!(key.status.success(), "{}", told(&key));
    assert!(told(&key).contains("BEGIN PUBLIC KEY"), "{}", told(&key));

    // The command asks as an approver; the token is an author's.
    let stop = [
        "rules",
        "stop",
        "tc.sla@1",
        "--fallback",
        "manual",
        "--reason",
        "承诺有误",
        "--tenant",
        "440703",
    ];
    let stop = run(&desk, &stop);
    assert!(!stop.status.success());
    assert!(told(&stop).contains("ROLE_MISSING"), "{}", told(&stop));
    let token = run(
        &desk,
        &["token", "--tenant", "440703", "--role", "rule_approver"],
    );
    assert!(!token.status.success());
    assert!(told(&token).contains("own issuer"), "{}", told(&token));
}
