use kezhuan_law::Fen;
use uuid::Uuid;

use super::*;
use crate::domain::contract::Classification;
use crate::domain::form::testing;
use crate::domain::kind::Kind;
use crate::domain::recognition::Decision;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn period(start: &str, end: &str) -> Period {
    Period {
        start: date(start),
        end: date(end),
    }
}

fn entry(contract: u128, registered: &str, form_version: i32, from: &str, yuan: i32) -> Entry {
    let form = testing::form();
    Entry {
        version: ContractVersion {
            contract: Uuid::from_u128(contract),
            form_version,
            tenant: "440703".to_owned(),
            number: format!("KZ-TC-2025-440703-{contract:06}"),
            certificate_number: String::new(),
            national_number: None,
            registered_on: date(registered),
            in_force_from: date(from),
            classification: Classification {
                kind: Kind::CommissionedDevelopment,
                total: Fen::from_yuan(yuan),
                currency_amount_minor: None,
                technical: Some(Fen::from_yuan(yuan / 2)),
                deducted: Fen::ZERO,
                disputed: false,
                decision: Decision::Recognised,
                ground: None,
                low_technical_share: false,
                findings: None,
                price_items: None,
                by: "first".to_owned(),
                at_version: 4,
            },
            form,
        },
        ended_on: None,
    }
}

fn sums(entries: &[Entry], start: &str, end: &str) -> (i64, i128) {
    let totals = totals(&rows(entries, period(start, end), Titles::Shown));
    (totals.contracts, totals.total_fen / 100)
}

#[test]
fn a_contract_counts_with_the_version_in_force_at_the_period_s_end() {
    let entries = [
        entry(1, "2025-03-10", 1, "2025-03-10", 100),
        entry(1, "2025-03-10", 2, "2025-06-30", 300),
        entry(2, "2025-04-01", 1, "2025-04-01", 7),
    ];
    assert_eq!(sums(&entries, "2025-01-01", "2025-03-31"), (1, 100));
    assert_eq!(sums(&entries, "2025-01-01", "2025-06-29"), (2, 107));
    assert_eq!(sums(&entries, "2025-01-01", "2025-06-30"), (2, 307));
    assert_eq!(sums(&entries, "2025-04-01", "2025-06-30"), (1, 7));
    assert_eq!(sums(&entries, "2026-01-01", "2026-12-31"), (0, 0));
}

#[test]
fn an_end_in_the_open_year_removes_and_in_a_later_year_corrects() {
    let mut open = entry(1, "2025-03-10", 1, "2025-03-10", 100);
    open.ended_on = Some(date("2025-08-01"));
    let entries = [open];
    assert_eq!(sums(&entries, "2025-01-01", "2025-03-31"), (1, 100));
    assert_eq!(sums(&entries, "2025-01-01", "2025-12-31"), (0, 0));
    assert_eq!(sums(&entries, "2025-07-01", "2025-09-30"), (0, 0));

    // Told as 100 for 2025; the amendment of 2026 is not what 2025 was told.
    let mut closed = [
        entry(1, "2025-03-10", 1, "2025-03-10", 100),
        entry(1, "2025-03-10", 2, "2026-02-01", 900),
    ];
    for version in &mut closed {
        version.ended_on = Some(date("2026-05-01"));
    }
    assert_eq!(sums(&closed, "2025-01-01", "2025-12-31"), (1, 100));
    assert_eq!(sums(&closed, "2026-01-01", "2026-03-31"), (0, 0));
    assert_eq!(sums(&closed, "2026-04-01", "2026-06-30"), (-1, -100));
    assert_eq!(sums(&closed, "2026-07-01", "2026-09-30"), (0, 0));
    assert_eq!(sums(&closed, "2025-01-01", "2026-12-31"), (0, 0));
}

#[test]
fn a_row_has_a_cell_for_every_column_and_hides_titles() {
    let entries = [entry(1, "2025-03-10", 1, "2025-03-10", 123_456)];
    let year = period("2025-01-01", "2025-12-31");
    let shown = &rows(&entries, year, Titles::Shown)[0].cells();
    let withheld = &rows(&entries, year, Titles::Withheld)[0].cells();
    assert_eq!(shown.len(), COLUMNS.len());
    let cell = |cells: &[Cell], name: &str| {
        let place = COLUMNS.iter().position(|column| column.en == name).unwrap();
        cells[place].clone()
    };
    assert_eq!(cell(shown, "total_wan"), Cell::Wan(Fen::from_yuan(123_456)));
    assert_eq!(cell(shown, "buyer_region"), Cell::Text("4401".to_owned()));
    assert_eq!(cell(shown, "seller_region"), Cell::Text("4400".to_owned()));
    assert_ne!(cell(shown, "project_name"), cell(withheld, "project_name"));
    assert_eq!(cell(withheld, "project_name"), Cell::Text(String::new()));
    assert_eq!(
        cell(shown, "expected_output_wan"),
        Cell::Text(String::new())
    );
}
