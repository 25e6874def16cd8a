//! Approvals that were not signed in time.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken};

use super::{Timers, due};
use crate::api::publish_application_event;
use crate::domain::actor::Actor;
use crate::domain::application::{self, Application, Circumstances, Command};
use crate::error::Error;
use crate::store::applications;
use crate::store::stored::Stored;

pub(super) async fn unsigned(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<Application>>>, Error> {
    due!(timers, page, applications::unsigned, page.today)
}

pub(super) async fn lapse(
    timers: Arc<Timers>,
    due: Due<Stored<Application>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let row = due.row;
    let actor = Actor::service(crate::NAME, &row.tenant);
    let at = Circumstances {
        actor: &actor,
        today,
        calendar: timers.calendar,
        // Asked of who approves.
        bank_suspended: false,
        terms: &timers.parameters.application,
    };
    let decided = application::decide(&row.body, Command::Lapse, &at)?;
    let caller = Caller::service(crate::NAME, &row.tenant);
    let step = Arc::new((row, decided));
    timers
        .database
        .write_as(&caller, move |write| {
            let step = step.clone();
            Box::pin(async move {
                let (before, decided) = &*step;
                let (body, event) = (decided.application.clone(), decided.event.name());
                let after = applications::save(write, before, body, event).await?;
                publish_application_event(write, &after, decided.from, &decided.event);
                Ok(Taken::Done)
            })
        })
        .await
}
