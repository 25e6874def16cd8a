//! Contracts as they are registered, amended and leave: each is a fact on the data card of the enterprise that sells.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{
    ContractAmended, ContractAnnulled, ContractDeregistered, ContractRegistered, RegisteredVersion,
};

use super::{CONTRACTS_SERVICE, failure};
use crate::domain::data_card::{ContractState, RegisteredContract};
use crate::store::facts;

/// Keeps what the event tells; other transitions only keep the order. Of a fact that comes twice or late the newest telling
/// stands.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let Some((state, version)) = told(&delivery)? else {
        return inbox::skip(&database, &delivery).await;
    };
    let version = version.context("the event carries no version")?;
    let contract = contract(&delivery, state, &version)?;
    let seller = version.seller_organisation;
    inbox::apply(&database, &delivery, move |write, delivery| {
        let (contract, seller) = (contract.clone(), seller.clone());
        Box::pin(async move {
            let of = |contract: &RegisteredContract| {
                contract.field(CONTRACTS_SERVICE, delivery.sequence, delivery.occurred_at)
            };
            let fact = of(&contract);
            // A contract whose seller was amended is a fact of another enterprise, and of the first no more.
            let gone = of(&RegisteredContract {
                state: ContractState::SoldByAnother,
                ..contract
            });
            let known = facts::enterprises(write, &fact.source).await;
            for other in known
                .map_err(failure)?
                .iter()
                .filter(|known| **known != seller)
            {
                let kept = facts::learn(write, other, &delivery.tenant, &gone).await;
                kept.map_err(failure)?;
            }
            // A form may name no organisation of the seller: then it is on nobody's card.
            if !seller.is_empty() {
                let kept = facts::learn(write, &seller, &delivery.tenant, &fact).await;
                kept.map_err(failure)?;
            }
            Ok(())
        })
    })
    .await
}

fn told(
    delivery: &Delivery,
) -> Result<Option<(ContractState, Option<RegisteredVersion>)>, Failure> {
    Ok(match delivery.event_name.as_str() {
        "ContractRegistered" => {
            let event: ContractRegistered = delivery.decode()?;
            Some((ContractState::Registered, event.version))
        }
        "ContractAmended" => {
            let event: ContractAmended = delivery.decode()?;
            Some((ContractState::Registered, event.version))
        }
        "ContractDeregistered" => {
            let event: ContractDeregistered = delivery.decode()?;
            Some((ContractState::Deregistered, event.version))
        }
        "ContractAnnulled" => {
            let event: ContractAnnulled = delivery.decode()?;
            Some((ContractState::Annulled, event.version))
        }
        _ => None,
    })
}

fn contract(
    delivery: &Delivery,
    state: ContractState,
    version: &RegisteredVersion,
) -> anyhow::Result<RegisteredContract> {
    Ok(RegisteredContract {
        name: format!("contracts/{}", delivery.aggregate_id),
        state,
        number: version.number.clone(),
        kind: version.kind.clone(),
        total: Fen(version.total_amount_fen),
        technical: version.technical_amount_fen.map(Fen),
        registered_on: version
            .registered_on
            .parse()
            .context("registered_on is no date")?,
        form_version: version.form_version,
        buyer_type: version.buyer_type.clone(),
    })
}
