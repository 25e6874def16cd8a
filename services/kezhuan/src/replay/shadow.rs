//! What a shadow would have answered so far, as the service keeps it.
use anyhow::Context;
use kezhuan_protocol::replay::v1::read_shadow_ledger_response::Part;
use kezhuan_protocol::replay::v1::{ReadShadowLedgerRequest, Report, ShadowLedger};

use super::{Sheet, keeper};
use crate::refusal;
use crate::suite::Session;

/// Reads the ledger of `shadows/{uuid}`, which is asked the questions of this hook; every changed decision goes to the
/// sheet where there is one.
pub async fn shadow_ledger(
    session: &Session,
    (shadow, hook): (&str, &str),
    sheet: &mut Option<Sheet>,
) -> anyhow::Result<ShadowLedger> {
    let request = ReadShadowLedgerRequest {
        shadow: shadow.to_owned(),
        with_changes: sheet.is_some(),
    };
    let answer = session
        .replay(keeper(hook))?
        .read_shadow_ledger(request)
        .await;
    let mut parts = answer.map_err(refusal::readable)?.into_inner();
    let mut ledger = None;
    while let Some(part) = parts.message().await.map_err(refusal::readable)? {
        match (part.part, &mut *sheet) {
            (Some(Part::Changes(changes)), Some(sheet)) => sheet.add(&changes.changes)?,
            (Some(Part::Ledger(last)), _) => ledger = Some(last),
            (Some(Part::Changes(_)) | None, _) => {}
        }
    }
    ledger.context("the service ended without a ledger")
}

/// What a ledger stands on: how long it is kept, how far it got, and why it stands still.
pub fn standing(ledger: &ShadowLedger) -> String {
    let (since, first, next) = (&ledger.since, ledger.first_leaf, ledger.next_leaf);
    let state = match (ledger.running, ledger.decisions_to_come) {
        (false, _) => "ended".to_owned(),
        (true, 0) => "running".to_owned(),
        (true, more) => format!("running, {more} decisions still to be asked"),
    };
    let problem = match ledger.problem.as_str() {
        "" => String::new(),
        problem => format!("; it can't be asked: {problem}"),
    };
    format!("since {since}, leaves {first} to {next} of the log: {state}{problem}")
}

/// `shadow: decisions=… changed=… delta_fen=… since=…`
pub fn line(ledger: &ShadowLedger) -> String {
    let nothing = Report::default();
    let report = ledger.report.as_ref().unwrap_or(&nothing);
    let (decisions, changed, delta_fen) = (report.decisions, report.changed, report.delta_fen);
    let since = &ledger.since;
    format!("shadow: decisions={decisions} changed={changed} delta_fen={delta_fen} since={since}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_tells_how_far_it_got_and_ends_with_its_sum() {
        let ledger = ShadowLedger {
            report: Some(Report {
                decisions: 12,
                changed: 3,
                delta_fen: -400,
                ..Report::default()
            }),
            since: "2025-03-03".to_owned(),
            first_leaf: 7,
            next_leaf: 90,
            running: true,
            decisions_to_come: 2,
            ..ShadowLedger::default()
        };
        assert_eq!(
            line(&ledger),
            "shadow: decisions=12 changed=3 delta_fen=-400 since=2025-03-03"
        );
        assert_eq!(
            standing(&ledger),
            "since 2025-03-03, leaves 7 to 90 of the log: running, 2 decisions still to be asked"
        );
        let ended = ShadowLedger {
            running: false,
            problem: "gone".to_owned(),
            ..ledger
        };
        assert!(standing(&ended).ends_with("ended; it can't be asked: gone"));
    }
}
