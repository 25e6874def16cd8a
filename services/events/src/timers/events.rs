//! Events: registration that is over, days that begin and end, doors that upload nothing more, a follow-up that is over.
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_rpc::etag;
use kezhuan_scheduler::{Due, Page, Taken, fire_once};

use super::Timers;
use crate::api::{hold_places, save_event_step, scope_of_event};
use crate::domain::actor::Actor;
use crate::domain::event::{self, Circumstances, Command, Event};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{event_due, events, places, registrations};

pub(super) const FORGET_NAMES: &str = "event.forget_names";

type Found = Result<Vec<Due<Stored<Event>>>, Error>;

pub(super) async fn registrations_over(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        event_due::registrations_over(connection, page).await
    });
    Ok(due(rows.await?, |event| {
        event.form.registration_until.succ_opt()
    }))
}

pub(super) async fn unopened(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        event_due::unopened(connection, page).await
    });
    Ok(due(rows.await?, |event| {
        event.form.registration_until.succ_opt()
    }))
}

pub(super) async fn beginning(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        event_due::beginning(connection, page).await
    });
    Ok(due(rows.await?, |event| Some(event.form.starts_on)))
}

pub(super) async fn ended(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        event_due::ended(connection, page).await
    });
    Ok(due(rows.await?, |event| event.form.ends_on.succ_opt()))
}

pub(super) async fn uploaded(timers: Arc<Timers>, page: Page) -> Found {
    let days = timers.parameters.registration.upload_days;
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        event_due::uploaded(connection, page, told_in_sql(days)).await
    });
    let after = Days::new(u64::from(days).saturating_add(1));
    Ok(due(rows.await?, |event| {
        event.form.ends_on.checked_add_days(after)
    }))
}

pub(super) async fn followed_up(timers: Arc<Timers>, page: Page) -> Found {
    let terms = timers.parameters.event.clone();
    let months = terms.months();
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        event_due::followed_up(connection, page, months).await
    });
    Ok(due(rows.await?, |event| {
        event.follow_up_until(&terms)?.succ_opt()
    }))
}

pub(super) async fn cancelled(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        event_due::cancelled(connection, page, FORGET_NAMES).await
    });
    Ok(due(rows.await?, |event| event.form.ends_on.succ_opt()))
}

/// Rows with the first day on which each may be taken; one without its day is not due.
fn due(
    rows: Vec<Stored<Event>>,
    on: impl Fn(&Event) -> Option<NaiveDate>,
) -> Vec<Due<Stored<Event>>> {
    let due = rows.into_iter().filter_map(|row| {
        Some(Due {
            due_on: on(&row.body)?,
            subject: row.body.id,
            row,
        })
    });
    due.collect()
}

/// As Postgres counts days.
pub(super) fn told_in_sql(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

pub(super) async fn close_registration(
    timers: Arc<Timers>,
    due: Due<Stored<Event>>,
    _: NaiveDate,
) -> Result<Taken, Error> {
    take(timers, due, Command::CloseRegistration).await
}

pub(super) async fn lapse(
    timers: Arc<Timers>,
    due: Due<Stored<Event>>,
    _: NaiveDate,
) -> Result<Taken, Error> {
    take(timers, due, Command::Lapse).await
}

pub(super) async fn start(
    timers: Arc<Timers>,
    due: Due<Stored<Event>>,
    _: NaiveDate,
) -> Result<Taken, Error> {
    take(timers, due, Command::Start).await
}

pub(super) async fn finish(
    timers: Arc<Timers>,
    due: Due<Stored<Event>>,
    _: NaiveDate,
) -> Result<Taken, Error> {
    take(timers, due, Command::Finish).await
}

pub(super) async fn follow_up(
    timers: Arc<Timers>,
    due: Due<Stored<Event>>,
    _: NaiveDate,
) -> Result<Taken, Error> {
    take(timers, due, Command::FollowUp).await
}

pub(super) async fn archive(
    timers: Arc<Timers>,
    due: Due<Stored<Event>>,
    _: NaiveDate,
) -> Result<Taken, Error> {
    take(timers, due, Command::Archive).await
}

/// What an archived event forgets with its last step, a cancelled one forgets when it would be over: until then its organiser may
/// still have to reach people.
pub(super) async fn forget_names(
    timers: Arc<Timers>,
    due: Due<Stored<Event>>,
    _: NaiveDate,
) -> Result<Taken, Error> {
    let caller = scope_of_event(due.subject, &due.row.tenant);
    let due = Arc::new(due);
    let written = timers.database.write_as(&caller, move |write| {
        let due = due.clone();
        Box::pin(async move {
            if !fire_once(write, FORGET_NAMES, due.subject, due.due_on).await? {
                return Ok(Taken::NotDue);
            }
            hold_places(write, due.subject).await?;
            registrations::forget_names(write, due.subject).await?;
            Ok(Taken::Done)
        })
    });
    written.await
}

/// It happened on its day, also where nobody looked for a while.
async fn take(
    timers: Arc<Timers>,
    due: Due<Stored<Event>>,
    command: Command,
) -> Result<Taken, Error> {
    let caller = scope_of_event(due.row.body.id, &due.row.tenant);
    let step = Arc::new((timers.clone(), due, command));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (timers, due, command) = &*step;
            write.on_legal_day(due.due_on);
            let held = places::lock(write, due.subject).await?;
            let before = events::lock(write, due.subject).await?;
            let unmoved = before.filter(|now| now.body.version == due.row.body.version);
            let before = unmoved.ok_or_else(etag::stale)?;
            let decided = decide(timers, &before, command.clone(), due.due_on)?;
            save_event_step(write, (&before, held), decided).await?;
            Ok(Taken::Done)
        })
    });
    written.await
}

fn decide(
    timers: &Timers,
    row: &Stored<Event>,
    command: Command,
    today: NaiveDate,
) -> Result<event::Decided, Error> {
    let actor = Actor::service(crate::NAME, &row.tenant);
    let at = Circumstances {
        actor: &actor,
        today,
        terms: &timers.parameters.event,
    };
    Ok(event::decide(&row.body, command, &at)?)
}
