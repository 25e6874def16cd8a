//! Registrations: who was not seen, and who holds or waits for what is no more.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_rpc::etag;
use kezhuan_scheduler::{Due, Page, Taken};

use super::Timers;
use super::events::told_in_sql;
use crate::api::{hold_places, save_registration_step, scope_of_event};
use crate::domain::actor::Actor;
use crate::domain::registration::{self, Circumstances, Command, Registration};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{places, registration_due, registrations};

type Found = Result<Vec<Due<Stored<Registration>>>, Error>;

pub(super) async fn absent(timers: Arc<Timers>, page: Page) -> Found {
    let days = told_in_sql(timers.parameters.registration.upload_days);
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        registration_due::absent(connection, page, days).await
    });
    Ok(due(rows.await?))
}

pub(super) async fn left_over(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        registration_due::left_over(connection, page).await
    });
    Ok(due(rows.await?))
}

fn due(rows: Vec<(Stored<Registration>, NaiveDate)>) -> Vec<Due<Stored<Registration>>> {
    let due = rows.into_iter().map(|(row, due_on)| Due {
        due_on,
        subject: row.body.id,
        row,
    });
    due.collect()
}

pub(super) async fn mark_absent(
    timers: Arc<Timers>,
    due: Due<Stored<Registration>>,
    _: NaiveDate,
) -> Result<Taken, Error> {
    take(timers, due, Command::MarkAbsent).await
}

pub(super) async fn cancel_with_event(
    timers: Arc<Timers>,
    due: Due<Stored<Registration>>,
    _: NaiveDate,
) -> Result<Taken, Error> {
    take(timers, due, Command::CancelWithEvent).await
}

async fn take(
    timers: Arc<Timers>,
    due: Due<Stored<Registration>>,
    command: Command,
) -> Result<Taken, Error> {
    let caller = scope_of_event(due.row.body.event, &due.row.tenant);
    let step = Arc::new((due, command));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, command) = &*step;
            write.on_legal_day(due.due_on);
            let mut places = hold_places(write, due.row.body.event).await?;
            let before = registrations::lock(write, due.subject).await?;
            let unmoved = before.filter(|now| now.body.version == due.row.body.version);
            let before = unmoved.ok_or_else(etag::stale)?;
            let actor = Actor::service(crate::NAME, &before.tenant);
            let at = Circumstances {
                actor: &actor,
                today: due.due_on,
                tenant: &before.tenant,
            };
            let decided = registration::decide(&before.body, command.clone(), &mut places, &at)?;
            save_registration_step(write, &before, decided).await?;
            places::save(write, &places).await?;
            Ok(Taken::Done)
        })
    });
    written.await
}
