//! Rounds of the award whose last day has passed.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken};

use super::Timers;
use crate::api::{AWARD_ROUND_CLOSED, publish_award_round_closed};
use crate::domain::actor::Actor;
use crate::domain::award_round::AwardRound;
use crate::error::Error;
use crate::store::award_rounds;
use crate::store::stored::Stored;

pub(super) async fn over(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<AwardRound>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        award_rounds::over(connection, page).await
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
    due: Due<Stored<AwardRound>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let actor = Actor::service(crate::NAME, &due.row.tenant);
    let closed = due.row.body.close(&actor, due.due_on)?;
    let step = Arc::new((due, closed));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, closed) = &*step;
            write.on_legal_day(due.due_on);
            let name = AWARD_ROUND_CLOSED;
            let after = award_rounds::save(write, &due.row, closed.clone(), name).await?;
            publish_award_round_closed(write, &after);
            Ok(Taken::Done)
        })
    });
    written.await
}
