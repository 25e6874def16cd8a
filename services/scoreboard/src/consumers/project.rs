//! Projects that were submitted to events, and not withdrawn.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_protocol::events::v1::{ProjectMoved, ProjectSubmitted, ProjectWithdrawn};

use crate::domain::held::Submitted;
use crate::domain::history::History;
use crate::store;

/// Keeps that a project was submitted, or withdrawn; other transitions only keep the order.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let (moved, is_withdrawn) = match delivery.event_name.as_str() {
        "ProjectSubmitted" => (delivery.decode::<ProjectSubmitted>()?.moved, false),
        "ProjectWithdrawn" => (delivery.decode::<ProjectWithdrawn>()?.moved, true),
        _ => return inbox::skip(&database, &delivery).await,
    };
    let moved = moved.context("the event does not say which project moved")?;
    inbox::apply(&database, &delivery, move |write, delivery| {
        let moved = moved.clone();
        Box::pin(async move {
            let project = delivery.aggregate_id;
            let mut history: History<Submitted> = store::counted::history(write, project).await?;
            let before = history.latest().cloned();
            let mut now = before.unwrap_or_else(|| submitted(moved, &delivery));
            now.is_withdrawn = is_withdrawn;
            if history.tell(delivery.legal_date, now) {
                store::counted::save(write, project, &delivery.tenant, &history).await?;
            }
            Ok(())
        })
    })
    .await
}

/// A project is kept in the tenant of its event.
fn submitted(moved: ProjectMoved, delivery: &Delivery) -> Submitted {
    Submitted {
        project: moved.project,
        event: moved.event,
        division: delivery.tenant.clone(),
        submitted_on: delivery.legal_date,
        is_withdrawn: false,
    }
}
