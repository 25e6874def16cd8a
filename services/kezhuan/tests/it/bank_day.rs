//! A bank's day and month, and the pool's books, from a terminal.
use nix::sys::signal::Signal;

use crate::program::{Up, run, told};

const BANK: &str = "91440700MA5WBANK0B";
const EMPTY: &str = "biz_no,amount_fen,status\nTRAILER,0,0\n";
const UNKNOWN: &str = "biz_no,amount_fen,status\nP9,123456,DONE\nTRAILER,1,123456\n";

#[test]
fn a_day_that_differs_ends_with_a_failure_and_a_month_is_signed_by_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let up = Up::start(data, &["--clock", "2025-04-02"]);
    let say = |arguments: &[&str]| {
        let output = run(data, &[&["financing"], arguments].concat());
        (output.status.success(), told(&output))
    };
    let reconcile = |content: &str, day: &str| {
        let file = data.join("day.csv");
        std::fs::write(&file, content).expect("a file");
        let file = file.to_string_lossy().into_owned();
        say(&["reconcile", &file, "--bank", BANK, "--day", day])
    };
    let (is_well, printed) = reconcile(EMPTY, "2025-03-31");
    assert!(
        is_well && printed.contains("reconcile: lines=0"),
        "{printed}"
    );
    for _again in 0..2 {
        let (is_well, printed) = reconcile(UNKNOWN, "2025-04-01");
        assert!(!is_well, "{printed}");
        for text in [
            "MISSING_AT_US",
            "P9",
            "1,234.56 DONE",
            "lines=1 matched=0 differences=1 open=1",
        ] {
            assert!(printed.contains(text), "{printed}");
        }
    }
    let (is_well, printed) = reconcile(&EMPTY.replace("0,0", "1,0"), "2025-03-30");
    assert!(
        !is_well && printed.contains("TRAILER_MISMATCH"),
        "{printed}"
    );

    let out = data.join("march.csv").to_string_lossy().into_owned();
    let balance = |more: &[&str]| {
        let named = ["balance", "--month", "2025-03", "--bank", BANK, "--out"];
        say(&[&named[..], &[out.as_str(), "--sign"], more].concat())
    };
    let (is_well, printed) = balance(&[]);
    assert!(is_well && printed.contains("CONFIRMED_BY_ONE"), "{printed}");
    let (is_well, printed) = balance(&["--pool"]);
    assert!(is_well && printed.contains(" CONFIRMED "), "{printed}");
    let written = std::fs::read_to_string(&out).expect("the file");
    assert!(written.ends_with("TRAILER,0,0\r\n"), "{written}");

    let (is_well, printed) = say(&["pool"]);
    assert!(is_well, "{printed}");
    for text in [
        "COMPENSATION",
        "0.00",
        "debits_fen=0 credits_fen=0 ledger_balanced=yes",
    ] {
        assert!(printed.contains(text), "{printed}");
    }
    assert_eq!(up.end(Signal::SIGTERM), Some(0));
}
