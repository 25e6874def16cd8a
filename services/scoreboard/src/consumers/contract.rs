//! Contracts as they are registered, amended and leave: each counted once, in order.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{
    ContractAmended, ContractAnnulled, ContractDeregistered, ContractRegistered, RegisteredVersion,
};

use crate::domain::standing::{Change, Exit, Version, apply};
use crate::store;

/// Counts what the event changes; other transitions only keep the order.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let Some(change) = change(&delivery)? else {
        return inbox::skip(&database, &delivery).await;
    };
    inbox::apply(&database, &delivery, move |write, delivery| {
        let change = change.clone();
        Box::pin(async move {
            let current = store::standings::get(write, delivery.aggregate_id).await?;
            let effect = apply(current.as_ref(), change).map_err(anyhow::Error::from)?;
            store::standings::save(
                write,
                delivery.aggregate_id,
                &delivery.tenant,
                &effect.standing,
            )
            .await?;
            Ok(())
        })
    })
    .await
}

fn change(delivery: &Delivery) -> Result<Option<Change>, Failure> {
    Ok(match delivery.event_name.as_str() {
        "ContractRegistered" => Some(Change::Registered(version(
            delivery.decode::<ContractRegistered>()?.version,
        )?)),
        "ContractAmended" => Some(Change::Amended(version(
            delivery.decode::<ContractAmended>()?.version,
        )?)),
        "ContractDeregistered" => {
            delivery.decode::<ContractDeregistered>()?;
            Some(Change::Left {
                exit: Exit::Deregistered,
                on: delivery.legal_date,
            })
        }
        "ContractAnnulled" => {
            delivery.decode::<ContractAnnulled>()?;
            Some(Change::Left {
                exit: Exit::Annulled,
                on: delivery.legal_date,
            })
        }
        _ => None,
    })
}

fn version(message: Option<RegisteredVersion>) -> anyhow::Result<Version> {
    let message = message.context("the event carries no version")?;
    Ok(Version {
        registered_on: message
            .registered_on
            .parse()
            .context("registered_on is no date")?,
        in_force_from: message
            .in_force_from
            .parse()
            .context("in_force_from is no date")?,
        number: message.number,
        kind: message.kind,
        total: Fen(message.total_amount_fen),
        technical: Fen(message.technical_amount_fen.unwrap_or_default()),
        seller_division: message.seller_division,
        form_version: message.form_version,
    })
}
