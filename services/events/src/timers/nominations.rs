//! Nominations: public notices that are over, and scores that are overdue. Nothing of a nomination moves: whoever scores it or is
//! about to award it goes on.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken, fire_once};

use super::Timers;
use crate::api::{publish_nomination_step, round_of_award};
use crate::domain::actor::Actor;
use crate::domain::nomination::{self, Circumstances, Command, Counted, Nomination, Reminder};
use crate::domain::notice::PublicNotice;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{nomination_due, nominations};

pub(super) const NOTICE_OVER: &str = "nomination.notice_over";
pub(super) const SCORING_OVERDUE: &str = "nomination.scoring_overdue";

pub(super) async fn notices_over(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Nomination>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        nomination_due::notices_over(connection, page, NOTICE_OVER).await
    });
    let over_on = |body: &Nomination| body.notice.as_ref().and_then(PublicNotice::over_on);
    Ok(due(rows.await?, over_on))
}

pub(super) async fn scores_overdue(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Nomination>>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let rows = timers.database.read(&reader, async |connection| {
        nomination_due::scores_overdue(connection, page, SCORING_OVERDUE).await
    });
    let overdue_on = |body: &Nomination| body.score_due_on.and_then(|day| day.succ_opt());
    Ok(due(rows.await?, overdue_on))
}

/// Rows with the first day on which each may be taken; one without its day is not due.
fn due(
    rows: Vec<Stored<Nomination>>,
    on: impl Fn(&Nomination) -> Option<NaiveDate>,
) -> Vec<Due<Stored<Nomination>>> {
    let due = rows.into_iter().filter_map(|row| {
        Some(Due {
            due_on: on(&row.body)?,
            subject: row.body.id,
            row,
        })
    });
    due.collect()
}

pub(super) async fn tell_notice_over(
    timers: Arc<Timers>,
    due: Due<Stored<Nomination>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    tell(timers, due, today, (NOTICE_OVER, Reminder::NoticeOver)).await
}

pub(super) async fn tell_scoring_overdue(
    timers: Arc<Timers>,
    due: Due<Stored<Nomination>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let what = (SCORING_OVERDUE, Reminder::ScoringOverdue);
    tell(timers, due, today, what).await
}

/// Tells it once.
async fn tell(
    timers: Arc<Timers>,
    due: Due<Stored<Nomination>>,
    today: NaiveDate,
    (timer, reminder): (&'static str, Reminder),
) -> Result<Taken, Error> {
    let caller = Caller::service(crate::NAME, &due.row.tenant);
    let round = due.row.body.round;
    let read = timers.database.read(&caller, async |connection| {
        round_of_award(connection, round).await
    });
    let round = read.await?;
    let actor = Actor::service(crate::NAME, &due.row.tenant);
    let at = Circumstances {
        actor: &actor,
        today,
        calendar: timers.calendar,
        terms: &timers.parameters.award,
        round: &round,
        counted: Counted::default(),
    };
    let decided = nomination::decide(&due.row.body, Command::Remind(reminder), &at)?;
    let step = Arc::new((due, decided));
    let written = timers.database.write_as(&caller, move |write| {
        let step = step.clone();
        Box::pin(async move {
            let (due, decided) = &*step;
            if !fire_once(write, timer, due.subject, due.due_on).await? {
                return Ok(Taken::NotDue);
            }
            let after = nominations::told(write, &due.row).await?;
            publish_nomination_step(write, &after, decided.from, &decided.event);
            Ok(Taken::Done)
        })
    });
    written.await
}
