//! Approvals that were not signed in time.
use std::sync::Arc;

use kezhuan_auth::Caller;

use super::{Timers, each};
use crate::api::publish_application_event;
use crate::domain::actor::Actor;
use crate::domain::application::{self, Application, Circumstances, Command};
use crate::error::Error;
use crate::store::applications;
use crate::store::stored::Stored;

pub(super) async fn look(timers: &Timers) -> Result<(), Error> {
    each!(
        timers,
        "application",
        applications::unsigned,
        timers.today(),
        lapse
    );
    Ok(())
}

async fn lapse(timers: &Timers, row: &Stored<Application>) -> Result<(), Error> {
    let actor = Actor::service(crate::NAME, &row.tenant);
    let at = Circumstances {
        actor: &actor,
        today: timers.today(),
        calendar: timers.calendar,
        // Asked of who approves.
        bank_suspended: false,
        terms: &timers.parameters.application,
    };
    let decided = application::decide(&row.body, Command::Lapse, &at)?;
    let caller = Caller::service(crate::NAME, &row.tenant);
    let step = Arc::new((row.clone(), decided));
    timers
        .database
        .write_as(&caller, move |write| {
            let step = step.clone();
            Box::pin(async move {
                let (before, decided) = &*step;
                let (body, event) = (decided.application.clone(), decided.event.name());
                let after = applications::save(write, before, body, event).await?;
                publish_application_event(write, &after, decided.from, &decided.event);
                Ok(())
            })
        })
        .await
}
