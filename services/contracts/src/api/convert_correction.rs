//! Corrections and their lines as messages.
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;

use super::convert::{date, instant};
use super::names::{CLAIMS, CORRECTIONS};
use crate::domain::correction::{Kind, State};
use crate::store::correction_lines::ShownRow;
use crate::store::corrections::CorrectionRow;

/// A correction with what stands in its lines.
pub fn correction(row: &CorrectionRow) -> v1::Correction {
    let state = match row.proposed {
        0 => v1::correction::State::Decided,
        _ => v1::correction::State::Proposed,
    };
    v1::Correction {
        name: CORRECTIONS.name(row.id),
        tenant: row.tenant.clone(),
        hook: row.hook.clone(),
        package: format!("packages/{}", hex::encode(&row.package_digest)),
        settings_digest: row.settings_digest.clone(),
        effective_from: row.first_day.to_string(),
        effective_to: date(row.last_day),
        reason: row.reason.clone(),
        etag: etag::of(row.version),
        state: state.into(),
        asked: row.asked,
        lines: row.lines,
        proposed: row.proposed,
        approved: row.approved,
        top_up_fen: row.top_up_fen,
        recovery_fen: row.recovery_fen,
        create_time: Some(instant(row.create_time)),
        proposed_top_up_fen: row.proposed_top_up_fen,
        proposed_recovery_fen: row.proposed_recovery_fen,
    }
}

/// One of its lines, with its claim as it is now.
pub fn line(shown: ShownRow) -> v1::CorrectionLine {
    use v1::correction_line as told;
    let (paid, stale) = (shown.claim.payment.is_some(), shown.is_stale());
    let row = shown.line;
    let kind = match Kind::parse(&row.kind) {
        Some(Kind::TopUp) => told::Kind::TopUp,
        Some(Kind::Recovery) => told::Kind::Recovery,
        Some(Kind::Uncertain) => told::Kind::Uncertain,
        None => told::Kind::Unspecified,
    };
    let state = match State::parse(&row.state) {
        Some(State::Proposed) => told::State::Proposed,
        Some(State::Approved) => told::State::Approved,
        Some(State::Refused) => told::State::Refused,
        Some(State::Superseded) => told::State::Superseded,
        None => told::State::Unspecified,
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    v1::CorrectionLine {
        name: format!(
            "{}/lines/{}",
            CORRECTIONS.name(row.correction_id),
            row.claim_id
        ),
        claim: CLAIMS.name(row.claim_id),
        claim_number: row.claim_number,
        decision_id: row.decision_id.to_string(),
        paid,
        kind: kind.into(),
        state: state.into(),
        old_fen: row.old_fen,
        new_fen: row.new_fen,
        difference_fen: row.new_fen - row.old_fen,
        failure: row.failure,
        input_json: text(row.input),
        outcome_json: text(row.outcome),
        decided_by: row.decided_by,
        decided_on: date(row.decided_on),
        note: row.note,
        stale,
    }
}
