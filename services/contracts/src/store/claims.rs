//! Claims in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kezhuan_database::{OnConstraint, Write};
use kezhuan_law::Fen;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::claim::{Claim, ContractFacts, PROGRAMME_FAMILY};
use crate::domain::contract::Contract;
use crate::domain::refused::Refused;
use crate::error::Error;

/// A claim with what the store knows beside it.
#[derive(Debug, Clone, FromRow)]
pub struct Stored {
    #[sqlx(json, rename = "body")]
    pub claim: Claim,
    pub event_sequence: i64,
    /// Calendar year of the contract's registration: the programme's year, and the year of yearly caps.
    pub year: i32,
    pub create_time: DateTime<Utc>,
    /// `None` while the paying tenant has no programme for the year.
    pub programme: Option<Uuid>,
    pub registration_lost: bool,
    /// An amendment changed J since the amount was computed.
    pub outdated: bool,
}

/// The contract behind a claim, as the claim's readers may see it.
#[derive(Debug, Clone)]
pub struct Behind {
    pub contract: Contract,
    pub facts: ContractFacts,
    /// Verified technical income so far.
    pub received: Fen,
    /// Codes of the materials that are attached to the contract.
    pub materials: Vec<String>,
}

/// Where a page of claims starts: after this one.
pub type Place = (DateTime<Utc>, Uuid);

/// What a list of claims is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub contract: Option<Uuid>,
    pub state: Option<String>,
    pub tenant: Option<String>,
    pub registration_lost: Option<bool>,
    pub outdated: Option<bool>,
}

/// The year whose programme pays a claim on a contract registered on `registered_on`.
pub fn year_of(registered_on: NaiveDate) -> i32 {
    registered_on.year()
}

/// Adds a drafted claim, its parties first: the claimant's organisation names itself.
pub async fn insert(write: &mut Write, claim: &Claim, year: i32) -> Result<DateTime<Utc>, Error> {
    let others = claim
        .parties
        .iter()
        .filter(|party| **party != claim.applicant_organisation);
    let parties = std::iter::once((&claim.applicant_organisation, "APPLICANT"))
        .chain(others.map(|party| (party, "PARTY")));
    for (organisation, capacity) in parties {
        sqlx::query("INSERT INTO case_party (case_id, organisation, capacity, tenant) VALUES ($1, $2, $3, $4)")
            .bind(claim.id)
            .bind(organisation)
            .bind(capacity)
            .bind(&claim.tenant)
            .execute(&mut **write)
            .await?;
    }
    let now = Utc::now();
    sqlx::query(
        "INSERT INTO claim (id, contract_id, tenant, number, version, event_sequence, state, organisation,
                            amount_fen, counted_fen, year, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, 0, $6, $7, NULL, 0, $8, $9, $10, $10)",
    )
    .bind(claim.id)
    .bind(claim.contract)
    .bind(&claim.tenant)
    .bind(&claim.number)
    .bind(claim.version)
    .bind(claim.state.as_str())
    .bind(&claim.applicant_organisation)
    .bind(year)
    .bind(Json(claim))
    .bind(now)
    .execute(&mut **write)
    .await
    .on_constraint("claim_once_key", Error::from(already_claimed()))?;
    Ok(now)
}

/// Saves a claim after a step; `event_sequence` counts the events published of it.
pub async fn update(write: &mut Write, claim: &Claim, event_sequence: i64) -> Result<(), Error> {
    let amount = claim.amount.as_ref();
    sqlx::query(
        "UPDATE claim SET version = $2, event_sequence = $3, state = $4, amount_fen = $5, counted_fen = $6,
                          body = $7, update_time = $8, enterprise = $9, recovered_fen = $10, place = $11
         WHERE id = $1",
    )
    .bind(claim.id)
    .bind(claim.version)
    .bind(event_sequence)
    .bind(claim.state.as_str())
    .bind(amount.map(|amount| amount.total.get()))
    .bind(amount.map_or(0, |amount| amount.counted.get()))
    .bind(Json(claim))
    .bind(Utc::now())
    .bind(amount.map(|amount| &amount.enterprise))
    .bind(claim.recovered().get())
    .bind(claim.place)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Saves a claim that somebody objected to: all that an objector may change.
pub async fn suspend(write: &mut Write, claim: &Claim, event_sequence: i64) -> Result<(), Error> {
    let suspended: bool = sqlx::query_scalar("SELECT record_objection($1, $2, $3)")
        .bind(claim.id)
        .bind(Json(claim))
        .bind(event_sequence)
        .fetch_one(&mut **write)
        .await?;
    match suspended {
        true => Ok(()),
        false => Err(kezhuan_rpc::etag::stale().into()),
    }
}

/// The claim, or nothing where the caller may not see it.
pub async fn find(connection: &mut PgConnection, id: Uuid) -> Result<Option<Stored>, Error> {
    let stored = sqlx::query_as(
        "SELECT claim.body, event_sequence, claim.year, create_time, programme.id AS programme, registration_lost(claim.id),
                outdated(claim.id)
           FROM claim LEFT JOIN programme
             ON programme.tenant = claim.tenant AND programme.family = $2 AND programme.year = claim.year
          WHERE claim.id = $1",
    )
        .bind(id)
        .bind(PROGRAMME_FAMILY)
        .fetch_optional(connection)
        .await?;
    Ok(stored)
}

/// The same, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored>, Error> {
    sqlx::query("SELECT id FROM claim WHERE id = $1 FOR UPDATE")
        .bind(id)
        .execute(&mut **write)
        .await?;
    find(write, id).await
}

