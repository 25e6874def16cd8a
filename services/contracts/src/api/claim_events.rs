//! What happened to a claim, as other services read it.
use kezhuan_database::Write;
use kezhuan_protocol::contracts::v1;

use super::names::{CLAIMS, CONTRACTS};
use crate::domain::claim::{Decided, Event};

/// Publishes the event of one step; `sequence` counts the claim's events.
pub fn publish(write: &mut Write, sequence: i64, decided: &Decided) {
    let id = decided.claim.id;
    let moved = Some(v1::ClaimMoved {
        claim: CLAIMS.name(id),
        contract: CONTRACTS.name(decided.claim.contract),
        from_state: decided.from.as_str().to_owned(),
        to_state: decided.claim.state.as_str().to_owned(),
        version: decided.claim.version,
        amount_fen: decided.claim.amount_fen().get(),
    });
    /// Publishes one message, with the fields it has beside `moved`.
    macro_rules! publish {
        ($name:ident $(, $field:ident: $value:expr)*) => {{
            let message = v1::$name { moved $(, $field: $value)* };
            write.publish("claim", id, sequence, &message);
        }};
    }
    match &decided.event {
        Event::ClaimFiled => publish!(ClaimFiled),
        Event::ClaimComputed { by_hand } => publish!(ClaimComputed, by_hand: *by_hand),
        Event::ClaimSentToManual { failure } => {
            publish!(ClaimSentToManual, failure: failure.clone())
        }
        Event::ClaimAskedAgain => publish!(ClaimAskedAgain),
        Event::ClaimRefused { code } => publish!(ClaimRefused, code: code.clone()),
        Event::ClaimApproved => publish!(ClaimApproved),
        Event::ClaimPublished { last_day } => {
            publish!(ClaimPublished, last_day: last_day.to_string())
        }
        Event::ClaimSuspended => publish!(ClaimSuspended),
        Event::ClaimObjectionDismissed => {
            publish!(ClaimObjectionResolved, outcome: "DISMISSED".to_owned())
        }
        Event::ClaimObjectionUpheld { .. } => {
            publish!(ClaimObjectionResolved, outcome: "UPHELD".to_owned())
        }
        Event::ClaimPaid { split, payee } => publish!(
            ClaimPaid,
            city_fen: split.city.get(),
            county_fen: split.county.get(),
            payee: payee.as_str().to_owned()
        ),
        Event::ClaimRecovering => publish!(ClaimRecovering),
        Event::ClaimRecovered { amount } => {
            publish!(ClaimRecovered, recovered_fen: amount.get())
        }
        Event::ClaimRecoveredInPart { amount } => {
            publish!(ClaimRecoveredInPart, recovered_fen: amount.get())
        }
        Event::ClaimWithdrawn => publish!(ClaimWithdrawn),
        Event::ClaimHeld { place } => publish!(ClaimHeld, place: *place),
        Event::ClaimCovered => publish!(ClaimCovered),
        Event::ClaimProrated { due } => publish!(ClaimProrated, due_fen: due.get()),
    }
}
