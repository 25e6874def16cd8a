//! Mistakes: each is found, in its cell, and all of them at once.

use crate::Mistake;

use super::{HOOKS, hook, shown};

const SETTINGS: &str = "city_bp = { default = 3000 }\ncap_fen = { default = 1 }\n\
                        other_bp = { default = 1, hook = 'tc.sla@1' }\nword = { default = 'A' }";

/// A workbook for `tc.split` with these inputs and this table of one condition and one output.
pub fn with(inputs: &[&str], table: &[&str]) -> String {
    let mut text = "=== inputs\nname | expression | unit | note\n".to_owned();
    for input in inputs {
        text += &format!("{input}\n");
    }
    if !table.is_empty() {
        text += "=== t\ntable | t | policy | ";
        text += &table.join("\n");
        text += "\n";
    }
    text + "=== outcome\nfield | expression\nok | YES\nreasons | none\nexplain | none\n\
            city_fen | 0\ncounty_fen | amount_fen\n"
}

pub fn mistakes(text: &str) -> Vec<Mistake> {
    let split = hook("tc.split@1");
    let workbook = crate::workbook_of(text).unwrap();
    match crate::compile(&workbook, split.wit, split.id, SETTINGS) {
        Ok(_) => Vec::new(),
        Err(mistakes) => mistakes,
    }
}

/// Cell and reason of each note on a workbook without a mistake.
pub fn notes(text: &str) -> Vec<(String, &'static str)> {
    let split = hook("tc.split@1");
    let workbook = crate::workbook_of(text).unwrap();
    let compiled = crate::compile(&workbook, split.wit, split.id, SETTINGS)
        .unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)));
    let notes = compiled.notes.into_iter();
    notes
        .map(|note| (format!("{}!{}", note.sheet, note.cell), note.reason))
        .collect()
}

/// Cell and reason of each mistake.
pub fn found(text: &str) -> Vec<(String, &'static str)> {
    let found = mistakes(text).into_iter();
    found
        .map(|mistake| {
            (
                format!("{}!{}", mistake.sheet, mistake.cell),
                mistake.reason,
            )
        })
        .collect()
}

fn input(expression: &str) -> Vec<&'static str> {
    let found = found(&with(&[expression], &[])).into_iter();
    found
        .map(|(cell, reason)| {
            assert!(cell.starts_with("inputs!"), "{cell}");
            reason
        })
        .collect()
}

#[test]
fn every_mistake_of_an_expression_has_its_reason() {
    let wrong = [
        ("x | amount_fem | fen", "UNKNOWN_NAME"),
        ("x | header.tenent | code", "UNKNOWN_NAME"),
        ("x | amount_fen.part | fen", "UNKNOWN_NAME"),
        ("x | setting city_fen | fen", "UNKNOWN_SETTING"),
        ("x | setting other_bp | bp", "UNKNOWN_SETTING"),
        ("x | amount_fen + setting city_bp | fen", "WRONG_UNIT"),
        ("x | amount_fen * setting city_bp | fen", "WRONG_UNIT"),
        ("x | amount_fen * amount_fen | fen", "WRONG_UNIT"),
        ("x | bp(setting city_bp, amount_fen) | fen", "WRONG_UNIT"),
        ("x | bp(setting city_bp, 1%) | bp", "WRONG_UNIT"),
        ("x | amount_fen | bp", "WRONG_UNIT"),
        ("x | min(amount_fen, 3 days) | fen", "WRONG_UNIT"),
        ("x | amount_fen > 1% | yes/no", "WRONG_UNIT"),
        ("x | amount_fen = YES | yes/no", "WRONG_TYPE"),
        ("x | amount_fen and YES | yes/no", "WRONG_TYPE"),
        ("x | if amount_fen > 1 then 1 else A | fen", "WRONG_TYPE"),
        ("x | division < \"A\" | yes/no", "NOT_COMPARABLE"),
        ("x | header.budget_left_fen > 1 | yes/no", "MAY_BE_ABSENT"),
        ("x | header.budget_left_fen + 1 | fen", "WRONG_TYPE"),
        ("x | or_else(amount_fen, 1) | fen", "NEVER_ABSENT"),
        ("x | given(division) | yes/no", "NEVER_ABSENT"),
        ("x | any(division, YES) | yes/no", "NOT_A_LIST"),
        (
            "x | count(header.params, value = 1) | count",
            "FACT_NOT_SUPPORTED",
        ),
        ("x | header | ", "NOT_A_VALUE"),
        ("x | none | ", "NOT_A_VALUE"),
        ("x | bp(amount_fen) | fen", "WRONG_ARGUMENTS"),
        ("x | sum(amount_fen) | fen", "UNKNOWN_FUNCTION"),
        ("x | 0.5 分 | fen", "NOT_WHOLE"),
        ("x | 1,000 | fen", "GROUPED_DIGITS"),
        ("x | amount_fen ^ 2 | fen", "UNKNOWN_CHARACTER"),
        ("x | (amount_fen | fen", "UNEXPECTED"),
        ("x | division = \"A | yes/no", "OPEN_QUOTE"),
        ("x |  | fen", "EMPTY"),
        ("x | 1 | furlong", "UNKNOWN_UNIT"),
        ("If | 1 | fen", "BAD_NAME"),
        ("if | 1 | fen", "BAD_NAME"),
        ("a.b | 1 | fen", "BAD_NAME"),
        ("division | 1 | fen", "NAME_TAKEN"),
        ("x | x + 1 | fen", "CIRCLE"),
    ];
    for (line, reason) in wrong {
        assert_eq!(input(line), [reason], "{line}");
    }
}

