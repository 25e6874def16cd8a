//! A report as people read it.
use comfy_table::{Table, presets};
use kezhuan_protocol::replay::v1::{Change, Report, Standing};

use crate::money_text::yuan;

/// Codes that are shown; a sheet has the others with their decisions.
const REASONS_SHOWN: usize = 20;

fn table<const N: usize>(headings: [&str; N]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_FULL_CONDENSED)
        .set_header(headings);
    table
}

/// The report under its heading; tables without a line are left out.
pub fn told(heading: &str, report: &Report) -> String {
    let mut text = format!("{heading}\n{}\n", counts(report));
    let mut add = |title: &str, table: Table| {
        if !table.is_empty() {
            text.push_str(&format!("{title}\n{table}\n"));
        }
    };
    add("who flips", changes(&report.flips));
    let mut reasons = table(["reason", "gained", "lost"]);
    for shift in report.reasons.iter().take(REASONS_SHOWN) {
        reasons.add_row([
            shift.code.clone(),
            shift.gained.to_string(),
            shift.lost.to_string(),
        ]);
    }
    add("reasons", reasons);
    let mut money = table([
        "division",
        "quarter",
        "decisions",
        "changed",
        "before 元",
        "after 元",
        "change 元",
    ]);
    for shift in &report.money {
        money.add_row([
            shift.division.clone(),
            shift.quarter.clone(),
            shift.decisions.to_string(),
            shift.changed.to_string(),
            yuan(shift.before_fen),
            yuan(shift.after_fen),
            yuan(shift.after_fen - shift.before_fen),
        ]);
    }
    add(
        "budget by division and quarter of the legal date, over decisions that stand; what each case was told of \
         its year and of a budget is as it was",
        money,
    );
    add("the largest changes of an amount", changes(&report.largest));
    text
}

fn counts(report: &Report) -> String {
    let Report {
        decisions,
        outdone,
        changed,
        explained_otherwise,
        to_ok,
        to_not_ok,
        newly_answered,
        failed,
        ..
    } = report;
    format!(
        "{decisions} decisions ({outdone} outdone by a later one): {changed} changed ({to_ok} to granted, {to_not_ok} to refused), \
         {explained_otherwise} only explained otherwise, {newly_answered} newly answered, {failed} not answered"
    )
}

fn changes(changes: &[Change]) -> Table {
    let mut table = table([
        "decision",
        "case",
        "division",
        "legal date",
        "before",
        "after",
        "change 元",
    ]);
    for change in changes {
        let nothing = Standing::default();
        let before = change.before.as_ref().unwrap_or(&nothing);
        let after = change.after.as_ref().unwrap_or(&nothing);
        table.add_row([
            change.decision.trim_start_matches("decisions/").to_owned(),
            change.case_id.clone(),
            change.division.clone(),
            change.legal_date.clone(),
            standing(before),
            standing(after),
            yuan(after.amount_fen - before.amount_fen),
        ]);
    }
    table
}

fn standing(standing: &Standing) -> String {
    let reasons = standing.reasons.join(" ");
    let text = match (standing.answered, standing.ok) {
        (false, _) => format!("no answer {reasons}"),
        (true, false) => format!("refused {reasons}"),
        (true, true) => format!("granted {} {reasons}", yuan(standing.amount_fen)),
    };
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kezhuan_protocol::replay::v1::{MoneyShift, ReasonShift};

    #[test]
    fn a_report_names_who_flips_why_and_what_it_costs() {
        let change = Change {
            decision: "decisions/0195".to_owned(),
            division: "440703".to_owned(),
            before: Some(Standing {
                answered: true,
                ok: true,
                amount_fen: 100_000,
                reasons: vec![],
            }),
            after: Some(Standing {
                answered: true,
                reasons: vec!["BELOW_FLOOR".to_owned()],
                ..Standing::default()
            }),
            ..Change::default()
        };
        let report = Report {
            decisions: 2,
            changed: 1,
            to_not_ok: 1,
            reasons: vec![ReasonShift {
                code: "BELOW_FLOOR".to_owned(),
                gained: 1,
                lost: 0,
            }],
            money: vec![MoneyShift {
                division: "440703".to_owned(),
                quarter: "2025Q1".to_owned(),
                before_fen: 300_000,
                after_fen: 200_000,
                ..MoneyShift::default()
            }],
            flips: vec![change.clone()],
            largest: vec![change],
            ..Report::default()
        };
        let text = told("tc.incentive@1 of 440703", &report);
        for part in [
            "tc.incentive@1 of 440703\n2 decisions (0 outdone by a later one): 1 changed (0 to granted, 1 to refused)",
            "granted 1,000.00",
            "refused BELOW_FLOOR",
            "2025Q1",
            "-1,000.00",
        ] {
            assert!(text.contains(part), "{part} is missing:\n{text}");
        }
        let quiet = told("nothing", &Report::default());
        assert!(!quiet.contains("flips"), "{quiet}");
    }
}
