//! Files as banks send them, good and bad.
use kezhuan_law::Fen;

use super::file::{FILE_BYTES_MAX, read};
use super::{Line, Trailer, compare};

const GOOD: &str = "biz_no,amount_fen,status\nP1,300,DONE\n\"P,2\",7,REFUSED\nTRAILER,2,307\n";

#[test]
fn a_file_is_read_as_it_stands() {
    let line = |no: &str, amount, status: &str| Line {
        no: no.to_owned(),
        amount: Fen(amount),
        status: status.to_owned(),
    };
    let lines = vec![line("P1", 300, "DONE"), line("P,2", 7, "REFUSED")];
    let trailer = Trailer {
        lines: 2,
        total: Fen(307),
    };
    let marked = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    for content in [GOOD, GOOD.trim_end(), marked.as_str()] {
        assert_eq!(read(content.as_bytes()), Ok((lines.clone(), trailer)));
    }
    let empty = read(b"biz_no,amount_fen,status\nTRAILER,0,0\n").unwrap();
    assert_eq!(empty.0, []);
}

/// A bank's file of a day, and the class of each number beside what is known here: every class but MATCHED is a ticket.
#[test]
fn the_golden_file_is_read_and_each_number_finds_its_class() {
    let content = include_bytes!("../../../tests/golden/reconciliation.csv");
    let (lines, trailer) = read(content).unwrap();
    assert_eq!((trailer.lines, trailer.total), (6, Fen(201_050_314)));
    let ours = [
        ("16", 100, "DONE"),
        ("17", 200_000_000, "DONE"),
        ("18", 0, "DONE"),
        ("19", 1_050_001, "DONE"),
        ("20", 7, "DONE"),
    ];
    let ours = ours.map(|(no, amount, status)| Line {
        no: format!("20250303-0000{no}"),
        amount: Fen(amount),
        status: status.to_owned(),
    });
    let classes = compare(&ours, &lines).unwrap().into_iter();
    let classes: String = classes
        .map(|(no, class)| format!("{no},{}\n", class.as_str()))
        .collect();
    let golden = include_str!("../../../tests/golden/reconciliation-classes.csv");
    assert_eq!(classes, golden);
}

#[test]
fn each_fault_has_its_own_reason_and_line() {
    let header = "biz_no,amount_fen,status\n";
    for (content, reason, line) in [
        (String::new(), "FILE_COLUMNS_UNKNOWN", "1"),
        (GOOD.replace("status", "state"), "FILE_COLUMNS_UNKNOWN", "1"),
        (GOOD.replace("P1,300", "P1"), "FILE_FIELDS_WRONG", "2"),
        (GOOD.replace("P1", "P 1"), "BIZ_NO_INVALID", "2"),
        (GOOD.replace("300", "3.00"), "FILE_AMOUNT_INVALID", "2"),
        (GOOD.replace("300", "-300"), "FILE_AMOUNT_INVALID", "2"),
        (GOOD.replace("300", ""), "FILE_AMOUNT_INVALID", "2"),
        (
            GOOD.replace("REFUSED", "FAILED"),
            "FILE_STATUS_UNKNOWN",
            "3",
        ),
        (format!("{header}P1,300,DONE\n"), "TRAILER_MISSING", "2"),
        (
            GOOD.replace("TRAILER,2", "TRAILER,two"),
            "TRAILER_INVALID",
            "4",
        ),
        (
            GOOD.replace("TRAILER,2", "TRAILER,3"),
            "TRAILER_MISMATCH",
            "4",
        ),
        (GOOD.replace(",307", ",308"), "TRAILER_MISMATCH", "4"),
        (format!("{GOOD}P3,1,DONE\n"), "TRAILER_NOT_LAST", "5"),
    ] {
        let refused = read(content.as_bytes()).unwrap_err();
        assert_eq!(refused.reason, reason, "{content}");
        assert_eq!(
            refused.metadata.last(),
            Some(&("line", line.to_owned())),
            "{content}"
        );
    }
    let refused = read(&[header.as_bytes(), b"P\xff,1,DONE\n"].concat()).unwrap_err();
    assert_eq!(refused.reason, "FILE_NOT_UTF8");
    assert_eq!(refused.metadata, [("line", "2".to_owned())]);
    let windows = GOOD.replace('\n', "\r\n").replace("P,2", "P 2");
    let refused = read(windows.as_bytes()).unwrap_err();
    assert_eq!(refused.metadata, [("line", "3".to_owned())]);
    let refused = read(&vec![b'x'; FILE_BYTES_MAX + 1]).unwrap_err();
    assert_eq!(refused.reason, "FILE_TOO_LARGE");
}