/// Lets an outsider into a published claim, so that they can object.
pub async fn admit_objector(write: &mut Write, id: Uuid) -> Result<(), Error> {
    sqlx::query("SELECT admit_objector($1)")
        .bind(id)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// The contract behind a claim.
pub async fn behind(connection: &mut PgConnection, claim: Uuid) -> Result<Option<Behind>, Error> {
    let row: Option<(Json<Contract>, i64, Vec<String>)> =
        sqlx::query_as("SELECT body, received_fen, materials FROM contract_of_claim($1)")
            .bind(claim)
            .fetch_optional(connection)
            .await?;
    let Some((Json(contract), received, materials)) = row else {
        return Ok(None);
    };
    let facts = contract.claim_facts().ok_or_else(not_registered)?;
    Ok(Some(Behind {
        contract,
        facts,
        received: Fen(received),
        materials,
    }))
}

/// Claims that wait for a person since before an entry for their tenant's rule was adopted, in order
/// of their ids; with tenant and version. `hooks`: those that claims ask, in every major.
pub async fn with_a_newer_rule(
    connection: &mut PgConnection,
    hooks: &[&str],
    after: Uuid,
    limit: i64,
) -> Result<Vec<(Uuid, String, i64)>, Error> {
    let waiting = sqlx::query_as(
        "SELECT id, tenant, version FROM claim
          WHERE state = 'MANUAL' AND id > $1 AND EXISTS (
                SELECT FROM rule_entry entry
                 WHERE entry.tenant = claim.tenant AND entry.hook = ANY ($3)
                   AND entry.adopt_time > claim.update_time)
          ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .bind(hooks)
    .fetch_all(connection)
    .await?;
    Ok(waiting)
}

/// Whether the contract has a claim with this tenant that stands in the way of another.
pub async fn already_claimed_by(
    connection: &mut PgConnection,
    contract: Uuid,
    tenant: &str,
) -> Result<bool, Error> {
    let found = sqlx::query_scalar(
        "SELECT EXISTS (SELECT FROM claim WHERE contract_id = $1 AND tenant = $2 AND NOT makes_room)",
    )
    .bind(contract)
    .bind(tenant)
    .fetch_one(connection)
    .await?;
    Ok(found)
}

/// One page of the claims the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Stored>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT claim.body, event_sequence, claim.year, create_time, programme.id AS programme, registration_lost(claim.id),
                outdated(claim.id)
           FROM claim LEFT JOIN programme
             ON programme.tenant = claim.tenant AND programme.family = $9 AND programme.year = claim.year
          WHERE ($1::uuid IS NULL OR contract_id = $1) AND ($2::text IS NULL OR state = $2)
            AND ($3::text IS NULL OR claim.tenant = $3) AND ($4::boolean IS NULL OR registration_lost(claim.id) = $4)
            AND ($5::boolean IS NULL OR outdated(claim.id) = $5)
            AND ($6::timestamptz IS NULL OR (create_time, claim.id) < ($6, $7))
          ORDER BY create_time DESC, claim.id DESC LIMIT $8",
    )
    .bind(filter.contract)
    .bind(&filter.state)
    .bind(&filter.tenant)
    .bind(filter.registration_lost)
    .bind(filter.outdated)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .bind(PROGRAMME_FAMILY)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

fn already_claimed() -> Refused {
    Refused::new(
        "ALREADY_CLAIMED",
        "该合同在该地区已有奖补申请",
        "there is a claim on this contract with this tenant already",
    )
}

/// The refusal of a claim or a receipt on a contract that was never registered.
pub fn not_registered() -> Refused {
    Refused::new(
        "CONTRACT_NOT_IN_FORCE",
        "合同未登记,不能享受奖补",
        "the contract is not registered; there is no incentive for it",
    )
}
