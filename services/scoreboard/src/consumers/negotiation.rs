//! Negotiations at events: the intent that both sides signed, and the contract that came of it as it was judged last.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_protocol::events::v1::negotiation as proto;
use kezhuan_protocol::events::v1::negotiation::ending::Code;
use kezhuan_protocol::events::v1::{
    IntentSigned, NegotiationContracted, NegotiationEnded, NegotiationMoved, OutcomeJudgedAgain,
};

use super::dates::day;
use super::news::{correct, keep};
use crate::domain::outcomes::{Intent, Outcome, Talks};

/// What an event tells.
#[derive(Clone)]
enum Told {
    Signed(Intent),
    Judged(Outcome),
    /// The same where the event was cancelled.
    JudgedOfCancelled(Outcome),
    /// The contract is not between the two sides, and none of theirs any more.
    Dropped,
    /// The event was cancelled.
    EndedWithEvent,
}

/// Among the reasons against an outcome: the event was cancelled.
const NOT_LINKED: &str = "NOT_LINKED";

/// Keeps what the event tells of a negotiation; other transitions only keep the order.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let Some(told) = told(&delivery)? else {
        return inbox::skip(&database, &delivery).await;
    };
    inbox::apply(&database, &delivery, move |write, delivery| {
        let told = told.clone();
        Box::pin(async move {
            match told {
                Told::Signed(intent) => keep(write, &delivery, intent).await,
                Told::Judged(outcome) => keep(write, &delivery, outcome).await,
                Told::JudgedOfCancelled(outcome) => {
                    keep(write, &delivery, outcome).await?;
                    correct(write, &delivery, Intent::of_cancelled).await
                }
                Told::Dropped => correct(write, &delivery, Outcome::dropped).await,
                Told::EndedWithEvent => correct(write, &delivery, Intent::of_cancelled).await,
            }
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
            Some(judged(event.moved, event.outcome)?)
        }
        "OutcomeJudgedAgain" => {
            let event: OutcomeJudgedAgain = delivery.decode()?;
            Some(judged(event.moved, event.outcome)?)
        }
        "ContractDropped" => Some(Told::Dropped),
        "NegotiationEnded" => {
            let event: NegotiationEnded = delivery.decode()?;
            (event.code() == Code::EventCancelled).then_some(Told::EndedWithEvent)
        }
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
        is_of_cancelled: false,
    })
}

fn judged(
    moved: Option<NegotiationMoved>,
    outcome: Option<proto::Outcome>,
) -> anyhow::Result<Told> {
    let outcome = outcome.context("the event does not say what came of it")?;
    let is_of_cancelled = outcome.reasons.iter().any(|code| code == NOT_LINKED);
    let judged = Outcome {
        talks: talks(moved)?,
        registered_on: day("registered_on", &outcome.registered_on)?,
        contract: outcome.contract,
        number: outcome.number,
        total: outcome.total_amount_fen,
        technical: outcome.technical_amount_fen,
        counts: outcome.counts,
    };
    Ok(match is_of_cancelled {
        true => Told::JudgedOfCancelled(judged),
        false => Told::Judged(judged),
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
