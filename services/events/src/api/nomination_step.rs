//! A step of a nomination: read, ask what has to be asked, and only then hold the row, decide and save. Plain RPCs are this and a
//! command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_cases::notices::admit_objector;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::{AWARD_ROUNDS, NOMINATIONS};
use super::{EventsApi, acting, convert};
use crate::domain::actor::Actor;
use crate::domain::award_round::AwardRound;
use crate::domain::nomination::{self, Circumstances, Command, Counted, Decided, Nomination};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{award_rounds, nominations};

/// What is to be done to a nomination as it was read.
#[derive(Debug, Clone)]
pub struct Plan {
    pub before: Stored<Nomination>,
    /// In their order, each with who takes it.
    pub steps: Vec<(Actor, Command)>,
    /// What rules said on the way.
    pub heard: Heard,
}

/// The nomination the caller may see, whose etag is still the one the caller read, and its round.
pub async fn open(
    api: &EventsApi,
    caller: &Caller,
    (name, seen): (&str, &str),
) -> Result<(Stored<Nomination>, AwardRound), Error> {
    let id = NOMINATIONS.parse(name)?;
    let read = api.database.read(caller, async |connection| {
        let found = nominations::find_for(connection, id, &caller.subject).await?;
        let found = found.ok_or_else(|| NOMINATIONS.not_found(id))?;
        let round = round_of(connection, found.body.round).await?;
        Ok::<_, Error>((found, round))
    });
    let (found, round) = read.await?;
    etag::check(seen, found.body.version)?;
    Ok((found, round))
}

/// The round of that id.
pub async fn round_of(connection: &mut PgConnection, id: Uuid) -> Result<AwardRound, Error> {
    let found = award_rounds::find(connection, id).await?;
    let found = found.ok_or_else(|| AWARD_ROUNDS.not_found(id))?;
    Ok(found.body)
}

/// What the domain is told beside the command.
pub fn circumstances<'a>(
    api: &'a EventsApi,
    actor: &'a Actor,
    (round, counted): (&'a AwardRound, Counted),
) -> Circumstances<'a> {
    Circumstances {
        actor,
        today: api.clock.today(),
        calendar: api.calendar,
        terms: &api.parameters.award,
        round,
        counted,
    }
}

/// A step that needs nothing but its command.
pub async fn plain(
    api: EventsApi,
    caller: Caller,
    at: (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Nomination, Error> {
    let (before, _) = open(&api, &caller, at).await?;
    let plan = Plan {
        before,
        steps: vec![(acting::actor(&caller), command)],
        heard: Heard::default(),
    };
    carry_out(api, caller, key, plan).await
}

/// Carries a plan out in one write, and replies.
pub async fn carry_out(
    api: EventsApi,
    caller: Caller,
    key: RequestKey,
    plan: Plan,
) -> Result<v1::Nomination, Error> {
    let given = Arc::new((api.clone(), caller.clone(), plan));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, plan) = &*given;
                let after = take(write, api, plan).await?;
                Ok(convert::nomination::message(&after, caller))
            })
        })
        .await
}

/// Takes the steps of a plan, unless somebody moved the nomination since it was read.
pub async fn take(
    write: &mut Write,
    api: &EventsApi,
    plan: &Plan,
) -> Result<Stored<Nomination>, Error> {
    let id = plan.before.body.id;
    let (round, counted) = round_for(write, plan).await?;
    let held = nominations::lock(write, id).await?;
    let mut current = held.ok_or_else(|| NOMINATIONS.not_found(id))?;
    if current.body.version != plan.before.body.version {
        return Err(etag::stale().into());
    }
    for (actor, command) in &plan.steps {
        let at = circumstances(api, actor, (&round, counted));
        let decided = nomination::decide(&current.body, command.clone(), &at)?;
        current = save(write, &current, decided, &plan.heard).await?;
    }
    plan.heard.store(write);
    Ok(current)
}

/// Saves a decided step, and publishes it.
async fn save(
    write: &mut Write,
    before: &Stored<Nomination>,
    decided: Decided,
    heard: &Heard,
) -> Result<Stored<Nomination>, Error> {
    let (from, happened, mut body) = (decided.from, decided.event, decided.nomination);
    heard.pin(&mut body.pins);
    let after = nominations::save(write, before, body, happened.name()).await?;
    convert::event::nomination::publish(write, &after, from, &happened);
    Ok(after)
}

/// The round of a plan. Who proposes holds it, before the nomination, so that no two take the last place of a band; and so does who
/// passes the formal check, so that no two pass with the same achievement.
async fn round_for(write: &mut Write, plan: &Plan) -> Result<(AwardRound, Counted), Error> {
    let (id, of) = (plan.before.body.round, &plan.before.body);
    let mut counted = Counted::default();
    let [(_, command)] = plan.steps.as_slice() else {
        return Ok((round_of(write, id).await?, counted));
    };
    let round = match command {
        Command::Propose { .. } | Command::Pass { .. } => {
            let held = award_rounds::lock(write, id).await?;
            held.ok_or_else(|| AWARD_ROUNDS.not_found(id))?.body
        }
        _ => round_of(write, id).await?,
    };
    match command {
        Command::Propose { band, .. } => {
            counted.taken = nominations::taken_of(write, id, *band).await?;
        }
        Command::Pass { .. } => counted.same = nominations::same_as(write, of).await?,
        Command::AssessPrize(_) => {
            counted.undecided = nominations::undecided_beside(write, of).await?;
        }
        _ => {}
    }
    Ok((round, counted))
}

/// PUBLISHED → DISPUTED. A public notice is open to everybody, so the objector first becomes a party of the case.
pub async fn object(
    api: EventsApi,
    caller: Caller,
    id: Uuid,
    key: RequestKey,
    text: String,
) -> Result<v1::Nomination, Error> {
    let given = Arc::new((api.clone(), caller.clone(), text));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, text) = &*given;
                // It holds a published row for whoever reads it and writes nothing in it.
                admit_objector(write, id).await?;
                if nominations::is_disputed(write, id).await? {
                    return Err(nomination::objection_handled().into());
                }
                let before = nominations::find(write, id).await?;
                let before = before.ok_or_else(|| NOMINATIONS.not_found(id))?;
                let round = round_of(write, before.body.round).await?;
                let actor = acting::actor(caller);
                let at = circumstances(api, &actor, (&round, Counted::default()));
                let command = Command::Object { text: text.clone() };
                let decided = nomination::decide(&before.body, command, &at)?;
                let (from, happened) = (decided.from, decided.event);
                let name = happened.name();
                let after = nominations::dispute(write, &before, decided.nomination, name).await?;
                convert::event::nomination::publish(write, &after, from, &happened);
                Ok(convert::nomination::message(&after, caller))
            })
        })
        .await
}
