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
    match &decided.event {
        Event::ClaimFiled => write.publish("claim", id, sequence, &v1::ClaimFiled { moved }),
        Event::ClaimComputed { by_hand } => write.publish(
            "claim",
            id,
            sequence,
            &v1::ClaimComputed {
                moved,
                by_hand: *by_hand,
            },
        ),
        Event::ClaimSentToManual { failure } => write.publish(
            "claim",
            id,
            sequence,
            &v1::ClaimSentToManual {
                moved,
                failure: failure.clone(),
            },
        ),
        Event::ClaimAskedAgain => {
            write.publish("claim", id, sequence, &v1::ClaimAskedAgain { moved })
        }
        Event::ClaimRefused { code } => write.publish(
            "claim",
            id,
            sequence,
            &v1::ClaimRefused {
                moved,
                code: code.clone(),
            },
        ),
        Event::ClaimApproved => write.publish("claim", id, sequence, &v1::ClaimApproved { moved }),
        Event::ClaimPublished { last_day } => write.publish(
            "claim",
            id,
            sequence,
            &v1::ClaimPublished {
                moved,
                last_day: last_day.to_string(),
            },
        ),
        Event::ClaimSuspended => {
            write.publish("claim", id, sequence, &v1::ClaimSuspended { moved })
        }
        Event::ClaimObjectionDismissed => {
            let outcome = "DISMISSED".to_owned();
            write.publish(
                "claim",
                id,
                sequence,
                &v1::ClaimObjectionResolved { moved, outcome },
            )
        }
        Event::ClaimObjectionUpheld { .. } => {
            let outcome = "UPHELD".to_owned();
            write.publish(
                "claim",
                id,
                sequence,
                &v1::ClaimObjectionResolved { moved, outcome },
            )
        }
        Event::ClaimPaid { split, payee } => {
            let paid = v1::ClaimPaid {
                moved,
                city_fen: split.city.get(),
                county_fen: split.county.get(),
                payee: payee.as_str().to_owned(),
            };
            write.publish("claim", id, sequence, &paid)
        }
        Event::ClaimRecovering => {
            write.publish("claim", id, sequence, &v1::ClaimRecovering { moved })
        }
        Event::ClaimRecovered { amount } => write.publish(
            "claim",
            id,
            sequence,
            &v1::ClaimRecovered {
                moved,
                recovered_fen: amount.get(),
            },
        ),
        Event::ClaimWithdrawn => {
            write.publish("claim", id, sequence, &v1::ClaimWithdrawn { moved })
        }
    };
}