#[test]
fn a_mistake_is_told_once_and_not_again_where_its_cell_is_used() {
    let text = with(
        &[
            "a | amount_fem | fen",
            "b | a + 1 | fen",
            "c | b * 2 | fen",
            "d | 1 + | fen",
        ],
        &[],
    );
    assert_eq!(
        found(&text),
        [
            ("inputs!B2".into(), "UNKNOWN_NAME"),
            ("inputs!B5".into(), "UNEXPECTED")
        ]
    );
}

#[test]
fn a_wrong_cell_hides_no_other_mistake() {
    let inputs = [
        "a | amount_fem | fen",
        "b | min(a, setting nope) | fen",
        "c | count(bad) + bad.x + or_else(a, 1) | count",
        "d | not (a > 1 and t.x_fen = 3%) | yes/no",
    ];
    let table = [
        "first",
        "when | then | source",
        "amount_fen | x_fen |",
        "> 1 | 1 | law",
    ];
    assert_eq!(
        found(&with(&inputs, &table)),
        [
            ("inputs!B2".into(), "UNKNOWN_NAME"),
            ("inputs!B3".into(), "UNKNOWN_SETTING"),
            ("inputs!B4".into(), "UNKNOWN_NAME"),
            ("inputs!B5".into(), "WRONG_UNIT"),
            ("t!D1".into(), "GAP"),
        ]
    );
    // Nothing is said about what a table covers while its cells depend on a wrong one.
    let inputs = ["a | amount_fem | fen", "b | division | code"];
    let table = [
        "unique",
        "when | when | then | source",
        "amount_fen | b | x |",
        "> a | - | 1 | law",
        "< a | KF | 2 | law",
    ];
    assert_eq!(
        found(&with(&inputs, &table)),
        [("inputs!B2".into(), "UNKNOWN_NAME")]
    );
}

#[test]
fn what_is_long_or_nested_is_refused_before_it_costs_a_stack() {
    assert_eq!(
        input(&format!("x | {} | ", vec!["1"; 5_000].join(" + "))),
        ["TOO_DEEP"]
    );
    assert_eq!(
        input(&format!("x | {}1{} | ", "(".repeat(70), ")".repeat(70))),
        ["TOO_DEEP"]
    );
    assert_eq!(
        input(&format!("x | {}YES | ", "not ".repeat(70))),
        ["TOO_DEEP"]
    );
    // Each line needs the next one.
    let lines: Vec<String> = (0..300)
        .map(|line| format!("x{line} | x{} + 1 |", line + 1))
        .collect();
    let mut lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    lines.push("x300 | 1 |");
    assert_eq!(
        found(&with(&lines, &[]))[0],
        ("inputs!B62".into(), "CHAIN_TOO_LONG")
    );
    lines.reverse();
    assert_eq!(found(&with(&lines, &[])), []);
}

