//! Needs and achievements are submitted and taken back alike.
use std::sync::Arc;

use kezhuan_auth::{Caller, Role};
use kezhuan_database::RequestKey;
use kezhuan_law::Tenant;
use kezhuan_rpc::filter::Term;
use kezhuan_rpc::{Collection, etag};
use uuid::Uuid;

use super::names::{ACHIEVEMENTS, EVENTS, NEEDS};
use super::{EventsApi, acting, convert, hanging};
use crate::domain::submission::{self, Kind, NewSubmission, State, Submission, SubmissionForm};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::submissions::{self, Filter};

/// What lists of both are narrowed by.
pub const TERMS: &str = "state=\"…\", event=\"events/…\", organisation=\"…\", chain=\"…\"";

const fn collection(kind: Kind) -> Collection {
    match kind {
        Kind::Need => NEEDS,
        Kind::Achievement => ACHIEVEMENTS,
    }
}

/// Begins the human numbers.
const fn series(kind: Kind) -> &'static str {
    match kind {
        Kind::Need => "KZ-EVD",
        Kind::Achievement => "KZ-EVA",
    }
}

/// Submits one to an event.
pub async fn submit<T>(
    api: EventsApi,
    caller: Caller,
    (kind, event, form): (Kind, &str, SubmissionForm),
    key: RequestKey,
    message: fn(&Stored<Submission>, &Caller) -> T,
) -> Result<T, Error>
where
    T: prost::Message + Default + 'static,
{
    let event = EVENTS.parse_field("event", event)?;
    let read = api.database.read(&caller, async |connection| {
        hanging::of(connection, event).await
    });
    let event = read.await?;
    let today = api.clock.today();
    let new = NewSubmission {
        id: Uuid::now_v7(),
        kind,
        number: (api.numbers)
            .case(series(kind), &event.division, today)
            .await?,
        is_college: is_of_a_college(&caller),
        form,
        words_max: api.parameters.matching.words_max,
    };
    let actor = acting::actor(&caller);
    // Cutting a text into words takes a core for a while, the first time a second.
    let of = event.clone();
    let submitting =
        tokio::task::spawn_blocking(move || submission::submit(new, &of, &actor, today));
    let submitted = submitting.await.map_err(anyhow::Error::from)??;
    let given = Arc::new((caller.clone(), event, submitted));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, event, submitted) = &*given;
                let name = convert::event::submission::submitted_name(submitted.kind);
                let of = (event.division.as_str(), event.organiser.as_str());
                let stored = submissions::insert(write, of, submitted.clone(), name).await?;
                convert::event::submission::publish_submitted(write, &stored);
                Ok(message(&stored, caller))
            })
        })
        .await
}

/// Takes one back.
pub async fn withdraw<T>(
    api: EventsApi,
    caller: Caller,
    (kind, name, seen): (Kind, &str, &str),
    key: RequestKey,
    message: fn(&Stored<Submission>, &Caller) -> T,
) -> Result<T, Error>
where
    T: prost::Message + Default + 'static,
{
    let id = collection(kind).parse(name)?;
    let given = Arc::new((caller.clone(), seen.to_owned()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, seen) = &*given;
                let before = submissions::find(write, kind, id).await?;
                let before = before.ok_or_else(|| collection(kind).not_found(id))?;
                etag::check(seen, before.body.version)?;
                let after = before.body.withdraw(&acting::actor(caller))?;
                let name = convert::event::submission::withdrawn_name(kind);
                let after = submissions::save(write, &before, after, name).await?;
                convert::event::submission::publish_withdrawn(write, &after);
                Ok(message(&after, caller))
            })
        })
        .await
}

/// One of them, as far as the caller may read it.
pub async fn get(
    api: &EventsApi,
    caller: &Caller,
    (kind, name): (Kind, &str),
) -> Result<Stored<Submission>, Error> {
    let id = collection(kind).parse(name)?;
    let read = api.database.read(caller, async |connection| {
        submissions::find(connection, kind, id).await
    });
    Ok(read.await?.ok_or_else(|| collection(kind).not_found(id))?)
}

/// One term of a filter.
pub fn term(filter: &mut Filter, term: Term<'_>) -> Option<()> {
    let value = term.value;
    match (term.name, term.operator) {
        ("state", "=") => filter.state = Some(State::parse(&value)?.as_str().to_owned()),
        ("event", "=") => filter.event = Some(EVENTS.parse(&value).ok()?),
        ("organisation", "=") => filter.organisation = Some(value),
        ("chain", "=") => filter.chain = Some(value),
        _ => return None,
    }
    Some(())
}

/// By what their organisation is called, or by their office in it: the tenant of whoever is of no authority says nothing here.
fn is_of_a_college(caller: &Caller) -> bool {
    let organisation = Tenant::parse(&caller.organisation);
    organisation.is_ok_and(Tenant::is_college) || caller.has(Role::CollegeTto)
}
