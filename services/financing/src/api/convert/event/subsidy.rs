//! What happened to a subsidy claim, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;

use crate::api::convert::subsidy::split;
use crate::api::names::{LOANS, SUBSIDIES};
use crate::domain::subsidy::{Claim, Event, State};
use crate::store::stored::Stored;
use crate::store::subsidies::AGGREGATE;

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
        Event::SubsidyFiled => publish!(write, after, from, SubsidyFiled),
        Event::SubsidyComputed { by_hand } => {
            publish!(write, after, from, SubsidyComputed, by_hand: *by_hand);
        }
        Event::SubsidySentToManual { failure } => {
            publish!(write, after, from, SubsidySentToManual, failure: failure.clone());
        }
        Event::SubsidyAskedAgain => publish!(write, after, from, SubsidyAskedAgain),
        Event::SubsidyRefused { code } => {
            publish!(write, after, from, SubsidyRefused, code: code.clone());
        }
        Event::SubsidyApproved => publish!(write, after, from, SubsidyApproved),
        Event::SubsidyPublished { last_day } => {
            publish!(write, after, from, SubsidyPublished, last_day: last_day.to_string());
        }
        Event::SubsidySuspended => publish!(write, after, from, SubsidySuspended),
        Event::SubsidyObjectionDismissed => {
            publish!(write, after, from, SubsidyObjectionDismissed);
        }
        Event::SubsidyObjectionUpheld { code } => {
            publish!(write, after, from, SubsidyObjectionUpheld, code: code.clone());
        }
        Event::SubsidyPaid { split: paid } => {
            publish!(write, after, from, SubsidyPaid, split: Some(split(paid)));
        }
        Event::SubsidyRecovering => publish!(write, after, from, SubsidyRecovering),
        Event::SubsidyRecovered { amount } => {
            publish!(write, after, from, SubsidyRecovered, amount_fen: amount.get());
        }
        Event::SubsidyRecoveredInPart { amount } => {
            publish!(write, after, from, SubsidyRecoveredInPart, amount_fen: amount.get());
        }
        Event::SubsidyWithdrawn => publish!(write, after, from, SubsidyWithdrawn),
    }
}

fn moved(claim: &Claim, from: State) -> Option<v1::SubsidyMoved> {
    let amount = claim.amount.as_ref();
    Some(v1::SubsidyMoved {
        subsidy_claim: SUBSIDIES.name(claim.id),
        loan: LOANS.name(claim.loan),
        enterprise: claim.enterprise.clone(),
        bank: claim.bank.clone(),
        from_state: from.as_str().to_owned(),
        to_state: claim.state.as_str().to_owned(),
        version: claim.version,
        amount_fen: amount.map_or(0, |amount| amount.total.get()),
    })
}
