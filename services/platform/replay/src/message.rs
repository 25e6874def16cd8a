//! Between what is counted and what travels.
use kezhuan_database::PastDecision;
use kezhuan_protocol::replay::v1 as proto;
use uuid::Uuid;

use crate::standing::{Change, Standing};
use crate::tally::Tally;

/// Nobody has counted so far.
fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// All the money of the world is less.
fn fen(sum: i128) -> i64 {
    i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
}

/// The report of a replay that took `elapsed_ms`.
pub fn report(tally: &Tally, elapsed_ms: u64) -> proto::Report {
    let (beyond, reasons): (Vec<_>, Vec<_>) = tally
        .reasons()
        .into_iter()
        .partition(|(code, _)| code.is_empty());
    let beyond: u64 = beyond
        .iter()
        .map(|(_, shift)| shift.gained + shift.lost)
        .sum();
    proto::Report {
        decisions: count(tally.decisions),
        outdone: count(tally.outdone),
        changed: count(tally.changed),
        explained_otherwise: count(tally.explained_otherwise),
        delta_fen: fen(tally.delta_fen),
        to_ok: count(tally.to_ok),
        to_not_ok: count(tally.to_not_ok),
        newly_answered: count(tally.newly_answered),
        failed: count(tally.failed),
        reasons: reasons
            .into_iter()
            .map(|(code, shift)| proto::ReasonShift {
                code: code.to_owned(),
                gained: count(shift.gained),
                lost: count(shift.lost),
            })
            .collect(),
        reasons_beyond: count(beyond),
        money: tally
            .money_shifts()
            .map(|(division, quarter, shift)| proto::MoneyShift {
                division: division.to_owned(),
                quarter: quarter.to_string(),
                decisions: count(shift.decisions),
                changed: count(shift.changed),
                before_fen: fen(shift.before_fen),
                after_fen: fen(shift.after_fen),
            })
            .collect(),
        largest: tally.largest().iter().map(proto::Change::from).collect(),
        flips: tally.flips().iter().map(proto::Change::from).collect(),
        elapsed_ms: count(elapsed_ms),
    }
}

impl From<&Change> for proto::Change {
    fn from(change: &Change) -> proto::Change {
        proto::Change {
            decision: format!("decisions/{}", change.decision),
            case_id: change.case_id.to_string(),
            division: change.division.clone(),
            legal_date: change.legal_date.to_string(),
            before: Some(standing(&change.before)),
            after: Some(standing(&change.after)),
            outdone: change.outdone,
        }
    }
}

fn standing(standing: &Standing) -> proto::Standing {
    proto::Standing {
        answered: standing.answered,
        ok: standing.ok,
        amount_fen: standing.amount_fen,
        reasons: standing.reasons.clone(),
    }
}

/// A stored decision on its way out.
pub(crate) fn exported(past: &PastDecision) -> proto::PastDecision {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    proto::PastDecision {
        name: format!("decisions/{}", past.id),
        case_id: past.case_id.to_string(),
        division: text(&past.tenant),
        legal_date: past.legal_date.to_string(),
        outcome_kind: text(&past.outcome_kind),
        reasons_json: past.reasons.as_deref().map(text).unwrap_or_default(),
        input: past.input.to_vec(),
        outcome: past.outcome.to_vec(),
        outdone: past.outdone,
    }
}

/// A stored decision as it came; none where it can't be read.
pub fn past_decision(sent: proto::PastDecision) -> Option<PastDecision> {
    let id = sent.name.strip_prefix("decisions/")?;
    Some(PastDecision {
        id: Uuid::try_parse(id).ok()?,
        case_id: Uuid::try_parse(&sent.case_id).ok()?,
        tenant: sent.division.into(),
        legal_date: sent.legal_date.parse().ok()?,
        outcome_kind: sent.outcome_kind.into(),
        reasons: (!sent.reasons_json.is_empty()).then(|| sent.reasons_json.into()),
        input: sent.input.into(),
        outcome: sent.outcome.into(),
        outdone: sent.outdone,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_comes_back_as_it_went() {
        let past = PastDecision {
            id: Uuid::from_u128(1),
            case_id: Uuid::from_u128(2),
            tenant: "440703".into(),
            legal_date: "2025-03-31".parse().unwrap(),
            outcome_kind: "REFUSED_BY_HOST".into(),
            reasons: Some(r#"["A"]"#.into()),
            input: vec![1, 2, 3].into(),
            outcome: "{}".into(),
            outdone: true,
        };
        assert_eq!(past_decision(exported(&past)), Some(past.clone()));
        let plain = PastDecision {
            reasons: None,
            ..past
        };
        assert_eq!(past_decision(exported(&plain)), Some(plain));
        assert_eq!(past_decision(proto::PastDecision::default()), None);
    }
}