/// Mistakes in the sheet `t`, by cell.
pub fn table(lines: &[&str]) -> Vec<(String, &'static str)> {
    let found = found(&with(&["legal_date | header.as_of | date"], lines)).into_iter();
    found
        .map(|(cell, reason)| (cell.trim_start_matches("t!").to_owned(), reason))
        .collect()
}

pub fn one(cell: &str, reason: &'static str) -> Vec<(String, &'static str)> {
    vec![(cell.to_owned(), reason)]
}

#[test]
fn every_mistake_of_a_table_has_its_cell() {
    let head = [
        "first",
        "when | then | from | until | source",
        "amount_fen | x_fen | | |",
    ];
    let rows = |rows: &[&'static str]| table(&[&head[..], rows].concat());
    assert_eq!(rows(&["- | 1 | | | law"]), []);
    assert_eq!(rows(&["- | 1 | | |"]), one("E4", "NO_SOURCE"));
    assert_eq!(rows(&[" | 1 | | | law"]), one("A4", "EMPTY"));
    assert_eq!(rows(&["- | | | | law"]), one("B4", "EMPTY"));
    assert_eq!(rows(&["- | 3% | | | law"]), one("B4", "WRONG_UNIT"));
    assert_eq!(
        rows(&["< 1 | A | | | law", "- | 1 | | | law"]),
        one("B5", "WRONG_TYPE")
    );
    assert_eq!(rows(&["A | 1 | | | law"]), one("A4", "WRONG_TYPE"));
    assert_eq!(rows(&["> 3 days | 1 | | | law"]), one("A4", "WRONG_UNIT"));
    assert_eq!(
        rows(&["[5..1] | 1 | | | law", "- | 1 | | | law"]),
        one("A4", "EMPTY_RANGE")
    );
    assert_eq!(
        rows(&["[5..5) | 1 | | | law", "- | 1 | | | law"]),
        one("A4", "EMPTY_RANGE")
    );
    assert_eq!(
        rows(&["starts(\"1\") | 1 | | | law", "- | 1 | | | law"]),
        one("A4", "WRONG_TYPE")
    );
    assert_eq!(rows(&["- | 1 | 2026-02-30 | | law"]), one("C4", "NO_DATE"));
    assert_eq!(
        rows(&["- | 1 | 2026-02-01 | 2026-01-31 | law"]),
        one("D4", "DATES_BACKWARDS")
    );
    assert_eq!(rows(&[]), one("A4", "NO_ROWS"));
}

#[test]
fn every_mistake_of_a_heading_has_its_cell() {
    let other = |kinds: &str, subjects: &str, row: &str| table(&["first", kinds, subjects, row]);
    assert_eq!(
        other("when | then", "amount_fen | x", "- | 1"),
        one("A2", "MISSING_HEADING")
    );
    assert_eq!(
        other("when | source", "amount_fen |", "- | law"),
        one("A2", "MISSING_HEADING")
    );
    assert_eq!(
        other("whem | then | source", "amount_fen | x |", "- | 1 | law"),
        one("A2", "UNKNOWN_HEADING")
    );
    assert_eq!(
        other("when | then | source", "amount | x |", "- | 1 | law"),
        one("A3", "UNKNOWN_NAME")
    );
    assert_eq!(
        other(
            "when | then | source | source",
            "amount_fen | x | |",
            "- | 1 | law | law"
        ),
        one("D2", "SECOND_HEADING")
    );
    assert_eq!(
        other(
            "when | then | source",
            "header.budget_left_fen | x |",
            "- | 1 | law"
        ),
        one("A3", "MAY_BE_ABSENT")
    );
    assert_eq!(
        table(&["any", "then | source", "x |", "1 | law"]),
        one("D1", "UNKNOWN_POLICY")
    );
}

#[test]
fn dates_need_an_input_to_be_compared_with() {
    let rows = [
        "first",
        "then | from | source",
        "x | |",
        "1 | 2026-01-01 | law",
    ];
    assert_eq!(found(&with(&[], &rows)), [("t!A4".into(), "NO_LEGAL_DATE")]);
}

#[test]
fn sheets_and_fields_nobody_knows_or_misses_are_told() {
    let wrong = "=== notes\nanything\n=== rates\nsomething | else\n=== outcome\nfield | expression\n\
                 ok | YES\nok | NO\nreasons | none\nexplain | none\ncity_fen | 3%\nsum_fen | 0\n";
    assert_eq!(
        found(wrong),
        [
            ("rates!A1".into(), "UNKNOWN_SHEET"),
            ("outcome!A1".into(), "MISSING_FIELD"),
            ("outcome!A3".into(), "NAME_TAKEN"),
            ("outcome!B6".into(), "WRONG_UNIT"),
            ("outcome!A7".into(), "UNKNOWN_FIELD"),
        ]
    );
    assert_eq!(
        found("=== inputs\nname | expression | unit\n")[0].1,
        "NO_OUTCOME"
    );
    let missing = found("=== inputs\nname | value | unit\n=== outcome\nfield | expression\n");
    assert!(
        missing.contains(&("inputs!B1".into(), "UNKNOWN_HEADING")),
        "{missing:?}"
    );
}

#[test]
fn cells_that_are_no_text_are_read_or_refused() {
    let split = hook("tc.split@1");
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("inputs").unwrap();
    let percent = rust_xlsxwriter::Format::new().set_num_format("0.0%");
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let date = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 1).unwrap();
    for (column, heading) in (0..).zip(["name", "expression", "unit"]) {
        sheet.write(0, column, heading).unwrap();
    }
    for (row, unit) in (1..).zip(["bp", "date", "yes/no", "fen", "fen", "fen"]) {
        sheet.write(row, 0, format!("x{row}")).unwrap();
        sheet.write(row, 2, unit).unwrap();
    }
    sheet.write_with_format(1, 1, 0.003, &percent).unwrap();
    sheet.write_with_format(2, 1, &date, &day).unwrap();
    sheet.write(3, 1, true).unwrap();
    sheet.write(4, 1, 5.25).unwrap();
    sheet.write_formula(5, 1, "=1+1").unwrap();
    sheet.write(6, 1, 1).unwrap();
    sheet.write(1_000_000, 1, 1).unwrap();
    let workbook = workbook.save_to_buffer().unwrap();
    let mistakes = crate::compile(&workbook, split.wit, split.id, SETTINGS).unwrap_err();
    let found: Vec<_> = mistakes
        .iter()
        .map(|mistake| (mistake.cell.as_str(), mistake.reason))
        .collect();
    let wanted = [
        ("A1", "NO_OUTCOME"),
        ("B5", "NOT_WHOLE"),
        ("B6", "FORMULA"),
        ("B1000001", "TOO_FAR"),
    ];
    assert_eq!(found, wanted, "{}", shown(&mistakes));
}

