//! What happens because a day passed; the scheduler takes each step once, in the order of the days.
mod carriers;
mod leases;
mod tenancies;
mod torch_returns;

use std::sync::Arc;

use kezhuan_database::Database;
use kezhuan_law::WorkingCalendar;
use kezhuan_runtime::LegalClock;
use kezhuan_scheduler::Scheduler;

use crate::domain::parameters::Parameters;
use crate::error::Error;

/// What the timers stand on.
#[derive(Clone)]
pub struct Timers {
    pub database: Database,
    pub clock: LegalClock,
    pub calendar: &'static WorkingCalendar,
    pub parameters: Arc<Parameters>,
}

/// Every timer of this service.
pub fn scheduler(timers: Timers) -> Scheduler<Timers, Error> {
    let (database, clock) = (timers.database.clone(), timers.clock.clone());
    Scheduler::new(database, clock, timers)
        .timer(
            carriers::ASSESSMENT_DUE,
            carriers::unassessed,
            carriers::remind,
        )
        .timer(
            carriers::NOTICE_OVER,
            carriers::published,
            carriers::tell_notice_over,
        )
        .timer(
            "carrier.rectification_over",
            carriers::unrectified,
            carriers::revoke,
        )
        // A stay ends before the leases of the same day do.
        .timer(
            "tenancy.announce_end",
            tenancies::ending,
            tenancies::announce,
        )
        .timer("tenancy.expire", tenancies::ended, tenancies::expire)
        .timer("lease.start", leases::starting, leases::start)
        .timer("lease.end", leases::ending, leases::end)
        .timer(
            "torch_return.open",
            torch_returns::unopened,
            torch_returns::open,
        )
        .timer(
            torch_returns::REMIND,
            torch_returns::due_soon,
            torch_returns::remind,
        )
        .timer(
            "torch_return.overdue",
            torch_returns::late,
            torch_returns::mark_overdue,
        )
}
