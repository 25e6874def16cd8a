//! Contracts as they are registered, amended and leave: what a negotiation came to is judged by them.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{
    ContractAmended, ContractAnnulled, ContractDeregistered, ContractRegistered, RegisteredVersion,
};

use crate::domain::negotiation::{ContractParty, ContractStatus, KnownContract};
use crate::error::Error;
use crate::outcomes::Outcomes;
use crate::store::known_contracts;

/// Keeps what the event tells, and judges at once; other transitions only keep the order. What is not judged now, because
/// somebody holds the negotiation or the process ends, a timer takes up.
pub async fn handle(outcomes: Outcomes, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let database = outcomes.database.clone();
    let Some((status, version)) = told(&delivery)? else {
        return inbox::skip(&database, &delivery).await;
    };
    let version = version.context("the event carries no version")?;
    let contract = contract(&delivery, status, version)?;
    let kept = contract.clone();
    inbox::apply(&database, &delivery, move |write, delivery| {
        let kept = kept.clone();
        Box::pin(async move {
            let (tenant, told_on) = (delivery.tenant.as_str(), delivery.legal_date);
            let learnt = known_contracts::learn(write, tenant, &kept, told_on);
            learnt.await.map_err(failure)
        })
    })
    .await?;
    if let Err(error) = outcomes.judge(&contract).await {
        tracing::warn!(contract = %contract.id, error = %error, "an outcome is judged later");
    }
    Ok(())
}

fn told(
    delivery: &Delivery,
) -> Result<Option<(ContractStatus, Option<RegisteredVersion>)>, Failure> {
    Ok(match delivery.event_name.as_str() {
        "ContractRegistered" => {
            let event: ContractRegistered = delivery.decode()?;
            Some((ContractStatus::Registered, event.version))
        }
        "ContractAmended" => {
            let event: ContractAmended = delivery.decode()?;
            Some((ContractStatus::Registered, event.version))
        }
        "ContractDeregistered" => {
            let event: ContractDeregistered = delivery.decode()?;
            Some((ContractStatus::Deregistered, event.version))
        }
        "ContractAnnulled" => {
            let event: ContractAnnulled = delivery.decode()?;
            Some((ContractStatus::Annulled, event.version))
        }
        _ => None,
    })
}

fn contract(
    delivery: &Delivery,
    status: ContractStatus,
    version: RegisteredVersion,
) -> anyhow::Result<KnownContract> {
    Ok(KnownContract {
        id: delivery.aggregate_id,
        sequence: delivery.sequence,
        status,
        registered_on: version
            .registered_on
            .parse()
            .context("registered_on is no date")?,
        number: version.number,
        total: Fen(version.total_amount_fen),
        technical: version.technical_amount_fen.map(Fen),
        seller: ContractParty {
            organisation: version.seller_organisation,
            credit_code: version.seller_credit_code,
        },
        buyer: ContractParty {
            organisation: version.buyer_organisation,
            credit_code: version.buyer_credit_code,
        },
    })
}

/// While Postgres is away, the event waits: it would apply as it is.
fn failure(error: Error) -> Failure {
    match error.is_passing() {
        true => Failure::Away(error.into()),
        false => Failure::Other(error.into()),
    }
}
