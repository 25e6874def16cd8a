//! Bases: public notices that are over, assessments and rectifications that are due or overdue, renewals that may be filed, terms
//! that ended.
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken, fire_once};

use super::Timers;
use crate::api::publish_base_event;
use crate::domain::actor::Actor;
use crate::domain::transformation_base::{self, Base, Circumstances, Command, Reminder};
use crate::error::Error;
use crate::store::bases;
use crate::store::stored::Stored;

pub(super) const NOTICE_OVER: &str = "base.notice_over";
pub(super) const ASSESSMENT_DUE: &str = "base.assessment_due";
pub(super) const ASSESSMENT_OVERDUE: &str = "base.assessment_overdue";
pub(super) const RECTIFICATION_OVERDUE: &str = "base.rectification_overdue";
pub(super) const RENEWAL_DUE: &str = "base.renewal_due";

type Found = Result<Vec<Due<Stored<Base>>>, Error>;

pub(super) async fn notices_over(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        bases::notices_over(connection, page).await
    });
    let over_on = |base: &Base| base.notice.as_ref()?.over_on();
    Ok(due(rows.await?, over_on))
}

pub(super) async fn terms_over(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        bases::terms_over(connection, page).await
    });
    Ok(due(rows.await?, |base| after(base.valid_until())))
}

pub(super) async fn assessments_due(timers: Arc<Timers>, page: Page) -> Found {
    let days = timers.parameters.base.assess_remind_days;
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        bases::assessments_due(connection, page, told_in_sql(days)).await
    });
    Ok(due(rows.await?, |base| before(base.assess_due_on, days)))
}

pub(super) async fn assessments_overdue(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        bases::assessments_overdue(connection, page).await
    });
    Ok(due(rows.await?, |base| after(base.assess_due_on)))
}

pub(super) async fn rectifications_overdue(timers: Arc<Timers>, page: Page) -> Found {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        bases::rectifications_overdue(connection, page).await
    });
    Ok(due(rows.await?, |base| after(base.rectify_until)))
}

pub(super) async fn renewals_due(timers: Arc<Timers>, page: Page) -> Found {
    let days = timers.parameters.base.renew_from_days;
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        bases::renewals_due(connection, page, told_in_sql(days)).await
    });
    Ok(due(rows.await?, |base| before(base.valid_until(), days)))
}

/// Rows with the first day on which each may be taken; one without its day is not due.
fn due(rows: Vec<Stored<Base>>, on: impl Fn(&Base) -> Option<NaiveDate>) -> Vec<Due<Stored<Base>>> {
    let due = rows.into_iter().filter_map(|row| {
        Some(Due {
            due_on: on(&row.body)?,
            subject: row.body.id,
            row,
        })
    });
    due.collect()
}

fn after(day: Option<NaiveDate>) -> Option<NaiveDate> {
    day?.succ_opt()
}

fn before(day: Option<NaiveDate>, days: u32) -> Option<NaiveDate> {
    day?.checked_sub_days(Days::new(u64::from(days)))
}

fn told_in_sql(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

pub(super) async fn remind_of_assessment(
    timers: Arc<Timers>,
    due: Due<Stored<Base>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    remind(
        timers,
        due,
        today,
        (ASSESSMENT_DUE, Reminder::AssessmentDue),
    )
    .await
}

pub(super) async fn warn_of_assessment(
    timers: Arc<Timers>,
    due: Due<Stored<Base>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let what = (ASSESSMENT_OVERDUE, Reminder::AssessmentOverdue);
    remind(timers, due, today, what).await
}

pub(super) async fn warn_of_rectification(
    timers: Arc<Timers>,
    due: Due<Stored<Base>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let what = (RECTIFICATION_OVERDUE, Reminder::RectificationOverdue);
    remind(timers, due, today, what).await
}

pub(super) async fn remind_of_renewal(
    timers: Arc<Timers>,
    due: Due<Stored<Base>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    remind(timers, due, today, (RENEWAL_DUE, Reminder::RenewalDue)).await
}

/// Tells it once. People hear of it today, whenever it fell due.
async fn remind(
    timers: Arc<Timers>,
    due: Due<Stored<Base>>,
    today: NaiveDate,
    (timer, reminder): (&'static str, Reminder),
) -> Result<Taken, Error> {
    let decided = decide(&timers, &due.row, Command::Remind(reminder), today)?;
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let step = Arc::new((due, decided));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, decided) = &*step;
            if !fire_once(write, timer, due.subject, due.due_on).await? {
                return Ok(Taken::NotDue);
            }
            let (body, name) = (decided.base.clone(), decided.event.name());
            let after = bases::save(write, &due.row, body, name).await?;
            publish_base_event(write, &after, decided.from, &decided.event);
            Ok(Taken::Done)
        })
    });
    written.await
}

/// Tells the authority once that it may accredit. Nothing of the base moves: who is about to accredit it goes on.
pub(super) async fn tell_notice_over(
    timers: Arc<Timers>,
    due: Due<Stored<Base>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let command = Command::Remind(Reminder::NoticeOver);
    let decided = decide(&timers, &due.row, command, today)?;
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let step = Arc::new((due, decided));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, decided) = &*step;
            if !fire_once(write, NOTICE_OVER, due.subject, due.due_on).await? {
                return Ok(Taken::NotDue);
            }
            let after = bases::told(write, &due.row).await?;
            publish_base_event(write, &after, decided.from, &decided.event);
            Ok(Taken::Done)
        })
    });
    written.await
}

/// The term ended with its last day, also where nobody looked for a while.
pub(super) async fn end_term(
    timers: Arc<Timers>,
    due: Due<Stored<Base>>,
    _today: NaiveDate,
) -> Result<Taken, Error> {
    let decided = decide(&timers, &due.row, Command::EndTerm, due.due_on)?;
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let step = Arc::new((due, decided));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, decided) = &*step;
            write.on_legal_day(due.due_on);
            let (body, name) = (decided.base.clone(), decided.event.name());
            let after = bases::save(write, &due.row, body, name).await?;
            publish_base_event(write, &after, decided.from, &decided.event);
            Ok(Taken::Done)
        })
    });
    written.await
}

fn decide(
    timers: &Timers,
    row: &Stored<Base>,
    command: Command,
    today: NaiveDate,
) -> Result<transformation_base::Decided, Error> {
    let actor = Actor::service(crate::NAME, &row.tenant);
    let at = Circumstances {
        actor: &actor,
        today,
        calendar: timers.calendar,
        terms: &timers.parameters.base,
        scoring: &timers.parameters.assessment,
    };
    Ok(transformation_base::decide(&row.body, command, &at)?)
}
