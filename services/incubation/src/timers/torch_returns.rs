//! Yearly returns: opened on their day, operators reminded before the due day, lateness marked after it.
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken, fire_once};
use uuid::Uuid;

use super::Timers;
use crate::api::{gather_for_return, new_return, publish_return_event, publish_return_opened};
use crate::domain::actor::Actor;
use crate::domain::carrier::Carrier;
use crate::domain::torch_return::{self, Circumstances, Command, Decided, TorchReturn};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{torch_return_days, torch_returns};

pub(super) use crate::store::torch_return_days::REMIND;

/// Returns of earlier years are opened by an authority, if at all.
const YEARS: i32 = 3;

/// A carrier, and the year that it is to tell of.
pub(super) struct Unopened {
    year: i32,
    carrier: Stored<Carrier>,
}

/// Carriers whose returns are to be opened, the earliest year first.
pub(super) async fn unopened(timers: Arc<Timers>, page: Page) -> Result<Vec<Due<Unopened>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let terms = &timers.parameters.torch_return;
    let mut found = Vec::new();
    for year in (page.today.year() - YEARS)..page.today.year() {
        let opens_on = terms.opens_on(year)?;
        let left = page.limit - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if opens_on > page.today || opens_on < page.after_day || left <= 0 {
            continue;
        }
        let after = match opens_on == page.after_day {
            true => page.after_id,
            false => Uuid::nil(),
        };
        let read = timers.database.read(&reader, async |connection| {
            torch_return_days::unopened(connection, year, after, left).await
        });
        found.extend(read.await?.into_iter().map(|carrier| Due {
            due_on: opens_on,
            subject: carrier.body.id,
            row: Unopened { year, carrier },
        }));
    }
    Ok(found)
}

/// Opens one return, filled with what is known.
pub(super) async fn open(
    timers: Arc<Timers>,
    due: Due<Unopened>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let Unopened { year, carrier } = due.row;
    if !torch_return::was_accredited_in(&carrier.body, year) {
        return Ok(Taken::NotDue);
    }
    let known = gather_for_return(&timers.database, &carrier, year).await?;
    let new = new_return(&carrier, year, known);
    let actor = Actor::service(crate::NAME, &carrier.tenant);
    // People hear of it today, whenever it should have been opened.
    let opened = torch_return::open(new, &actor, today, &timers.parameters.torch_return)?;
    let caller = Caller::service(crate::NAME, &carrier.tenant);
    let given = Arc::new((carrier.tenant, opened));
    timers
        .database
        .write_as(&caller, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (tenant, opened) = &*given;
                let stored = torch_returns::insert(write, tenant, opened.clone()).await?;
                publish_return_opened(write, &stored);
                Ok(Taken::Done)
            })
        })
        .await
}

/// Returns that are due soon.
pub(super) async fn due_soon(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<TorchReturn>>>, Error> {
    let days = &timers.parameters.torch_return.reminder_days;
    let days: Vec<i32> = days
        .iter()
        .filter_map(|days| i32::try_from(*days).ok())
        .collect();
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        torch_return_days::due_soon(connection, &days, page).await
    });
    read.await
}

/// Reminds an operator once for each of the days.
pub(super) async fn remind(
    timers: Arc<Timers>,
    due: Due<Stored<TorchReturn>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let decided = decide(&timers, &due.row, Command::Remind, today)?;
    take(&timers, due, decided, Some(REMIND)).await
}

/// Returns that are late.
pub(super) async fn late(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<TorchReturn>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        torch_return_days::late(connection, page).await
    });
    read.await
}

/// Marks one of them.
pub(super) async fn mark_overdue(
    timers: Arc<Timers>,
    due: Due<Stored<TorchReturn>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let decided = decide(&timers, &due.row, Command::MarkOverdue, today)?;
    take(&timers, due, decided, None).await
}

fn decide(
    timers: &Timers,
    row: &Stored<TorchReturn>,
    command: Command,
    today: NaiveDate,
) -> Result<Decided, Error> {
    let actor = Actor::service(crate::NAME, &row.tenant);
    let at = Circumstances {
        actor: &actor,
        today,
        last_year: None,
        terms: &timers.parameters.torch_return,
    };
    Ok(torch_return::decide(&row.body, command, &at)?)
}

/// Saves and publishes a step. `once`: the timer that tells of it, which tells of a day once.
async fn take(
    timers: &Timers,
    due: Due<Stored<TorchReturn>>,
    decided: Decided,
    once: Option<&'static str>,
) -> Result<Taken, Error> {
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let given = Arc::new((due, decided));
    timers
        .database
        .write_as(&caller, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (due, decided) = &*given;
                if let Some(timer) = once
                    && !fire_once(write, timer, due.subject, due.due_on).await?
                {
                    return Ok(Taken::NotDue);
                }
                let (body, event) = (decided.torch_return.clone(), &decided.event);
                let after = torch_returns::save(write, &due.row, body, event.name()).await?;
                publish_return_event(write, &after, decided.from, event);
                Ok(Taken::Done)
            })
        })
        .await
}
