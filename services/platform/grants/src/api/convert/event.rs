//! What happened to a claim, as others hear it.
use kezhuan_cases::Stored;
use kezhuan_database::Write;
use kezhuan_protocol::grants::v1;

use super::claim;
use crate::AGGREGATE;
use crate::domain::{Claim, Event, State};

/// One event of a claim: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Claim>, from: State, event: &Event) {
    match event {
        Event::Filed => publish!(write, after, from, GrantClaimFiled),
        Event::Computed { by_hand } => {
            publish!(write, after, from, GrantClaimComputed, by_hand: *by_hand);
        }
        Event::SentToManual { failure } => {
            publish!(write, after, from, GrantClaimSentToManual, failure: failure.clone());
        }
        Event::AskedAgain => publish!(write, after, from, GrantClaimAskedAgain),
        Event::Refused { code } => {
            publish!(write, after, from, GrantClaimRefused, code: code.clone());
        }
        Event::Approved => publish!(write, after, from, GrantClaimApproved),
        Event::Published { last_day } => {
            publish!(write, after, from, GrantClaimPublished, last_day: last_day.to_string());
        }
        Event::Suspended => publish!(write, after, from, GrantClaimSuspended),
        Event::ObjectionDismissed => publish!(write, after, from, GrantObjectionDismissed),
        Event::ObjectionUpheld { code } => {
            publish!(write, after, from, GrantObjectionUpheld, code: code.clone());
        }
        Event::Paid => publish!(write, after, from, GrantClaimPaid),
        Event::Recovering => publish!(write, after, from, GrantClaimRecovering),
        Event::RecoveredInPart { amount } => {
            publish!(write, after, from, GrantClaimRecoveredInPart, amount_fen: amount.get());
        }
        Event::Recovered { amount } => {
            publish!(write, after, from, GrantClaimRecovered, amount_fen: amount.get());
        }
        Event::Withdrawn => publish!(write, after, from, GrantClaimWithdrawn),
    }
}

fn moved(of: &Claim, from: State) -> Option<v1::GrantClaimMoved> {
    Some(v1::GrantClaimMoved {
        claim: claim::name(of),
        number: of.number.clone(),
        programme: of.programme.clone(),
        subject: of.subject.clone(),
        occasion: of.occasion.clone(),
        claimant: of.claimant.clone(),
        from_state: from.as_str().to_owned(),
        to_state: of.state.as_str().to_owned(),
        version: of.version,
        amount: of.amount.as_ref().map(claim::amount),
        year: of.year,
    })
}
