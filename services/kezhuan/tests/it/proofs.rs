//! What an auditor does: takes decisions, receipts and a case along, checks them where no suite runs, and audits the log.
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::Duration;

use kezhuan::suite::{Clients, Person};
use kezhuan_auth::Role;
use kezhuan_protocol::contracts::v1::{AcceptContractRequest, Contract, ListDecisionsRequest};
use nix::sys::signal::Signal;

use crate::import::{contracts, row, table};
use crate::program::{Up, kezhuan, run, told};
use crate::proof_audit::audited;

const PENGJIANG: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../plugins/packages/pengjiang/pengjiang.wasm"
);

/// Runs a command that must succeed.
pub fn done(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

/// `verify` where no suite is and the network leads nowhere.
fn verify(arguments: &[&str]) -> Output {
    let nowhere = Path::new("/nowhere/kezhuan");
    let arguments = [&["verify"], arguments].concat();
    kezhuan(nowhere, &arguments)
        .env("KEZHUAN_TOOLS", "/nowhere")
        .output()
        .expect("it runs")
}

/// Pengjiang's package in force for the promise at acceptance: signed, approved by two people. Its name.
fn put_in_force(data: &Path) -> String {
    let text = |path: PathBuf| path.to_str().expect("a path").to_owned();
    let package = text(data.join("pengjiang.wasm"));
    let key = text(data.join("pengjiang.key"));
    fs::copy(PENGJIANG, &package).expect("copied");
    let as_one = |arguments: &[&str], tenant: &str, subject: &str| {
        let who = ["--tenant", tenant, "--subject", subject];
        let said = done(data, &[&["rules"], arguments, &who].concat());
        said.split([':', '\n']).next().expect("a name").to_owned()
    };
    done(data, &["rules", "key", "new", &key]);
    let public = format!("{key}.public.pem");
    let register = ["key", "register", &public, "--title", "2025"];
    let registered = as_one(&register, "440703", "administrator");
    as_one(&["key", "approve", &registered], "440700", "city");
    done(data, &["rules", "sign", &package, "--key", &key]);
    let signature = format!("{package}.signature.json");
    let upload = ["upload", &package, "--signature", &signature];
    let uploaded = as_one(&upload, "440703", "author");
    let activate = ["activate", &uploaded, "--hook", "tc.sla@1"];
    let from = ["--from", "2025-01-01", "--reason", "试用"];
    let proposed = as_one(&[&activate[..], &from].concat(), "440703", "approver");
    as_one(&["approve", &proposed], "440703", "second");
    uploaded
}

/// A promise twice as short changes every decision, and the service tells of the same ones as this machine.
fn replayed(data: &Path, folder: &Path, package: &str, decision: &str) {
    let path = |name: &str| folder.join(name).display().to_string();
    let (figures, sheet) = (path("stricter.json"), path("changed.csv"));
    let stricter = r#"{"promise_working_days":5,"expert_j_fen":100000000000000}"#;
    fs::write(&figures, stricter).expect("written");
    let [there, here] = [package, PENGJIANG].map(|candidate| {
        let replay = ["rules", "replay", candidate, "--hook", "tc.sla@1"];
        let dates = ["--from", "2025-01-01", "--to", "2025-12-31"];
        let figures = ["--settings", &figures, "--csv", &sheet];
        let who = ["--tenant", "440703", "--subject", "author"];
        let said = done(
            data,
            &[&replay[..], &dates[..], &figures[..], &who[..]].concat(),
        );
        let written = fs::read_to_string(&sheet).expect("a sheet");
        let changes = written.lines().skip(1).map(str::to_owned);
        let mut changes: Vec<String> = changes.collect();
        changes.sort();
        let count = changes.len();
        let sum = format!("replay: decisions={count} changed={count} delta_fen=0 seconds=");
        assert!(said.lines().any(|line| line.starts_with(&sum)), "{said}");
        changes
    });
    assert_eq!(there, here);
    let row = format!("decisions/{decision},");
    let answered = there.iter().find(|line| line.starts_with(&row));
    let answered = answered.expect("the decision of the rule");
    // Both answer, both are in order, and nothing is paid.
    assert!(
        answered.contains(",440703,2025-03-03,true,true,true,true,0,0,"),
        "{answered}"
    );
}

/// Accepts imported contracts until one was accepted by the county's own rule; its decision's id.
async fn accepted(data: &Path) -> (Contract, String) {
    let clerk = Person::official("clerk", "440703", Role::Registrar);
    let session = Clients::of(data)
        .expect("a suite")
        .session(&clerk)
        .expect("a session");
    let mut client = session.contracts().expect("a client");
    for contract in contracts(data).await {
        let request = AcceptContractRequest {
            name: contract.name.clone(),
            request_id: uuid::Uuid::now_v7().to_string(),
            ..AcceptContractRequest::default()
        };
        client.accept_contract(request).await.expect("accepted");
        let request = ListDecisionsRequest {
            name: contract.name.clone(),
            ..ListDecisionsRequest::default()
        };
        let decisions = client
            .list_decisions(request)
            .await
            .expect("a list")
            .into_inner()
            .decisions;
        let answered = decisions
            .iter()
            .find(|decision| decision.outcome == "ANSWERED");
        if let Some(decision) = answered {
            let id = decision.name.rsplit('/').next().expect("an id").to_owned();
            return (contract, id);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the rule never came into force");
}

/// The decision's file after a change in its text.
fn edited(file: &Path, folder: &Path, from: &str, to: &str) -> PathBuf {
    let text = fs::read_to_string(file).expect("a file");
    assert!(text.contains(from), "{from} is not in {text}");
    let path = folder.join("edited.json");
    fs::write(&path, text.replacen(from, to, 1)).expect("written");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_along_is_checked_without_the_suite_and_an_altered_row_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let up = Up::start(&data, &["--clock", "2025-03-03"]);
    let package = put_in_force(&data);
    table(Path::new(&path("t.csv")), (10..90).map(row));
    done(
        &data,
        &["contracts", "import", &path("t.csv"), "--tenant", "440703"],
    );
    let (contract, id) = accepted(&data).await;

    let listed = done(&data, &["decision", &contract.name]);
    assert!(
        listed.contains(&id) && listed.contains("tc.sla@1"),
        "{listed}"
    );
    let explained = done(&data, &["decision", &id, "--smallest-change"]);
    for part in [
        "rule        pengjiang",
        "article     ",
        "depends on  ",
        "smallest    ",
    ] {
        assert!(explained.contains(part), "{part}: {explained}");
    }
    done(&data, &["decision", &id, "--out", &path("d.json")]);
    done(
        &data,
        &[
            "decision",
            &id,
            "--out",
            &path("bare.json"),
            "--without-package",
        ],
    );
    done(&data, &["receipt", &id, "--out", &path("r.json")]);
    done(
        &data,
        &["seal-key", "contracts", "--out", &path("contracts.pem")],
    );
    done(&data, &["seal-key", "rules", "--out", &path("rules.pem")]);
    let fetched = done(&data, &["verify", &id]);
    assert!(
        fetched.contains("verify: identical, 1 checked"),
        "{fetched}"
    );
    done(
        &data,
        &["case", "export", &contract.name, "--out", &path("case.zip")],
    );
    done(
        &data,
        &["case", "export", &contract.name, "--out", &path("case")],
    );
    // An enterprise that is no party of it gets neither.
    for command in [
        &["decision", &id][..],
        &["receipt", &id],
        &["case", "export", &contract.name],
    ] {
        let stranger = [
            command,
            &["--organisation", "somebody", "--role", "applicant"],
        ]
        .concat();
        let refused = run(&data, &stranger);
        assert!(
            !refused.status.success() && told(&refused).contains("NOT_FOUND"),
            "{}",
            told(&refused)
        );
    }
    replayed(&data, folder.path(), &package, &id);
    audited(&data, &contract, &id).await;
    assert_eq!(up.end(Signal::SIGTERM), Some(0));

    // From here on there is no suite.
    let (decision, bare, receipt, key) = (
        path("d.json"),
        path("bare.json"),
        path("r.json"),
        path("contracts.pem"),
    );
    for given in [
        &[&*decision][..],
        &[&*receipt, &*decision, "--key", &key],
        &[&*bare, "--package", PENGJIANG],
        &[&*path("case.zip"), "--key", &key],
        &[&*path("case"), "--key", &key],
    ] {
        let sound = verify(given);
        assert!(sound.status.success(), "{given:?}: {}", told(&sound));
        assert!(
            told(&sound).contains("verify: identical"),
            "{}",
            told(&sound)
        );
    }
    let cut = path("cut.json");
    let text = fs::read_to_string(&decision).expect("a file");
    fs::write(&cut, &text[..text.len() / 2]).expect("written");
    let zip = fs::read(path("case.zip")).expect("an archive");
    fs::write(path("cut.zip"), &zip[..zip.len() / 2]).expect("written");
    let fuel = edited(
        Path::new(&decision),
        folder.path(),
        "\"fuel\": ",
        "\"fuel\": 1",
    );
    for (given, expected) in [
        (&[&*fuel.display().to_string()][..], "fuel: stored `1"),
        (&[&*bare], "the file holds no package"),
        (&[&*receipt], "give --key FILE"),
        (&[&*receipt, "--key", &path("rules.pem")], "those given are"),
        (&[&*cut], "cut off in line"),
        (&[&*path("cut.zip"), "--key", &key], "no whole zip"),
        (&[&*path("case.zip")], "the signature: give --key"),
        (&["/nowhere.json"], "no such file"),
    ] {
        let refused = verify(given);
        assert!(!refused.status.success(), "{given:?}: {}", told(&refused));
        assert!(
            told(&refused).contains(expected),
            "{given:?}: {}",
            told(&refused)
        );
    }
    told_of_the_exporter(&path("case"), &path("case.zip"), &key);
    altered_archives(&path("case"), &key, &id);
}

/// The last line of an archive does not cover what nothing signs, and its audit entries are proven.
fn told_of_the_exporter(case: &str, zip: &str, key: &str) {
    for archive in [case, zip] {
        let output = verify(&[archive, "--key", key]);
        let said = String::from_utf8_lossy(&output.stdout);
        let last = said.lines().last().expect("a line");
        assert!(
            last.starts_with("verify: identical in what is proven, "),
            "{said}"
        );
        assert!(
            last.contains(
                "NOT PROVEN, only told by whoever exported: appeals.json, archive.json, "
            ),
            "{said}"
        );
        assert!(last.contains("case.json"), "{said}");
        assert!(said.contains("contract.moved of contract"), "{said}");
    }
}

/// Whatever is changed, removed or added in an unpacked archive is named.
fn altered_archives(case: &str, key: &str, id: &str) {
    let case = Path::new(case);
    let told_of = |expected: &str| {
        let refused = verify(&[&case.display().to_string(), "--key", key]);
        assert!(
            !refused.status.success() && told(&refused).contains(expected),
            "{}",
            told(&refused)
        );
    };
    let put_back = |name: &str, change: &dyn Fn(&Path), expected: &str| {
        let file = case.join(name);
        let before = fs::read(&file).expect("a file of the archive");
        change(&file);
        told_of(expected);
        fs::write(&file, before).expect("put back");
    };
    let write = |text: &'static str| move |file: &Path| fs::write(file, text).expect("written");
    put_back(
        "case.json",
        &write("{}"),
        "case.json is not what the index names",
    );
    put_back(
        "documents.json",
        &|file| fs::remove_file(file).expect("gone"),
        "documents.json is missing",
    );
    let receipt = format!("receipts/{id}.json");
    put_back(
        &receipt,
        &|file| fs::remove_file(file).expect("gone"),
        "no receipt is in the archive",
    );
    put_back(&receipt, &write("{\"format\":"), "cut off in line 1");
    fs::write(case.join("more.json"), "{}").expect("written");
    told_of("more.json is not in the index");
}
