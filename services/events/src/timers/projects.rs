//! Projects of events that were cancelled.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_rpc::etag;
use kezhuan_scheduler::{Due, Page, Taken};

use super::Timers;
use crate::api::{event_of, publish_project_step};
use crate::domain::actor::Actor;
use crate::domain::project::{self, Circumstances, Command, Project};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{project_calls, projects};

pub(super) async fn of_cancelled(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Project>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        projects::of_cancelled(connection, page).await
    });
    let due = rows.await?.into_iter().map(|(row, due_on)| Due {
        due_on,
        subject: row.body.id,
        row,
    });
    Ok(due.collect())
}

pub(super) async fn withdraw_with_event(
    timers: Arc<Timers>,
    due: Due<Stored<Project>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let due = Arc::new(due);
    let written = timers.database.write_as(&caller, move |write| {
        let due = due.clone();
        Box::pin(async move {
            write.on_legal_day(due.due_on);
            let before = &due.row;
            let event = event_of(write, before.body.event).await?;
            let call = project_calls::find(write, before.body.call).await?;
            let call = call.ok_or_else(etag::stale)?;
            let actor = Actor::service(crate::NAME, &before.tenant);
            let at = Circumstances {
                actor: &actor,
                today: due.due_on,
                event: &event,
                call: &call.body,
                selected: 0,
                organiser_competes: false,
                organiser_judged: false,
            };
            let decided = project::decide(&before.body, Command::WithdrawWithEvent, &at)?;
            let (from, happened) = (decided.from, decided.event);
            let after = projects::save(write, before, decided.project, happened.name()).await?;
            publish_project_step(write, &after, from, &happened);
            Ok(Taken::Done)
        })
    });
    written.await
}
