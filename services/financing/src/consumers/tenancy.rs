//! Tenancies as start-ups enter carriers and leave them: each is a fact on the data card of the enterprise.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_protocol::incubation::v1::{
    GraduationConfirmed, LandingRecorded, TenancyExtended, TenancyMoved, TenantAdmitted,
    TenantExited, TenantExpired, TenantGraduated, TenantRegistered, TenantReturned,
};

use super::{INCUBATION_SERVICE, failure};
use crate::domain::data_card::Tenancy;
use crate::store::facts;

/// Keeps what the event tells; other transitions only keep the order. Of a fact that comes twice or late the newest telling
/// stands.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let Some(moved) = told(&delivery)? else {
        return inbox::skip(&database, &delivery).await;
    };
    let moved = moved.context("the event does not say who moved")?;
    let (tenancy, tenant) = (tenancy(&delivery, &moved)?, moved.organisation);
    inbox::apply(&database, &delivery, move |write, delivery| {
        let (tenancy, tenant) = (tenancy.clone(), tenant.clone());
        Box::pin(async move {
            let fact = tenancy.field(INCUBATION_SERVICE, delivery.sequence, delivery.occurred_at);
            let kept = facts::learn(write, &tenant, &delivery.tenant, &fact).await;
            kept.map_err(failure)?;
            Ok(())
        })
    })
    .await
}

/// Who is or was a tenant: an application alone says nothing about an enterprise.
fn told(delivery: &Delivery) -> Result<Option<Option<TenancyMoved>>, Failure> {
    Ok(match delivery.event_name.as_str() {
        "TenantAdmitted" => Some(delivery.decode::<TenantAdmitted>()?.moved),
        "TenancyExtended" => Some(delivery.decode::<TenancyExtended>()?.moved),
        "TenantExpired" => Some(delivery.decode::<TenantExpired>()?.moved),
        "TenantGraduated" => Some(delivery.decode::<TenantGraduated>()?.moved),
        "GraduationConfirmed" => Some(delivery.decode::<GraduationConfirmed>()?.moved),
        "TenantReturned" => Some(delivery.decode::<TenantReturned>()?.moved),
        "TenantExited" => Some(delivery.decode::<TenantExited>()?.moved),
        "LandingRecorded" => Some(delivery.decode::<LandingRecorded>()?.moved),
        "TenantRegistered" => Some(delivery.decode::<TenantRegistered>()?.moved),
        _ => None,
    })
}

fn tenancy(delivery: &Delivery, moved: &TenancyMoved) -> anyhow::Result<Tenancy> {
    let left_on = match moved.left_on.as_str() {
        "" => None,
        left_on => Some(left_on.parse().context("left_on is no date")?),
    };
    Ok(Tenancy {
        name: format!("tenancies/{}", delivery.aggregate_id),
        state: moved.to_state.clone(),
        carrier: moved.carrier.clone(),
        entered_on: moved.entered_on.parse().context("entered_on is no date")?,
        left_on,
    })
}
