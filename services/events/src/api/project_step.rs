//! A step of a project: hold it, compare the etag, let the domain decide, save, publish.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::{PROJECT_CALLS, PROJECTS};
use super::{EventsApi, acting, convert, hanging};
use crate::domain::project::{self, Circumstances, Command, Project};
use crate::domain::project_call::ProjectCall;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{project_calls, projects};

/// Takes `command` on the project.
pub async fn take(
    api: EventsApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: Command,
) -> Result<v1::Project, Error> {
    let id = PROJECTS.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                step(write, (api, caller), (id, seen), command.clone()).await
            })
        })
        .await
}

async fn step(
    write: &mut Write,
    (api, caller): (&EventsApi, &Caller),
    (id, seen): (Uuid, &str),
    command: Command,
) -> Result<v1::Project, Error> {
    let held = projects::lock(write, id).await?;
    let before = held.ok_or_else(|| PROJECTS.not_found(id))?;
    etag::check(seen, before.body.version)?;
    let event = hanging::of(write, before.body.event).await?;
    let actor = acting::actor(caller);
    let is_organiser = actor.organisation == event.organiser;
    let (call, selected) = of_call(write, &before.body, (&command, is_organiser)).await?;
    let competes = projects::stands(write, before.body.call, &event.organiser).await?;
    let at = Circumstances {
        actor: &actor,
        today: api.clock.today(),
        event: &event,
        call: &call.body,
        selected,
        organiser_competes: competes,
        organiser_judged: false,
    };
    let decided = project::decide(&before.body, command, &at)?;
    let (from, happened) = (decided.from, decided.event);
    let after = projects::save(write, &before, decided.project, happened.name()).await?;
    convert::event::project::publish(write, &after, from, &happened);
    Ok(convert::project::message(&after, &event.organiser, caller))
}

/// The call of the project. Who selects holds it, so that no two take its last place; so does who runs the event, so that no project
/// of its own comes in while it decides.
async fn of_call(
    write: &mut Write,
    project: &Project,
    (command, is_organiser): (&Command, bool),
) -> Result<(Stored<ProjectCall>, i64), Error> {
    let selects = matches!(command, Command::Select { .. });
    let call = if selects || is_organiser {
        project_calls::lock(write, project.call).await?
    } else {
        project_calls::find(write, project.call).await?
    };
    let call = call.ok_or_else(|| PROJECT_CALLS.not_found(project.call))?;
    let selected = if selects {
        projects::selected_of(write, project.call).await?
    } else {
        0
    };
    Ok((call, selected))
}
