//! What falls due of carriers: the time to rectify is over, a public notice is, last year waits for its assessment.
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken, fire_once};

use super::Timers;
use crate::api::{CarrierReminder, publish_carrier_event, remind_of_carrier};
use crate::domain::actor::Actor;
use crate::domain::carrier::{Carrier, Circumstances, Command, decide, is_due};
use crate::error::Error;
use crate::store::carriers;
use crate::store::stored::Stored;

/// Names the reminder of an assessment.
pub const ASSESSMENT_DUE: &str = "carrier.assessment_due";
/// Names the word that a public notice is over.
pub const NOTICE_OVER: &str = "carrier.notice_over";

/// Rectifying carriers without time.
pub(super) async fn unrectified(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Carrier>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        carriers::unrectified(connection, page).await
    });
    let last_day = |carrier: &Carrier| carrier.rectification.as_ref().map(|due| due.until);
    Ok(due(read.await?, last_day))
}

/// RECTIFYING → REVOKED, on the day after the last one.
pub(super) async fn revoke(
    timers: Arc<Timers>,
    due: Due<Stored<Carrier>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    let actor = Actor::service(crate::NAME, &due.row.tenant);
    let at = Circumstances {
        actor: &actor,
        today: due.due_on,
        calendar: timers.calendar,
        terms: &timers.parameters.carrier,
    };
    let decided = decide(&due.row.body, Command::EndRectification, &at)?;
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let given = Arc::new((due, decided));
    timers
        .database
        .write_as(&caller, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (due, decided) = &*given;
                write.on_legal_day(due.due_on);
                let (after, event) = (decided.carrier.clone(), &decided.event);
                let after = carriers::save(write, &due.row, after, event.name()).await?;
                publish_carrier_event(write, &after, decided.from, event);
                Ok(Taken::Done)
            })
        })
        .await
}

/// Proposed carriers whose public notice is over.
pub(super) async fn published(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Carrier>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        carriers::published_long_enough(connection, page, NOTICE_OVER).await
    });
    let last_day = |carrier: &Carrier| carrier.notice.as_ref().map(|notice| notice.last_day);
    Ok(due(read.await?, last_day))
}

/// Tells that nobody objected in time: the carrier may be accredited.
pub(super) async fn tell_notice_over(
    timers: Arc<Timers>,
    due: Due<Stored<Carrier>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    tell(timers, due, NOTICE_OVER, CarrierReminder::NoticeOver).await
}

/// Accredited carriers whose last year waits for its assessment. Only of this year: what was due in an earlier one is old
/// news.
pub(super) async fn unassessed(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Carrier>>>, Error> {
    let month = timers.parameters.carrier.assessment_due_month;
    let due_on = NaiveDate::from_ymd_opt(page.today.year(), month, 1);
    let Some(due_on) = due_on.filter(|due_on| *due_on <= page.today) else {
        return Ok(Vec::new());
    };
    let (after, year) = (page.after_on(due_on), due_on.year() - 1);
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        let of = (ASSESSMENT_DUE, due_on, year);
        carriers::unassessed(connection, of, after, page.limit).await
    });
    let due = |row: Stored<Carrier>| Due {
        due_on,
        subject: row.body.id,
        row,
    };
    Ok(read.await?.into_iter().map(due).collect())
}

/// Reminds the office of the assessment.
pub(super) async fn remind(
    timers: Arc<Timers>,
    due: Due<Stored<Carrier>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    let year = due.due_on.year() - 1;
    if !is_due(&due.row.body, year) {
        return Ok(Taken::NotDue);
    }
    let reminder = CarrierReminder::AssessmentDue { year };
    tell(timers, due, ASSESSMENT_DUE, reminder).await
}

/// Tells something once.
async fn tell(
    timers: Arc<Timers>,
    due: Due<Stored<Carrier>>,
    timer: &'static str,
    reminder: CarrierReminder,
) -> Result<Taken, Error> {
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let due = Arc::new(due);
    timers
        .database
        .write_as(&caller, move |write| {
            let due = due.clone();
            Box::pin(async move {
                if !fire_once(write, timer, due.subject, due.due_on).await? {
                    return Ok(Taken::NotDue);
                }
                let after = carriers::told(write, &due.row).await?;
                remind_of_carrier(write, &after, reminder);
                Ok(Taken::Done)
            })
        })
        .await
}

/// Each on the day after its last one.
fn due(
    rows: Vec<Stored<Carrier>>,
    last_day: impl Fn(&Carrier) -> Option<NaiveDate>,
) -> Vec<Due<Stored<Carrier>>> {
    let due = |row: Stored<Carrier>| {
        Some(Due {
            due_on: last_day(&row.body)?.succ_opt()?,
            subject: row.body.id,
            row,
        })
    };
    rows.into_iter().filter_map(due).collect()
}
