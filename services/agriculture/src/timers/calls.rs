//! Calls whose last day has passed.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken};

use super::Timers;
use crate::api::{CALL_CLOSED, publish_call_closed};
use crate::domain::actor::Actor;
use crate::domain::call::Call;
use crate::error::Error;
use crate::store::calls;
use crate::store::stored::Stored;

pub(super) async fn over(timers: Arc<Timers>, page: Page) -> Result<Vec<Due<Stored<Call>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        calls::over(connection, page).await
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
    due: Due<Stored<Call>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    let tenant = due.row.tenant.clone();
    let closed = due
        .row
        .body
        .close(&Actor::service(crate::NAME, &tenant), due.due_on)?;
    let caller = Caller::service(crate::NAME, &tenant);
    let step = Arc::new((due, closed));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, closed) = &*step;
            write.on_legal_day(due.due_on);
            let after = calls::save(write, &due.row, closed.clone(), CALL_CLOSED).await?;
            publish_call_closed(write, &after);
            Ok(Taken::Done)
        })
    });
    written.await
}
