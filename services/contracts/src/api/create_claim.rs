//! Drafts a claim; the paying tenant's rule says which materials it wants.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey};
use kezhuan_protocol::contracts::v1::{Claim, CreateClaimRequest};
use uuid::Uuid;

use super::names::CONTRACTS;
use super::{ContractsApi, acting, convert_claim};
use crate::domain::claim::{NewClaim, PROGRAMME_FAMILY, draft};
use crate::error::Error;
use crate::rules::{Asking, Verdict};
use crate::store::claims::{self, Stored};
use crate::store::{contracts, programmes};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: CreateClaimRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    let contract_id = CONTRACTS.parse_field("contract", &input.contract)?;
    let case = api
        .database
        .read(&caller, async |connection| {
            contracts::load(connection, contract_id).await
        })
        .await?;
    let contract = case
        .ok_or_else(|| CONTRACTS.not_found(contract_id))?
        .contract;
    let facts = contract.claim_facts().ok_or_else(claims::not_registered)?;
    let tenant = match input.paying_tenant.as_str() {
        "" => contract.tenant.clone(),
        asked => asked.to_owned(),
    };
    let id = Uuid::now_v7();
    // What the domain refuses needs neither a rule nor a number.
    let unnumbered = NewClaim {
        id,
        number: String::new(),
        tenant: tenant.clone(),
    };
    draft(
        unnumbered,
        &facts,
        false,
        Vec::new(),
        &acting::actor(&caller),
    )?;
    let asking = Asking {
        tenant: tenant.clone(),
        legal_date: facts.registered_on,
        as_of: api.clock.today(),
    };
    let wanted = api.rules.claim_materials(&contract, asking).await?;
    // Local materials are the tenant's own wish: without its answer the claim goes without them.
    let materials = match &wanted.verdict {
        Verdict::Answered(answer) => answer.materials.clone(),
        Verdict::NoRule | Verdict::Failed(_) => Vec::new(),
    };
    let year = claims::year_of(facts.registered_on);
    let serial = api.numbers.next(format!("claim/{tenant}"), year).await?;
    let number = format!("KZ-CL-{year}-{tenant}-{serial:06}");
    let given = Arc::new((
        caller.clone(),
        facts,
        tenant,
        materials,
        wanted.into_row(id),
        number,
    ));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, facts, tenant, materials, asked, number) = &*given;
                let taken = claims::already_claimed_by(write, facts.id, tenant).await?;
                let new = NewClaim {
                    id,
                    number: number.clone(),
                    tenant: tenant.clone(),
                };
                let claim = draft(new, facts, taken, materials.clone(), &acting::actor(caller))?;
                write.in_tenant(tenant);
                let create_time = claims::insert(write, &claim, year).await?;
                let programme = programmes::find(write, tenant, PROGRAMME_FAMILY, year).await?;
                write.decide(asked.clone());
                write.audit(AuditEntry {
                    action: "claim.drafted",
                    aggregate: "claim",
                    aggregate_id: id,
                    version: claim.version,
                    detail: serde_json::json!({ "number": claim.number }),
                });
                let programme = programme.map(|programme| programme.id);
                let stored = Stored {
                    claim,
                    event_sequence: 0,
                    year,
                    create_time,
                    programme,
                    registration_lost: false,
                };
                Ok(convert_claim::claim(&stored))
            })
        })
        .await
}