#[test]
fn what_is_no_workbook_is_refused_in_words() {
    let split = hook("tc.split@1");
    for bytes in [&b""[..], b"PK\x03\x04", b"name,expression\n"] {
        let mistakes = crate::compile(bytes, split.wit, split.id, SETTINGS).unwrap_err();
        assert_eq!(mistakes[0].reason, "UNREADABLE");
    }
    let starter = crate::starter(split.id).unwrap();
    let mistakes = crate::compile(&starter, "package a:b;", split.id, SETTINGS).unwrap_err();
    assert_eq!(mistakes[0].reason, "INTERFACE");
    let mistakes = crate::compile(&starter, split.wit, split.id, "city_bp = ").unwrap_err();
    assert_eq!(mistakes[0].reason, "SETTINGS");
    // A workbook for one hook is not one for another.
    let sla = hook("tc.sla@1");
    assert!(crate::compile(&starter, sla.wit, sla.id, SETTINGS).is_err());
    assert!(crate::starter("tc.nothing@1").is_none());
    assert!(crate::starter("ip.ltv@1").is_none());
    assert!(crate::starter("evt.match@1").is_none());
    assert_eq!(HOOKS.len(), 23);
}

#[test]
fn a_mistake_says_what_to_do_in_both_languages() {
    let wrong = mistakes(&with(&["x | amount_fen + setting city_bp | fen"], &[]));
    assert_eq!(
        wrong[0].to_string(),
        "inputs!B2 WRONG_UNIT\n  单位不合:一边是分,一边是基点;请统一单位(比例请用 bp(金额, 比例))\n  \
         the units differ: fen and bp; use one of them (a share is taken with bp(amount, share))"
    );
}
