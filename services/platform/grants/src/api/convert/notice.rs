//! Public notices and what is brought forward against them.
use kezhuan_law::notice::{Length, Objection, PublicNotice, Resolution};
use kezhuan_protocol::grants::v1;
use kezhuan_protocol::grants::v1::grant_claim::objection::Outcome;

use crate::PREFIX;
use crate::store::notices::Published;

/// A notice as it was opened.
pub fn message(notice: &PublicNotice) -> v1::grant_claim::PublicNotice {
    v1::grant_claim::PublicNotice {
        start_date: notice.start.to_string(),
        last_day: notice.last_day.to_string(),
        working_days: match notice.length {
            Length::WorkingDays(days) => i32::try_from(days).unwrap_or(i32::MAX),
            Length::CalendarDays(_) => 0,
        },
    }
}

/// An objection and what became of it.
pub fn objection(objection: &Objection) -> v1::grant_claim::Objection {
    let resolution = objection.resolution.as_ref();
    let outcome = match resolution.map(|resolution| resolution.upheld) {
        None => Outcome::Unspecified,
        Some(false) => Outcome::Dismissed,
        Some(true) => Outcome::Upheld,
    };
    let told = |of: fn(&Resolution) -> String| resolution.map(of).unwrap_or_default();
    v1::grant_claim::Objection {
        objector: objection.objector.clone(),
        text: objection.text.clone(),
        filed_on: objection.filed_on.to_string(),
        outcome: outcome.into(),
        outcome_reason: told(|resolution| resolution.reason.clone()),
        resolved_by: told(|resolution| resolution.resolved_by.clone()),
        resolved_on: told(|resolution| resolution.resolved_on.to_string()),
    }
}

/// What everybody sees of a published grant.
pub fn published(row: &Published) -> v1::GrantNotice {
    v1::GrantNotice {
        claim: format!("{PREFIX}/{}", row.id),
        number: row.number.clone(),
        tenant: row.tenant.clone(),
        programme: row.programme.clone(),
        claimant: row.claimant.clone(),
        payee: row.payee.clone(),
        amount_fen: row.amount_fen,
        notice: Some(message(&row.notice)),
    }
}
