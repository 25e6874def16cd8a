//! Negotiations: follow-ups that are due or overdue, those that rested too long, and contracts the register has news of.
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken, fire_once};

use super::Timers;
use super::events::told_in_sql;
use crate::api::publish_negotiation_step;
use crate::domain::actor::Actor;
use crate::domain::negotiation::{
    self, Circumstances, Command, Decided, KnownContract, Negotiation, Reminder, Terms,
};
use crate::error::Error;
use crate::outcomes::Outcomes;
use crate::store::negotiations::{self, ToBeTold};
use crate::store::stored::Stored;

pub(super) const FOLLOW_UP_DUE: &str = "negotiation.follow_up_due";
pub(super) const FOLLOW_UP_OVERDUE: &str = "negotiation.follow_up_overdue";
pub(super) const IDLE_SOON: &str = "negotiation.idle_soon";

/// A negotiation and what the register says of the contract that it names.
pub(super) type News = (Stored<Negotiation>, KnownContract);

pub(super) async fn follow_ups_due(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<ToBeTold>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        negotiations::follow_ups_due(connection, page, FOLLOW_UP_DUE).await
    });
    Ok(after_days(rows.await?, 0))
}

pub(super) async fn follow_ups_overdue(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<ToBeTold>>, Error> {
    let days = days_of_grace(&timers.parameters.negotiation);
    let in_sql = i32::try_from(days).unwrap_or(i32::MAX);
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        negotiations::follow_ups_overdue(connection, page, FOLLOW_UP_OVERDUE, in_sql).await
    });
    Ok(after_days(rows.await?, days))
}

/// From the day after the last day of grace on.
fn days_of_grace(terms: &Terms) -> u64 {
    u64::from(terms.follow_up_grace_days).saturating_add(1)
}

/// Rows with the first day on which each may be taken; one without such a day is not due.
fn after_days(rows: Vec<ToBeTold>, days: u64) -> Vec<Due<ToBeTold>> {
    let due = rows.into_iter().filter_map(|row| {
        Some(Due {
            due_on: row.due_on.checked_add_days(Days::new(days))?,
            subject: row.negotiation.body.id,
            row,
        })
    });
    due.collect()
}

pub(super) async fn remind(
    timers: Arc<Timers>,
    due: Due<ToBeTold>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    tell(timers, due, today, (FOLLOW_UP_DUE, Reminder::FollowUpDue)).await
}

pub(super) async fn warn(
    timers: Arc<Timers>,
    due: Due<ToBeTold>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let what = (FOLLOW_UP_OVERDUE, Reminder::FollowUpOverdue);
    tell(timers, due, today, what).await
}

pub(super) async fn idle_soon(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<ToBeTold>>, Error> {
    let days = timers.parameters.negotiation.idle_notice_days;
    let in_sql = told_in_sql(days);
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        negotiations::idle_soon(connection, page, IDLE_SOON, in_sql).await
    });
    let due = rows.await?.into_iter().filter_map(|row| {
        Some(Due {
            due_on: row.due_on.checked_sub_days(Days::new(days.into()))?,
            subject: row.negotiation.body.id,
            row,
        })
    });
    Ok(due.collect())
}

pub(super) async fn warn_of_end(
    timers: Arc<Timers>,
    due: Due<ToBeTold>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    tell(timers, due, today, (IDLE_SOON, Reminder::IdleSoon)).await
}

/// Tells it once. People hear of it today, whenever it fell due.
async fn tell(
    timers: Arc<Timers>,
    due: Due<ToBeTold>,
    today: NaiveDate,
    (timer, reminder): (&'static str, Reminder),
) -> Result<Taken, Error> {
    let command = Command::Remind {
        reminder,
        due_on: due.row.due_on,
    };
    let decided = decide(&timers, &due.row.negotiation, command, today)?;
    let caller = Caller::service(crate::NAME, &due.row.negotiation.tenant);
    let step = Arc::new((due, decided, timers.clone()));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, decided, timers) = &*step;
            if !fire_once(write, timer, due.subject, due.due_on).await? {
                return Ok(Taken::NotDue);
            }
            let saved = (decided.negotiation.clone(), decided.event.name());
            let (terms, before) = (&timers.parameters.negotiation, &due.row.negotiation);
            let after = negotiations::save(write, terms, before, saved).await?;
            publish_negotiation_step(write, &after, decided.from, &decided.event);
            Ok(Taken::Done)
        })
    });
    written.await
}

pub(super) async fn idle(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Negotiation>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        negotiations::idle(connection, page).await
    });
    let due = rows.await?.into_iter().filter_map(|row| {
        let until = row.body.idle_until(&timers.parameters.negotiation)?;
        Some(Due {
            due_on: until.succ_opt()?,
            subject: row.body.id,
            row,
        })
    });
    Ok(due.collect())
}

/// It ended with its last day, also where nobody looked for a while.
pub(super) async fn close_idle(
    timers: Arc<Timers>,
    due: Due<Stored<Negotiation>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    end(timers, due, Command::CloseIdle).await
}

pub(super) async fn of_cancelled(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Negotiation>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        negotiations::of_cancelled(connection, page).await
    });
    let due = rows.await?.into_iter().map(|row| Due {
        due_on: row.due_on,
        subject: row.negotiation.body.id,
        row: row.negotiation,
    });
    Ok(due.collect())
}

pub(super) async fn end_with_event(
    timers: Arc<Timers>,
    due: Due<Stored<Negotiation>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    end(timers, due, Command::EndWithEvent).await
}

/// Ends it on the day that it was due.
async fn end(
    timers: Arc<Timers>,
    due: Due<Stored<Negotiation>>,
    command: Command,
) -> Result<Taken, Error> {
    let decided = decide(&timers, &due.row, command, due.due_on)?;
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let step = Arc::new((due, decided, timers.clone()));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, decided, timers) = &*step;
            write.on_legal_day(due.due_on);
            let saved = (decided.negotiation.clone(), decided.event.name());
            let terms = &timers.parameters.negotiation;
            let after = negotiations::save(write, terms, &due.row, saved).await?;
            publish_negotiation_step(write, &after, decided.from, &decided.event);
            Ok(Taken::Done)
        })
    });
    written.await
}

/// What the consumer of contracts could not judge when it heard of it, or heard before the contract was named.
pub(super) async fn unjudged(timers: Arc<Timers>, page: Page) -> Result<Vec<Due<News>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        negotiations::to_be_judged(connection, page).await
    });
    let due = rows.await?.into_iter().map(|(row, contract, due_on)| Due {
        due_on,
        subject: row.body.id,
        row: (row, contract),
    });
    Ok(due.collect())
}

pub(super) async fn judge(
    timers: Arc<Timers>,
    due: Due<News>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let outcomes = Outcomes {
        database: timers.database.clone(),
        clock: timers.clock.clone(),
        parameters: timers.parameters.clone(),
    };
    let (found, contract) = due.row;
    outcomes.settle(found, contract, today).await?;
    Ok(Taken::Done)
}

fn decide(
    timers: &Timers,
    row: &Stored<Negotiation>,
    command: Command,
    today: NaiveDate,
) -> Result<Decided, Error> {
    let actor = Actor::service(crate::NAME, &row.tenant);
    let at = Circumstances {
        actor: &actor,
        today,
        terms: &timers.parameters.negotiation,
        // The timer that ends them with their event has looked for those.
        is_cancelled: command == Command::EndWithEvent,
    };
    Ok(negotiation::decide(&row.body, command, &at)?)
}
