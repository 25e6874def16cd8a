//! The steps that a question to a rule leads to: planned before any row is held, and taken in one write.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::carrier_question::{Year, about_application, about_year};
use super::carrier_step::{self, Entrance};
use super::names::CARRIERS;
use super::{IncubationApi, acting, carrier_counts, convert};
use crate::domain::actor::Actor;
use crate::domain::carrier::{Carrier, Command, Question, may_assess};
use crate::error::Error;
use crate::store::carriers;
use crate::store::stored::Stored;

/// Steps, on the version that was asked about.
pub struct Plan {
    id: Uuid,
    version: i64,
    steps: Vec<(Actor, Command)>,
    heard: Heard,
    /// Later questions of an application go to the rule that was asked first; each year is a question of its own.
    pins: bool,
}

impl Plan {
    fn of(before: &Stored<Carrier>, pins: bool) -> Plan {
        Plan {
            id: before.body.id,
            version: before.body.version,
            steps: Vec::new(),
            heard: Heard::default(),
            pins,
        }
    }
}

/// Takes the steps of a plan, in one write.
pub async fn settle(
    api: IncubationApi,
    caller: Caller,
    key: RequestKey,
    plan: Plan,
) -> Result<v1::Carrier, Error> {
    let given = Arc::new((api.clone(), caller.clone(), plan));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, plan) = &*given;
                let after = carry_out(write, api, plan).await?;
                Ok(convert::carrier::message(&after, caller, None))
            })
        })
        .await
}

/// The service asks for itself: another rule may answer what the last could not.
pub async fn ask_again_for_itself(
    api: &IncubationApi,
    waiting: &Stored<Carrier>,
) -> Result<(), Error> {
    let caller = Caller::service(crate::NAME, &waiting.tenant);
    let service = acting::service(&waiting.tenant);
    let plan = Box::pin(to_ask_again(api, waiting, service)).await?;
    let given = Arc::new((api.clone(), plan));
    api.database
        .write_as(&caller, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, plan) = &*given;
                carry_out(write, api, plan).await?;
                Ok(())
            })
        })
        .await
}

async fn carry_out(
    write: &mut Write,
    api: &IncubationApi,
    plan: &Plan,
) -> Result<Stored<Carrier>, Error> {
    let mut carrier = carrier_step::hold(write, plan.id, Entrance::Readers).await?;
    if carrier.body.version != plan.version {
        return Err(etag::stale().into());
    }
    for (actor, command) in &plan.steps {
        let mut decided = carrier_step::decide(api, &carrier.body, actor, command.clone())?;
        if plan.pins {
            plan.heard.pin(&mut decided.carrier.pins);
        }
        carrier = carrier_step::record(write, &carrier, decided).await?;
    }
    plan.heard.store(write);
    Ok(carrier)
}

/// The carrier as the caller sees it.
pub async fn seen(
    api: &IncubationApi,
    caller: &Caller,
    (name, etag): (&str, &str),
) -> Result<Stored<Carrier>, Error> {
    let id = CARRIERS.parse(name)?;
    let read = api.database.read(caller, async |connection| {
        carriers::find(connection, id).await
    });
    let carrier = read.await?.ok_or_else(|| CARRIERS.not_found(id))?;
    etag::check(etag, carrier.body.version)?;
    Ok(carrier)
}

/// An application, and what is found of it.
pub async fn to_apply(
    api: &IncubationApi,
    before: &Stored<Carrier>,
    actor: Actor,
    command: Command,
) -> Result<Plan, Error> {
    // What the domain refuses needs no rule.
    let decided = carrier_step::decide(api, &before.body, &actor, command.clone())?;
    let mut plan = Plan::of(before, true);
    plan.steps.push((actor, command));
    let application = decided.carrier.application.as_ref();
    if application.is_some_and(|application| application.finding.is_none()) {
        let found = about_application(api, &decided.carrier, &mut plan.heard).await?;
        plan.follow(before, found);
    }
    Ok(plan)
}

/// A rule that failed is asked again, about whatever it failed on.
pub async fn to_ask_again(
    api: &IncubationApi,
    before: &Stored<Carrier>,
    actor: Actor,
) -> Result<Plan, Error> {
    let decided = carrier_step::decide(api, &before.body, &actor, Command::AskAgain)?;
    let question = before.body.manual.as_ref().map(|manual| &manual.question);
    let of_year = match question {
        Some(Question::Assessment {
            year,
            indicators,
            asked_on,
        }) => Some(Year {
            year: *year,
            indicators: *indicators,
            asked_on: *asked_on,
        }),
        Some(Question::Accreditation) | None => None,
    };
    let mut plan = Plan::of(before, of_year.is_none());
    plan.steps.push((actor, Command::AskAgain));
    let (carrier, heard) = (&decided.carrier, &mut plan.heard);
    let found = match of_year {
        Some(year) => about_year(api, carrier, &year, heard).await?,
        None => about_application(api, carrier, heard).await?,
    };
    plan.follow(before, found);
    Ok(plan)
}

/// A year is graded.
pub async fn to_assess(
    api: &IncubationApi,
    before: &Stored<Carrier>,
    actor: Actor,
    year: i32,
) -> Result<Plan, Error> {
    may_assess(
        &before.body,
        year,
        &carrier_step::circumstances(api, &actor),
    )?;
    let year = Year {
        year,
        indicators: carrier_counts::of_year(api, before, year).await?,
        asked_on: api.clock.today(),
    };
    let mut plan = Plan::of(before, false);
    let graded = about_year(api, &before.body, &year, &mut plan.heard).await?;
    plan.steps.extend(graded.map(|graded| (actor, graded)));
    Ok(plan)
}

impl Plan {
    /// What follows from an answer is the service's own step.
    fn follow(&mut self, carrier: &Stored<Carrier>, found: Option<Command>) {
        let service = acting::service(&carrier.tenant);
        self.steps.extend(found.map(|found| (service, found)));
    }
}
