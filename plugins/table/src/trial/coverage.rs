//! What a table's rows cover: gaps, overlaps, rows that never hold.

use super::wrong::{found, mistakes, notes, one, table, with};

/// Cell, reason and words of what is wrong with a table over an amount and a text.
fn policy(policy: &str, rows: &[&str]) -> Vec<(String, &'static str, String)> {
    let head = [
        policy,
        "when | when | then | source",
        "amount_fen | division | x |",
    ];
    let lines: Vec<&str> = head.iter().chain(rows).copied().collect();
    let wrong = mistakes(&with(&[], &lines));
    wrong
        .into_iter()
        .map(|mistake| (mistake.cell, mistake.reason, mistake.en))
        .collect::<Vec<_>>()
}

#[test]
fn gaps_and_rows_that_can_never_hold_are_found_exactly() {
    let rows = [
        "< 10 | - | 1 | law",
        "[10..20) | - | 2 | law",
        ">= 20 | - | 3 | law",
    ];
    assert_eq!(policy("first", &rows), []);
    assert_eq!(policy("unique", &rows), []);
    // 20 belongs to nobody.
    let gap = policy(
        "first",
        &[
            "< 10 | - | 1 | law",
            "[10..20) | - | 2 | law",
            "> 20 | - | 3 | law",
        ],
    );
    assert_eq!((gap.len(), gap[0].0.as_str(), gap[0].1), (1, "D1", "GAP"));
    assert!(
        gap[0].2.contains("amount_fen = 20, division"),
        "{}",
        gap[0].2
    );
    // Nothing lies between 9 and 10.
    assert_eq!(
        policy("first", &["<= 9 | - | 1 | law", ">= 10 | - | 2 | law"]),
        []
    );
    let texts = policy(
        "first",
        &[
            "- | \"A\", starts(\"B\") | 1 | law",
            "- | not(A, starts(B), C) | 2 | law",
        ],
    );
    assert!(texts[0].2.contains("division = \"C\""), "{texts:?}");
}

#[test]
fn rows_that_never_hold_or_hold_together_are_found_exactly() {
    let never = policy(
        "first",
        &[
            "- | starts(\"A\") | 1 | law",
            "> 1 | \"AB\" | 2 | law",
            "- | - | 3 | law",
        ],
    );
    assert_eq!(
        (never.len(), never[0].0.as_str(), never[0].1),
        (1, "A5", "UNREACHABLE")
    );
    let both = policy("unique", &["<= 10 | - | 1 | law", ">= 10 | - | 2 | law"]);
    assert_eq!(
        (both.len(), both[0].0.as_str(), both[0].1),
        (1, "A5", "OVERLAP")
    );
    assert!(
        both[0].2.contains("row 4") && both[0].2.contains("amount_fen = 10"),
        "{both:?}"
    );
    assert_eq!(
        policy("first", &["<= 10 | - | 1 | law", ">= 10 | - | 2 | law"]),
        []
    );
}

#[test]
fn a_value_that_is_not_fixed_cuts_its_column_in_three() {
    let rows = |rows: &[&'static str]| {
        let head = ["first", "when | then | source", "amount_fen | x |"];
        let lines = [&head[..], rows].concat();
        found(&with(&[], &lines))
            .into_iter()
            .map(|(_, reason)| reason)
            .collect::<Vec<_>>()
    };
    let (below, above) = (
        "< setting cap_fen | 1 | law",
        ">= setting cap_fen | 2 | law",
    );
    assert!(rows(&[below, above]).is_empty());
    assert_eq!(rows(&[below, "> setting cap_fen | 2 | law"]), ["GAP"]);
    assert_eq!(rows(&[below, above, "5 | 3 | law"]), ["UNDECIDED"]);
    assert!(rows(&[below, "5 | 3 | law", "- | 4 | law"]).is_empty());
}

#[test]
fn dates_of_rows_are_looked_through_like_a_column() {
    let rows = |first: &'static str, second: &'static str| {
        table(&[
            "unique",
            "then | from | until | source",
            "x | | |",
            first,
            second,
        ])
    };
    let first = "1 | | 2025-12-31 | law";
    assert_eq!(rows(first, "2 | 2026-01-01 | | law"), []);
    assert_eq!(rows(first, "2 | 2026-01-02 | | law"), one("D1", "GAP"));
    assert_eq!(rows(first, "2 | 2025-12-31 | | law"), one("A5", "OVERLAP"));
}

#[test]
fn a_table_with_too_many_cases_says_so() {
    let columns = 9;
    let line = |word: &str| vec![word; columns].join(" | ");
    let head = format!("{} | then | source", line("when"));
    let subjects = format!("{} | x |", line("amount_fen"));
    let rows: Vec<String> = (0..8)
        .map(|row| format!("{} | {row} | law", line(&row.to_string())))
        .collect();
    let mut lines = vec!["first", &head, &subjects];
    lines.extend(rows.iter().map(String::as_str));
    assert_eq!(table(&lines), one("D1", "TOO_MANY_CASES"));
    let default = format!("{} | 9 | law", line("-"));
    lines.push(&default);
    assert_eq!(table(&lines), []);
    // That rows which can never hold were not looked for is said, too.
    let told = [("t!D1".to_owned(), "NOT_LOOKED_THROUGH")];
    assert_eq!(notes(&with(&[], &lines)), told);
    assert_eq!(
        notes(&with(
            &[],
            &[
                "first",
                "when | then | source",
                "amount_fen | x |",
                "- | 1 | law"
            ]
        )),
        []
    );
}
