//! Public notices and what is brought forward against them.
use kezhuan_protocol::financing::v1;

use crate::api::names::{COMPENSATIONS, LOANS, SUBSIDIES};
use crate::domain::notice::{Length, Objection, PublicNotice, Resolution};
use crate::store::notices;

/// A notice as it was opened.
pub fn message(notice: &PublicNotice) -> v1::PublicNotice {
    v1::PublicNotice {
        start_date: notice.start.to_string(),
        last_day: notice.last_day.to_string(),
        working_days: match notice.length {
            Length::WorkingDays(days) => i32::try_from(days).unwrap_or(i32::MAX),
            Length::CalendarDays(_) => 0,
        },
    }
}

/// An objection and what became of it.
pub fn objection(objection: &Objection) -> v1::Objection {
    use v1::objection::Outcome;
    let resolution = objection.resolution.as_ref();
    let outcome = match resolution.map(|resolution| resolution.upheld) {
        None => Outcome::Unspecified,
        Some(false) => Outcome::Dismissed,
        Some(true) => Outcome::Upheld,
    };
    let told = |of: fn(&Resolution) -> String| resolution.map(of).unwrap_or_default();
    v1::Objection {
        objector: objection.objector.clone(),
        text: objection.text.clone(),
        filed_on: objection.filed_on.to_string(),
        outcome: outcome.into(),
        outcome_reason: told(|resolution| resolution.reason.clone()),
        resolved_by: told(|resolution| resolution.resolved_by.clone()),
        resolved_on: told(|resolution| resolution.resolved_on.to_string()),
    }
}

/// What everybody sees of a published claim.
pub fn published(row: &notices::Published) -> v1::ClaimNotice {
    let claims = match row.programme.as_str() {
        notices::COMPENSATION => COMPENSATIONS,
        _ => SUBSIDIES,
    };
    v1::ClaimNotice {
        claim: claims.name(row.id),
        number: row.number.clone(),
        tenant: row.tenant.clone(),
        bank: row.bank.clone(),
        enterprise: row.enterprise.clone(),
        loan: LOANS.name(row.loan_id),
        amount_fen: row.amount_fen,
        notice: Some(message(&row.notice)),
    }
}
