//! Asking a source for events that went missing, and answering such questions from the outbox.
use async_nats::Message;
use futures::StreamExt;
use kezhuan_database::{Database, outbox};
use kezhuan_runtime::Shutdown;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Bus;
use crate::relay::Publisher;

const QUEUE_GROUP: &str = "kezhuan-relay";
const PAGE: i64 = 500;

/// Which events of one aggregate are wanted again.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub(crate) struct Request {
    pub aggregate: String,
    pub aggregate_id: Uuid,
    /// The first and the last sequence that is missing.
    pub from: i64,
    pub to: i64,
}

fn subject(bus: &Bus, service: &str) -> String {
    bus.subject(&format!("kezhuan.{service}.resend"))
}

/// Asks; nobody may be there to answer, so the asker asks again while the gap stays.
pub(crate) async fn ask(bus: &Bus, source_service: &str, request: &Request) -> anyhow::Result<()> {
    let body = serde_json::to_vec(request)?;
    bus.client()
        .publish(subject(bus, source_service), body.into())
        .await?;
    Ok(())
}

/// Answers until shutdown: one replica of the service takes each question.
pub(crate) async fn answer(
    publisher: &Publisher,
    database: &Database,
    shutdown: &Shutdown,
) -> anyhow::Result<()> {
    let bus = publisher.bus();
    let mut questions = bus
        .client()
        .queue_subscribe(subject(bus, publisher.service()), QUEUE_GROUP.to_owned())
        .await?;
    loop {
        let question = tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            question = questions.next() => question,
        };
        let Some(question) = question else {
            anyhow::bail!("the subscription to resend requests ended");
        };
        if let Err(error) = answer_one(publisher, database, &question).await {
            tracing::warn!(
                error = format!("{error:#}"),
                "a resend request was not answered"
            );
        }
    }
}

async fn answer_one(
    publisher: &Publisher,
    database: &Database,
    question: &Message,
) -> anyhow::Result<()> {
    let request: Request = serde_json::from_slice(&question.payload)?;
    let mut from = request.from.max(1);
    let mut sent = 0_usize;
    while from <= request.to {
        let limit = PAGE.min(request.to - from + 1);
        let rows = outbox::events_from(
            database,
            &request.aggregate,
            request.aggregate_id,
            from,
            limit,
        )
        .await?;
        let Some(last) = rows.last() else { break };
        from = last.sequence + 1;
        for row in rows.iter().filter(|row| row.sequence <= request.to) {
            // Another message id: inside its window JetStream would drop the same one again.
            let message_id = format!("{}/resend/{}", row.event_id, Uuid::now_v7());
            publisher.send(row, &message_id).await?.await?;
            sent += 1;
        }
    }
    tracing::info!(?request, sent, "events were sent again");
    Ok(())
}
