//! The bank of the sandbox against a running suite: a loan that is repaid, one that ends with the pool, and what a bank
//! gets wrong.
use std::path::Path;

use crate::program::{Up, run, told};

/// One legal date on which something falls due, and a piece of what is told of it.
const YEAR: [(&str, &[&str]); 6] = [
    // The day after: the bank's file of the first day, with what was planted in it.
    (
        "2025-03-04",
        &[
            "MISSING_AT_US",
            "AMOUNT_MISMATCH",
            "MISSING_AT_BANK",
            "closed the difference",
        ],
    ),
    ("2025-09-03", &["took an instalment"]),
    ("2025-09-04", &["reported overdue"]),
    (
        "2025-11-02",
        &["sued, and filed a claim", "published the claim"],
    ),
    (
        "2025-11-12",
        &[
            "代偿 paid",
            "auctioned",
            "shared a recovery",
            "wrote off",
            "settled the claim",
        ],
    ),
    (
        "2026-03-03",
        &[
            "repaid the last",
            "released the pledge",
            "REPAID",
            "CLOSED_LOSS",
        ],
    ),
];

fn bank(data: &Path, arguments: &[&str]) -> String {
    let all = [&["sandbox", "bank", "--everybody", "--once"], arguments].concat();
    let output = run(data, &all);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    told(&output)
}

/// What rules were asked about an application is listed, and each is a file that is checked without the suite.
fn a_decision_is_checked(data: &Path, printed: &str) {
    let done = |arguments: &[&str]| {
        let output = run(data, arguments);
        assert!(output.status.success(), "{arguments:?}: {}", told(&output));
        told(&output)
    };
    let mut words = printed.split_whitespace();
    let application = words.find(|word| word.starts_with("applications/"));
    let listed = done(&["decision", application.expect("an application")]);
    assert!(listed.contains("ip.eligibility@1"), "{listed}");
    let mut words = listed.split_whitespace();
    let id = words.find(|word| word.len() == 36 && word.matches('-').count() == 4);
    let id = id.expect("an id");
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| {
        let path = folder.path().join(name);
        path.to_str().expect("a path").to_owned()
    };
    let (decision, receipt, key) = (file("d.json"), file("r.json"), file("k.pem"));
    done(&["decision", id, "--out", &decision]);
    done(&["receipt", id, "--out", &receipt]);
    done(&["seal-key", "financing", "--out", &key]);
    let verified = done(&["verify", &decision, &receipt, "--key", &key]);
    assert!(
        verified.contains("verify: identical, 2 checked"),
        "{verified}"
    );
}

fn last_line(printed: &str) -> &str {
    printed.lines().next_back().expect("a line")
}

#[test]
fn a_bank_plays_its_side_from_the_application_to_the_release_and_to_the_pool() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let _up = Up::start(data, &["--clock", "2025-03-03"]);

    let first = bank(data, &["--twice"]);
    for piece in [
        "valued a right itself",
        "reviewed",
        "approved",
        "registered the pledge",
        "disbursed 2,000,000.00",
        "filed with the pool",
        "answered the same",
        "got ip.loan.disbursed",
    ] {
        assert!(first.contains(piece), "{piece}: {first}");
    }
    assert_eq!(
        first.matches("disbursed 2,000,000.00").count(),
        2,
        "{first}"
    );
    a_decision_is_checked(data, &first);
    let idle = bank(data, &[]);
    assert!(!idle.contains("biz_no"), "nothing is left to do: {idle}");

    for (day, pieces) in YEAR {
        assert!(
            run(data, &["clock", "advance", day]).status.success(),
            "{day}"
        );
        let printed = bank(data, &[]);
        for piece in pieces {
            assert!(printed.contains(piece), "{day}, {piece}: {printed}");
        }
        let last = last_line(&printed);
        assert!(last.ends_with("requests_refused=0"), "{day}: {printed}");
    }
}

#[test]
fn a_bank_that_checks_with_a_wrong_secret_or_answers_with_errors_is_told_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let _up = Up::start(data, &["--clock", "2025-03-03"]);
    let refusing = bank(data, &["--wrong-signature"]);
    assert!(
        refusing.contains("the signature is not right"),
        "{refusing}"
    );
    assert!(
        last_line(&refusing).contains("webhooks_taken=0 again=0"),
        "{refusing}"
    );

    reconciled(data);
    assert!(
        run(data, &["clock", "advance", "2025-09-03"])
            .status
            .success()
    );
    let failing = bank(data, &["--errors", "1", "--slow", "1"]);
    assert!(failing.contains("answered 500 on purpose"), "{failing}");
    assert!(failing.contains("took an instalment"), "{failing}");
}

/// A file with a wrong trailer changes nothing; the right one names each difference. Here the bank booked nothing at all.
fn reconciled(data: &Path) {
    assert!(
        run(data, &["clock", "advance", "2025-03-04"])
            .status
            .success()
    );
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("day.csv");
    let path = file.to_str().expect("a path");
    let send = |trailer: &str| {
        let text = format!("biz_no,amount_fen,status\r\n{trailer}\r\n");
        std::fs::write(&file, text).expect("written");
        let sent = ["financing", "reconcile", path, "--day", "2025-03-03"];
        let sent = run(data, &sent);
        assert!(!sent.status.success(), "{}", told(&sent));
        told(&sent)
    };
    let wrong = send("TRAILER,1,0");
    assert!(wrong.contains("TRAILER_MISMATCH"), "{wrong}");
    let right = send("TRAILER,0,0");
    assert!(right.contains("lines=0 matched=0"), "{right}");
    assert!(right.contains("MISSING_AT_BANK"), "{right}");
}
