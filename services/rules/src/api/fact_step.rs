//! What reserving, confirming and releasing a fact share: one step about one fact at a time, and its record.
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_law::{Level, Tenant};
use kezhuan_protocol::rules::v1 as proto;
use uuid::Uuid;

use super::{RulesApi, convert};
use crate::domain::fact::{Claimant, Command, Reservation, State, decide, is_contested, since};
use crate::error::Error;
use crate::store::fact_reservations::{self, ReservationRow};

/// A step about a fact, as it was asked for.
#[derive(Clone)]
struct Asked {
    key: proto::FactKey,
    level: Level,
    claimant: Claimant,
    command: Command,
    now: DateTime<Utc>,
    today: NaiveDate,
}

/// Takes the step for a case of the calling service, on behalf of the tenant that pays.
pub async fn step(
    api: &RulesApi,
    caller: &Caller,
    request: &RequestKey,
    key: Option<proto::FactKey>,
    command: Command,
) -> Result<proto::FactReservation, Error> {
    let key = checked(key.unwrap_or_default())?;
    let payer = Caller::service(&caller.subject, &key.tenant);
    let asked = Asked {
        level: Level::of(&key.tenant),
        claimant: Claimant {
            holder: caller.subject.clone(),
            case: key.case.clone(),
        },
        key,
        command,
        now: Utc::now().trunc_subsecs(6),
        today: api.database.clock().today(),
    };
    api.database
        .write(&payer, request, move |write: &mut Write| {
            let asked = asked.clone();
            Box::pin(async move { take(write, &asked).await })
        })
        .await
}

async fn take(write: &mut Write, asked: &Asked) -> Result<proto::FactReservation, Error> {
    let key = &asked.key;
    let fact = (key.tenant.as_str(), asked.level.as_str(), key.fact.as_str());
    fact_reservations::hold(write, fact).await?;
    let own = fact_reservations::of(write, fact, &key.family).await?;
    let rivals = fact_reservations::rivals(write, fact, (&key.family, key.year)).await?;
    let rivals: Vec<Reservation> = rivals.iter().map(convert::reservation).collect();
    let known = own.as_ref().map(convert::reservation);
    let state = decide(
        known.as_ref(),
        &rivals,
        &asked.claimant,
        asked.command,
        asked.now,
    )?;
    let row = ReservationRow {
        id: own.as_ref().map_or_else(Uuid::now_v7, |own| own.id),
        tenant: key.tenant.clone(),
        level: asked.level.as_str().to_owned(),
        fact: key.fact.clone(),
        family: key.family.clone(),
        year: key.year,
        holder: asked.claimant.holder.clone(),
        case_name: asked.claimant.case.clone(),
        state: convert::fact_state(state).to_owned(),
        expire_time: match state {
            State::Reserved { until } => until,
            State::Paid | State::Released => None,
        },
        version: own.as_ref().map_or(1, |own| own.version + 1),
        kept_since: since(known.as_ref(), &asked.claimant, state, asked.now),
        contested_on: (state == State::Paid && is_contested(&rivals, asked.now))
            .then_some(asked.today),
    };
    // A repeat leaves things as they are.
    let after = convert::reservation(&row);
    if let (Some(own), true) = (&own, known.as_ref() == Some(&after)) {
        return Ok(convert::fact(own));
    }
    if !fact_reservations::save(write, &row).await? {
        return Err(Error::ChangedMeanwhile);
    }
    let answer = convert::fact(&row);
    tell(write, &row, state, &answer);
    Ok(answer)
}

fn tell(write: &mut Write, row: &ReservationRow, state: State, answer: &proto::FactReservation) {
    write.audit(AuditEntry {
        action: match state {
            State::Reserved { .. } => "fact.reserved",
            State::Paid => "fact.paid",
            State::Released => "fact.released",
        },
        aggregate: "fact_reservation",
        aggregate_id: row.id,
        version: row.version,
        detail: serde_json::json!({ "fact": row.fact, "family": row.family, "case": row.case_name }),
    });
    let (id, version, reservation) = (row.id, row.version, Some(answer.clone()));
    let aggregate = "fact_reservation";
    match state {
        State::Reserved { .. } => {
            write.publish(aggregate, id, version, &proto::FactReserved { reservation })
        }
        State::Paid => write.publish(aggregate, id, version, &proto::FactPaid { reservation }),
        State::Released => {
            write.publish(aggregate, id, version, &proto::FactReleased { reservation })
        }
    };
}

fn checked(key: proto::FactKey) -> Result<proto::FactKey, Error> {
    let wrong = |field, problem: &str| {
        Err(Error::Invalid {
            field,
            problem: problem.to_owned(),
        })
    };
    if Tenant::parse(&key.tenant).is_err() {
        return wrong("key.tenant", "name the tenant that pays, such as 440703");
    }
    if key.fact.is_empty() || key.fact.len() > 200 {
        return wrong("key.fact", "name the fact, such as contracts/{uuid}");
    }
    if key.family.is_empty() || key.family.len() > 64 {
        return wrong(
            "key.family",
            "name the programme family, such as tc.incentive",
        );
    }
    if key.case.is_empty() || key.case.len() > 200 {
        return wrong("key.case", "name the case it is for, such as claims/{uuid}");
    }
    Ok(key)
}
