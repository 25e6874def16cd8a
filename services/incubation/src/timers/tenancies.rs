//! Stays whose end is announced 60 days before, and those that are over.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken};

use super::Timers;
use crate::api::record_tenancy_step;
use crate::domain::actor::Actor;
use crate::domain::tenancy::{self, Circumstances, Command, Tenancy};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::tenancies;

pub(super) async fn ending(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Tenancy>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        tenancies::ending(connection, page).await
    });
    read.await
}

/// People hear of it today, whenever it fell due.
pub(super) async fn announce(
    timers: Arc<Timers>,
    due: Due<Stored<Tenancy>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    take(&timers, due.row, Command::Warn, today).await
}

pub(super) async fn ended(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Tenancy>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        tenancies::ended(connection, page).await
    });
    read.await
}

pub(super) async fn expire(
    timers: Arc<Timers>,
    due: Due<Stored<Tenancy>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    take(&timers, due.row, Command::Expire, due.due_on).await
}

/// Takes the step on its day unless somebody moved the tenancy since it was read.
async fn take(
    timers: &Timers,
    before: Stored<Tenancy>,
    command: Command,
    day: NaiveDate,
) -> Result<Taken, Error> {
    let actor = Actor::service(crate::NAME, &before.tenant);
    let at = Circumstances {
        actor: &actor,
        today: day,
        terms: &timers.parameters.tenancy,
    };
    let decided = tenancy::decide(&before.body, command, &at)?;
    let caller = Caller::service(crate::NAME, &before.tenant);
    let step = Arc::new((before, decided));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (before, decided) = &*step;
            write.on_legal_day(day);
            record_tenancy_step(write, before, decided.clone()).await?;
            Ok(Taken::Done)
        })
    });
    written.await
}
