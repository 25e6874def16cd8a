//! Negotiations at events: the intent that both sides signed, and the contract that came of it as it was judged last.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_protocol::events::v1::negotiation as proto;
use kezhuan_protocol::events::v1::{
    IntentSigned, NegotiationContracted, NegotiationMoved, OutcomeJudgedAgain,
};

use super::dates::day;
use crate::domain::history::History;
use crate::domain::outcomes::{Intent, Outcome, Talks};
use crate::store;

/// What an event tells.
#[derive(Clone)]
enum Told {
    Signed(Intent),
    Judged(Outcome),
    /// The contract is not between the two sides, and none of theirs any more.
    Dropped,
}

/// Keeps what the event tells of a negotiation; other transitions only keep the order.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let Some(told) = told(&delivery)? else {
        return inbox::skip(&database, &delivery).await;
    };
    inbox::apply(&database, &delivery, move |write, delivery| {
        let told = told.clone();
        Box::pin(async move {
            let negotiation = delivery.aggregate_id;
            match told {
                Told::Signed(intent) => {
                    let mut history: History<Intent> =
                        store::counted::history(write, negotiation).await?;
                    if history.tell(delivery.legal_date, intent) {
                        store::counted::save(write, negotiation, &delivery.tenant, &history)
                            .await?;
                    }
                }
                Told::Judged(outcome) => {
                    let mut history: History<Outcome> =
                        store::counted::history(write, negotiation).await?;
                    if history.tell(delivery.legal_date, outcome) {
                        store::counted::save(write, negotiation, &delivery.tenant, &history)
                            .await?;
                    }
                }
                Told::Dropped => {
                    let mut history: History<Outcome> =
                        store::counted::history(write, negotiation).await?;
                    let dropped = history.latest().map(Outcome::dropped);
                    if dropped.is_some_and(|outcome| history.tell(delivery.legal_date, outcome)) {
                        store::counted::save(write, negotiation, &delivery.tenant, &history)
                            .await?;
                    }
                }
            }
            Ok(())
        })
    })
    .await
}

fn told(delivery: &Delivery) -> Result<Option<Told>, Failure> {
    Ok(match delivery.event_name.as_str() {
        "IntentSigned" => {
            let event: IntentSigned = delivery.decode()?;
            Some(Told::Signed(signed(event)?))
        }
        "NegotiationContracted" => {
            let event: NegotiationContracted = delivery.decode()?;
            Some(Told::Judged(judged(event.moved, event.outcome)?))
        }
        "OutcomeJudgedAgain" => {
            let event: OutcomeJudgedAgain = delivery.decode()?;
            Some(Told::Judged(judged(event.moved, event.outcome)?))
        }
        "ContractDropped" => Some(Told::Dropped),
        _ => None,
    })
}

fn signed(event: IntentSigned) -> anyhow::Result<Intent> {
    let intent = event
        .intent
        .context("the event does not say what was signed")?;
    Ok(Intent {
        talks: talks(event.moved)?,
        signed_on: day("signed_on", &intent.signed_on)?,
        amount: intent.amount_fen,
    })
}

fn judged(
    moved: Option<NegotiationMoved>,
    outcome: Option<proto::Outcome>,
) -> anyhow::Result<Outcome> {
    let outcome = outcome.context("the event does not say what came of it")?;
    Ok(Outcome {
        talks: talks(moved)?,
        registered_on: day("registered_on", &outcome.registered_on)?,
        contract: outcome.contract,
        number: outcome.number,
        total: outcome.total_amount_fen,
        technical: outcome.technical_amount_fen,
        counts: outcome.counts,
    })
}

fn talks(moved: Option<NegotiationMoved>) -> anyhow::Result<Talks> {
    let moved = moved.context("the event does not say which negotiation moved")?;
    Ok(Talks {
        negotiation: moved.negotiation,
        event: moved.event,
        division: moved.event_division,
        provider: moved.provider,
        seeker: moved.seeker,
    })
}
