//! Calls for projects whose last day has passed.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken};

use super::Timers;
use crate::api::{PROJECT_CALL_CLOSED, event_of, publish_project_call_closed};
use crate::domain::actor::Actor;
use crate::domain::project_call::ProjectCall;
use crate::error::Error;
use crate::store::project_calls;
use crate::store::stored::Stored;

pub(super) async fn over(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<ProjectCall>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        project_calls::over(connection, page).await
    });
    let due = read.await?.into_iter().map(|row| Due {
        due_on: row.body.closes_on.succ_opt().unwrap_or(row.body.closes_on),
        subject: row.body.id,
        row,
    });
    Ok(due.collect())
}

pub(super) async fn close(
    timers: Arc<Timers>,
    due: Due<Stored<ProjectCall>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let event = due.row.body.event;
    let read = timers.database.read(&caller, async |connection| {
        event_of(connection, event).await
    });
    let event = read.await?;
    let actor = Actor::service(crate::NAME, &due.row.tenant);
    let closed = due.row.body.close(&event, &actor, due.due_on)?;
    let step = Arc::new((due, closed));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, closed) = &*step;
            write.on_legal_day(due.due_on);
            let name = PROJECT_CALL_CLOSED;
            let after = project_calls::save(write, &due.row, closed.clone(), name).await?;
            publish_project_call_closed(write, &after);
            Ok(Taken::Done)
        })
    });
    written.await
}
