//! Hands a project in to a call. SUBMITTED.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::events::v1::{Project, SubmitProjectRequest};
use uuid::Uuid;

use super::names::PROJECT_CALLS;
use super::{EventsApi, acting, convert, hanging};
use crate::domain::actor::Actor;
use crate::domain::of_event::OfEvent;
use crate::domain::project::{self, Circumstances, NewProject};
use crate::domain::project_call::ProjectCall;
use crate::error::Error;
use crate::store::{project_calls, projects};

/// Begins the human numbers of projects.
const SERIES: &str = "KZ-EVP";

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: SubmitProjectRequest,
    key: RequestKey,
) -> Result<Project, Error> {
    let id = PROJECT_CALLS.parse_field("call", &input.call)?;
    let form = convert::project::read_form(input.form)?;
    let read = api.database.read(&caller, async |connection| {
        let call = project_calls::find(connection, id).await?;
        let call = call.ok_or_else(|| PROJECT_CALLS.not_found(id))?;
        let event = hanging::of(connection, call.body.event).await?;
        Ok::<_, Error>((call, event))
    });
    let (call, event) = read.await?;
    let today = api.clock.today();
    let new = NewProject {
        id: Uuid::now_v7(),
        number: api.numbers.case(SERIES, &event.division, today).await?,
        form,
    };
    let given = Arc::new((caller.clone(), event, call.body, new));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, event, call, new) = &*given;
                let actor = acting::actor(caller);
                let at = Circumstances {
                    actor: &actor,
                    today,
                    event,
                    call,
                    selected: 0,
                    organiser_competes: false,
                    organiser_judged: organiser_judged(write, (&actor, event, call)).await?,
                };
                let submitted = project::submit(new.clone(), &at)?;
                let name = convert::event::project::SUBMITTED;
                let of = (event.division.as_str(), event.organiser.as_str());
                let stored = projects::insert(write, of, submitted, name).await?;
                convert::event::project::submitted(write, &stored);
                Ok(convert::project::message(&stored, &event.organiser, caller))
            })
        })
        .await
}

/// Whether who runs the event judged in the call. Asked where they hand in themselves, and then the call is held, so that they judge
/// nobody meanwhile.
async fn organiser_judged(
    write: &mut Write,
    (actor, event, call): (&Actor, &OfEvent, &ProjectCall),
) -> Result<bool, Error> {
    if actor.organisation != event.organiser {
        return Ok(false);
    }
    let held = project_calls::lock(write, call.id).await?;
    held.ok_or_else(|| PROJECT_CALLS.not_found(call.id))?;
    projects::organiser_judged(write, call.id).await
}
