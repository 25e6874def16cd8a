//! Leases whose first day has come, and those whose last has passed.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken};

use super::Timers;
use crate::api::record_lease_step;
use crate::domain::actor::Actor;
use crate::domain::lease::{self, Circumstances, Command, Lease};
use crate::error::Error;
use crate::store::leases;
use crate::store::stored::Stored;

pub(super) async fn starting(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Lease>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        leases::starting(connection, page).await
    });
    read.await
}

/// On its first day, or on the one it was signed on where that came later.
pub(super) async fn start(
    timers: Arc<Timers>,
    due: Due<Stored<Lease>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    let signed = due.row.body.second_signature.as_ref();
    let day = signed.map_or(due.due_on, |signed| signed.signed_on.max(due.due_on));
    take(&timers, due.row, Command::Start, day).await
}

pub(super) async fn ending(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Lease>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        leases::ending(connection, page).await
    });
    read.await
}

pub(super) async fn end(
    timers: Arc<Timers>,
    due: Due<Stored<Lease>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    let signed = due.row.body.second_signature.as_ref();
    let day = signed.map_or(due.due_on, |signed| signed.signed_on.max(due.due_on));
    take(&timers, due.row, Command::End, day).await
}

/// Takes the step on its day unless somebody moved the lease since it was read.
async fn take(
    timers: &Timers,
    before: Stored<Lease>,
    command: Command,
    day: NaiveDate,
) -> Result<Taken, Error> {
    let actor = Actor::service(crate::NAME, &before.tenant);
    let at = Circumstances {
        actor: &actor,
        today: day,
    };
    let decided = lease::decide(&before.body, command, &at)?;
    let caller = Caller::service(crate::NAME, &before.tenant);
    let step = Arc::new((before, decided));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (before, decided) = &*step;
            write.on_legal_day(day);
            record_lease_step(write, before, decided.clone()).await?;
            Ok(Taken::Done)
        })
    });
    written.await
}
