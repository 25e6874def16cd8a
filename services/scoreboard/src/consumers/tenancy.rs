//! Tenancies as they are admitted, land and end: each stay as it was told last, year by year.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_protocol::incubation::v1::{
    LandingRecorded, TenancyMoved, TenantAdmitted, TenantExited, TenantExpired, TenantGraduated,
    TenantRegistered, TenantReturned,
};

use super::dates::{day, optional_day};
use crate::domain::history::History;
use crate::domain::tenants::Stay;
use crate::store;

/// Keeps what the event tells of a stay; other transitions only keep the order.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let Some(stay) = told(&delivery)? else {
        return inbox::skip(&database, &delivery).await;
    };
    inbox::apply(&database, &delivery, move |write, delivery| {
        let stay = stay.clone();
        Box::pin(async move {
            let tenancy = delivery.aggregate_id;
            let mut history: History<Stay> = store::counted::history(write, tenancy).await?;
            if history.tell(delivery.legal_date, stay) {
                store::counted::save(write, tenancy, &delivery.tenant, &history).await?;
            }
            Ok(())
        })
    })
    .await
}

/// What changes when a tenancy counts; each of these events says all that is known of it.
fn told(delivery: &Delivery) -> Result<Option<Stay>, Failure> {
    let moved = match delivery.event_name.as_str() {
        "TenantAdmitted" => delivery.decode::<TenantAdmitted>()?.moved,
        "TenantExpired" => delivery.decode::<TenantExpired>()?.moved,
        "TenantGraduated" => delivery.decode::<TenantGraduated>()?.moved,
        "TenantReturned" => delivery.decode::<TenantReturned>()?.moved,
        "TenantExited" => delivery.decode::<TenantExited>()?.moved,
        "LandingRecorded" => delivery.decode::<LandingRecorded>()?.moved,
        "TenantRegistered" => delivery.decode::<TenantRegistered>()?.moved,
        _ => return Ok(None),
    };
    let moved = moved.context("the event does not say which tenancy moved")?;
    Ok(Some(stay(moved)?))
}

fn stay(moved: TenancyMoved) -> anyhow::Result<Stay> {
    Ok(Stay {
        entered_on: day("entered_on", &moved.entered_on)?,
        left_on: optional_day("left_on", &moved.left_on)?,
        landed_on: optional_day("landed_on", &moved.landed_on)?,
        registered_on: optional_day("registered_on", &moved.registered_on)?,
        carrier: moved.carrier,
        uscc: moved.uscc,
        division: moved.division,
        is_remote: moved.remote,
        state: moved.to_state,
    })
}
