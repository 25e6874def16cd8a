//! Hands a project in to a call. SUBMITTED.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::events::v1::{Project, SubmitProjectRequest};
use uuid::Uuid;

use super::names::PROJECT_CALLS;
use super::{EventsApi, acting, convert, hanging};
use crate::domain::project::{self, Circumstances, NewProject};
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
    let actor = acting::actor(&caller);
    let at = Circumstances {
        actor: &actor,
        today,
        event: &event,
        call: &call.body,
        selected: 0,
        organiser_competes: false,
    };
    let new = NewProject {
        id: Uuid::now_v7(),
        number: api.numbers.case(SERIES, &event.division, today).await?,
        form,
    };
    let submitted = project::submit(new, &at)?;
    let given = Arc::new((caller.clone(), event, submitted));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, event, submitted) = &*given;
                let name = convert::event::project::SUBMITTED;
                let of = (event.division.as_str(), event.organiser.as_str());
                let stored = projects::insert(write, of, submitted.clone(), name).await?;
                convert::event::project::submitted(write, &stored);
                Ok(convert::project::message(&stored, &event.organiser, caller))
            })
        })
        .await
}
