//! Money set in the rules service, and what is left of it in contracts, from a terminal.
use nix::sys::signal::Signal;

use crate::program::{Up, run, told};

#[test]
fn what_is_set_for_a_programme_is_known_where_its_books_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    let up = Up::start(data, &["--clock", "2025-03-03"]);
    let say = |arguments: &[&str]| {
        let output = run(data, &[arguments, &["--tenant", "440703"]].concat());
        (output.status.success(), told(&output))
    };
    let set = |more: &[&str]| {
        let rest = ["--amount", "5000000", "--when-exhausted", "queue"];
        say(&[
            &["rules", "appropriation", "set", "--year", "2025"][..],
            &rest,
            more,
        ]
        .concat())
    };
    let source = ["--legal-source", "蓬江财预〔2025〕1号"];
    let (done, printed) = set(&source);
    assert!(done && printed.contains("5,000,000.00"), "{printed}");
    let (_, printed) = say(&["rules", "appropriation", "list"]);
    for text in ["tc.incentive", "QUEUE", "蓬江财预〔2025〕1号"] {
        assert!(printed.contains(text), "{printed}");
    }
    let (_, printed) = say(&["contracts", "programmes", "--year", "2025"]);
    for text in ["5,000,000.00", "QUEUE", "lasts the year"] {
        assert!(printed.contains(text), "{printed}");
    }
    let nobodys = [&source[..], &["--family", "tc.incentve"]].concat();
    let (done, printed) = set(&nobodys);
    assert!(!done && printed.contains("FAMILY_UNKNOWN"), "{printed}");
    assert_eq!(up.end(Signal::SIGTERM), Some(0));
}
