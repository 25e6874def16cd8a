//! What happens because a day passed: reservations lapse, fees become late, terms end, bank and owner are warned, approvals
//! lapse that nobody signed, missed due days and long delays are recorded. A public notice ends by itself.
mod applications;
mod assets;
mod loans;
mod warnings;

use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_database::Database;
use kezhuan_law::WorkingCalendar;
use kezhuan_runtime::LegalClock;
use kezhuan_scheduler::Scheduler;

use crate::domain::actor::Actor;
use crate::domain::asset;
use crate::domain::parameters::Parameters;
use crate::error::Error;
use crate::rules::Rules;
use crate::security::Lookout;

/// What the timers work with.
#[derive(Clone)]
pub struct Timers {
    pub database: Database,
    pub clock: LegalClock,
    pub calendar: &'static WorkingCalendar,
    pub parameters: Arc<Parameters>,
    pub rules: Rules,
}

/// The timers of this service: of what is due on one day, the first in this list goes first.
pub fn scheduler(timers: Timers) -> Scheduler<Timers, Error> {
    let (database, clock) = (timers.database.clone(), timers.clock.clone());
    Scheduler::new(database, clock, timers)
        .timer(
            "asset.lapse_reservation",
            assets::reservations_over,
            assets::lapse_reservation,
        )
        .timer("asset.fee", assets::fees_late, assets::fee)
        .timer("asset.end_term", assets::terms_over, assets::end_term)
        .timer("asset.warn", warnings::falling_due, warnings::warn)
        .timer(
            "application.lapse",
            applications::unsigned,
            applications::lapse,
        )
        .timer("loan.miss_due", loans::unpaid, loans::miss_due)
        .timer("loan.default", loans::overdue, loans::default)
}

/// A page of rows, in the order of their ids. Each is due on the day of the look: whether something is due the domain says, and
/// what a day brings here is recorded on the day on which it is taken.
macro_rules! due {
    ($timers:expr, $page:expr, $rows:path, $day:expr) => {{
        let (page, day): (kezhuan_scheduler::Page, _) = ($page, $day);
        let after = page.after_on(page.today);
        let reader = kezhuan_auth::Caller::service($crate::NAME, "");
        let read = $timers.database.read(&reader, async |connection| {
            $rows(connection, day, after, page.limit).await
        });
        let rows = read.await?.into_iter();
        let due = rows.map(|row| kezhuan_scheduler::Due {
            due_on: page.today,
            subject: row.body.id,
            row,
        });
        Ok(due.collect())
    }};
}
use due;

impl Timers {
    fn lookout(&self, today: NaiveDate) -> Lookout<'_> {
        Lookout {
            database: &self.database,
            rules: &self.rules,
            terms: &self.parameters.ltv,
            today,
        }
    }

    /// As the domain asks it of a right.
    fn of_asset<'a>(&'a self, actor: &'a Actor, today: NaiveDate) -> asset::Circumstances<'a> {
        asset::Circumstances {
            actor,
            today,
            calendar: self.calendar,
            terms: &self.parameters.asset,
        }
    }
}
