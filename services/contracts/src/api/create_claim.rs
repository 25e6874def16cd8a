//! Drafts a claim; the paying tenant's rule says which materials it wants.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, DecisionRow, RequestKey, Write};
use kezhuan_law::rule_pins::RulePin;
use kezhuan_protocol::contracts::v1::{Claim, CreateClaimRequest};
use uuid::Uuid;

use super::transition::contract_named;
use super::{ContractsApi, acting, convert_claim};
use crate::domain::claim::{ContractFacts, NewClaim, PROGRAMME_FAMILY, draft};
use crate::domain::contract::Contract;
use crate::error::Error;
use crate::rules::{Asking, Verdict};
use crate::store::claims::{self, Stored};
use crate::store::programmes;

/// Everything a draft is made of.
struct Drafting {
    caller: Caller,
    facts: ContractFacts,
    new: NewClaim,
    materials: Vec<String>,
    materials_failure: Option<String>,
    pin: Option<RulePin>,
    asked: DecisionRow,
    year: i32,
    today: NaiveDate,
}

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: CreateClaimRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    let contract = contract_named(&api, &caller, "contract", &input.contract).await?;
    let drafting = Arc::new(prepare(&api, &caller, &contract, input.paying_tenant).await?);
    api.database
        .write(&caller, &key, move |write| {
            let drafting = drafting.clone();
            Box::pin(async move { keep(write, &drafting).await })
        })
        .await
}

/// Asks for the materials and takes a number, before any row is locked.
async fn prepare(
    api: &ContractsApi,
    caller: &Caller,
    contract: &Contract,
    paying_tenant: String,
) -> Result<Drafting, Error> {
    let facts = contract.claim_facts().ok_or_else(claims::not_registered)?;
    let mut new = NewClaim {
        id: Uuid::now_v7(),
        number: String::new(),
        tenant: match paying_tenant.is_empty() {
            true => contract.tenant.clone(),
            false => paying_tenant,
        },
    };
    // What the domain refuses needs neither a rule nor a number.
    let actor = acting::actor(caller);
    draft(new.clone(), &facts, false, Vec::new(), &actor)?;
    let asking = Asking {
        tenant: new.tenant.clone(),
        legal_date: facts.registered_on,
        as_of: api.clock.today(),
        pins: contract.pins.clone(),
    };
    let wanted = api.rules.claim_materials(contract, asking).await?;
    let (materials, materials_failure) = match &wanted.verdict {
        Verdict::Answered(answer) => (answer.materials.clone(), None),
        Verdict::NoRule => (Vec::new(), None),
        Verdict::Failed(failure) => (Vec::new(), Some(failure.clone())),
    };
    let (tenant, year) = (&new.tenant, claims::year_of(facts.registered_on));
    let serial = api.numbers.next(format!("claim/{tenant}"), year).await?;
    new.number = format!("KZ-CL-{year}-{tenant}-{serial:06}");
    Ok(Drafting {
        caller: caller.clone(),
        pin: wanted.rule_pin(),
        asked: wanted.into_row(new.id),
        today: api.clock.today(),
        facts,
        new,
        materials,
        materials_failure,
        year,
    })
}

async fn keep(write: &mut Write, drafting: &Drafting) -> Result<Claim, Error> {
    let (facts, year, tenant) = (&drafting.facts, drafting.year, &drafting.new.tenant);
    let taken = claims::already_claimed_by(write, facts.id, tenant).await?;
    let mut claim = draft(
        drafting.new.clone(),
        facts,
        taken,
        drafting.materials.clone(),
        &acting::actor(&drafting.caller),
    )?;
    claim
        .materials_failure
        .clone_from(&drafting.materials_failure);
    if let Some(pin) = &drafting.pin {
        claim.pins.keep(pin.clone());
    }
    write.in_tenant(tenant);
    let create_time = claims::insert(write, &claim, year).await?;
    let programme = programmes::find(write, tenant, PROGRAMME_FAMILY, year).await?;
    write.decide(drafting.asked.clone());
    write.audit(AuditEntry {
        action: "claim.drafted",
        aggregate: "claim",
        aggregate_id: claim.id,
        version: claim.version,
        detail: serde_json::json!({ "number": claim.number, "contract": claim.contract }),
    });
    let stored = Stored {
        claim,
        event_sequence: 0,
        year,
        create_time,
        programme: programme.map(|programme| programme.id),
        registration_lost: false,
        outdated: false,
    };
    Ok(convert_claim::claim(&stored, drafting.today))
}
