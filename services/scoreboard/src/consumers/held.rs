//! Events that were held, with who came to them.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_protocol::events::v1::EventFollowUpStarted;

use super::dates::day;
use super::news::keep;
use crate::domain::held::{Attendees, Held, PersonTimes};

/// Keeps what is told once doors tell of nobody any more; other transitions only keep the order.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    if delivery.event_name != "EventFollowUpStarted" {
        return inbox::skip(&database, &delivery).await;
    }
    let held = told(delivery.decode()?)?;
    inbox::apply(&database, &delivery, move |write, delivery| {
        let held = held.clone();
        Box::pin(async move {
            keep(write, &delivery, held.clone()).await?;
            keep(write, &delivery, Attendees(held.clone())).await?;
            keep(write, &delivery, PersonTimes(held)).await?;
            Ok(())
        })
    })
    .await
}

fn told(event: EventFollowUpStarted) -> anyhow::Result<Held> {
    let moved = event
        .moved
        .context("the event does not say which event moved")?;
    Ok(Held {
        ended_on: day("ends_on", &moved.ends_on)?,
        event: moved.event,
        division: moved.division,
        people: event.people,
        person_times: event.person_times,
    })
}
