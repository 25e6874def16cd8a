//! What happens because a day passed: returned applications that nobody filed again lapse.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_law::WorkingCalendar;
use kezhuan_runtime::LegalClock;
use kezhuan_scheduler::{Due, Page, Scheduler, Taken};

use crate::domain::actor::Actor;
use crate::domain::contract::{self, Command, Context, Contract};
use crate::domain::parameters::Parameters;
use crate::error::Error;
use crate::store::contracts;

/// What the timers work with.
#[derive(Clone)]
pub struct Timers {
    pub database: Database,
    pub clock: LegalClock,
    pub calendar: &'static WorkingCalendar,
    pub parameters: Arc<Parameters>,
}

/// The timers of this service.
pub fn scheduler(timers: Timers) -> Scheduler<Timers, Error> {
    let (database, clock) = (timers.database.clone(), timers.clock.clone());
    Scheduler::new(database, clock, timers).timer("contract.lapse", lapsing, lapse)
}

async fn lapsing(timers: Arc<Timers>, page: Page) -> Result<Vec<Due<Contract>>, Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = timers.database.read(&reader, async |connection| {
        contracts::lapsing(connection, page).await
    });
    read.await
}

/// Lapses one, unless somebody was faster.
async fn lapse(timers: Arc<Timers>, due: Due<Contract>, today: NaiveDate) -> Result<Taken, Error> {
    let contract = due.row;
    let context = Context {
        today,
        calendar: timers.calendar,
        parameters: &timers.parameters,
        materials: &Default::default(),
    };
    let actor = Actor::service(crate::NAME, &contract.tenant);
    let decided = contract::decide(&contract, &Command::Lapse, &actor, &context)?;
    let caller = Caller::service(crate::NAME, &contract.tenant);
    let change = Arc::new((contract, decided));
    let written = timers.database.write_as(&caller, move |write| {
        let change = change.clone();
        Box::pin(async move { contracts::save(write, &change.0, &change.1).await })
    });
    written.await?;
    Ok(Taken::Done)
}
