//! Negotiations in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use kezhuan_cases::parties;
use kezhuan_database::{OnConstraint, Write};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

pub use super::negotiation_due::{
    ToBeTold, follow_ups_due, follow_ups_overdue, idle, idle_soon, of_cancelled, to_be_judged,
    to_be_judged_by,
};
pub use super::negotiation_list::{Filter, Told, list};
use super::projects::ORGANISER;
use super::stored::{Step, Stored, record, written};
use crate::domain::negotiation::{Negotiation, Outcome, Terms};
use crate::domain::refused::Refused;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "negotiation";
/// A side of a negotiation.
const PARTY: &str = "PARTY";

/// Adds a negotiation that was proposed; its first event is published with it. Whoever proposed it names the others.
pub async fn insert(
    write: &mut Write,
    terms: &Terms,
    negotiation: Negotiation,
    event: &'static str,
) -> Result<Stored<Negotiation>, Error> {
    let tenant = negotiation.division.clone();
    write.in_tenant(&tenant);
    open_to_parties(write, &tenant, &negotiation).await?;
    let stored = Stored::new(negotiation, &tenant, 1);
    let negotiation = &stored.body;
    sqlx::query(
        "INSERT INTO negotiation (id, tenant, number, version, event_sequence, state, event_id, event_ends_on, provider, seeker,
                                  idle_until, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
    )
    .bind(negotiation.id)
    .bind(&tenant)
    .bind(&negotiation.number)
    .bind(negotiation.version)
    .bind(stored.event_sequence)
    .bind(negotiation.state.as_str())
    .bind(negotiation.event)
    .bind(negotiation.event_ends_on)
    .bind(&negotiation.provider.organisation)
    .bind(&negotiation.seeker.organisation)
    .bind(negotiation.idle_until(terms))
    .bind(Json(negotiation))
    .bind(stored.create_time)
    .execute(&mut **write)
    .await?;
    record(write, step(negotiation, event, ""));
    Ok(stored)
}

/// An office that is no party itself names them as its tenant's.
async fn open_to_parties(
    write: &mut Write,
    tenant: &str,
    negotiation: &Negotiation,
) -> Result<(), Error> {
    let proposer = negotiation.proposed_by.as_str();
    let all = [
        (negotiation.provider.organisation.as_str(), PARTY),
        (negotiation.seeker.organisation.as_str(), PARTY),
        (negotiation.organiser.as_str(), ORGANISER),
    ];
    let applicant = match all.iter().any(|(known, _)| *known == proposer) {
        true => proposer,
        false => "",
    };
    parties::open(write, negotiation.id, tenant, applicant, &all).await?;
    Ok(())
}

/// Saves a negotiation after a step, with its follow-ups; its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    terms: &Terms,
    before: &Stored<Negotiation>,
    (after, event): (Negotiation, &'static str),
) -> Result<Stored<Negotiation>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let negotiation = &after.body;
    let outcome = negotiation.outcome.as_ref();
    let contract = outcome.map(|outcome| &outcome.contract);
    let done = sqlx::query(
        "UPDATE negotiation SET version = $3, event_sequence = $4, state = $5, idle_until = $6, intent_fen = $7,
                                contract_id = $8, judged_sequence = $9, counts = $10, total_fen = $11, technical_fen = $12,
                                body = $13, update_time = $14
          WHERE id = $1 AND version = $2",
    )
    .bind(negotiation.id)
    .bind(before.body.version)
    .bind(negotiation.version)
    .bind(after.event_sequence)
    .bind(negotiation.state.as_str())
    .bind(negotiation.idle_until(terms))
    .bind(negotiation.intent.as_ref().map(|intent| intent.amount.get()))
    .bind(negotiation.contract.as_ref().map(|named| named.contract))
    .bind(contract.map(|contract| contract.sequence))
    .bind(outcome.map(Outcome::counts))
    .bind(contract.map(|contract| contract.total.get()))
    .bind(contract.and_then(|contract| contract.technical.map(|fen| fen.get())))
    .bind(Json(negotiation))
    .bind(after.update_time)
    .execute(&mut **write)
    .await
    .on_constraint("negotiation_contract_key", Error::from(named_before()))?;
    written(&done)?;
    if negotiation.follow_ups != before.body.follow_ups {
        keep_follow_ups(write, &after).await?;
    }
    record(write, step(negotiation, event, before.body.state.as_str()));
    Ok(after)
}

/// Each follow-up as it stands now.
async fn keep_follow_ups(write: &mut Write, after: &Stored<Negotiation>) -> Result<(), Error> {
    let follow_ups = &after.body.follow_ups;
    let months: Vec<i32> = follow_ups.iter().map(|one| one.months).collect();
    let due: Vec<chrono::NaiveDate> = follow_ups.iter().map(|one| one.due_on).collect();
    let reported = follow_ups.iter().map(|one| {
        let answer = one.answer.as_ref();
        answer.map(|answer| answer.reported.on)
    });
    let reported: Vec<Option<chrono::NaiveDate>> = reported.collect();
    sqlx::query(
        "INSERT INTO negotiation_follow_up (negotiation_id, tenant, months, due_on, reported_on)
         SELECT $1, $2, months, due_on, reported_on
           FROM unnest($3::int[], $4::date[], $5::date[]) AS follow_up(months, due_on, reported_on)
             ON CONFLICT (negotiation_id, months) DO UPDATE SET reported_on = excluded.reported_on",
    )
    .bind(after.body.id)
    .bind(&after.tenant)
    .bind(months)
    .bind(due)
    .bind(reported)
    .execute(&mut **write)
    .await?;
    Ok(())
}

fn named_before() -> Refused {
    Refused::new(
        "CONTRACT_NAMED_BEFORE",
        "该合同已与其他洽谈关联，同一合同只计一次",
        "another negotiation names this contract: a contract counts once",
    )
}

fn step(negotiation: &Negotiation, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "negotiation.moved",
        aggregate: AGGREGATE,
        id: negotiation.id,
        version: negotiation.version,
        event,
        from,
        to: negotiation.state.as_str(),
    }
}

/// The negotiation, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<Negotiation>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM negotiation WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// The negotiation, held until the transaction ends; nothing where the caller may not write it.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<Negotiation>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM negotiation WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}
