//! What happens because a day passed: calls close, terms end, and people are told of what is due or overdue. A public notice ends
//! by itself, and its authority hears of it.
mod bases;
mod calls;

use std::sync::Arc;

use kezhuan_database::Database;
use kezhuan_law::WorkingCalendar;
use kezhuan_runtime::LegalClock;
use kezhuan_scheduler::Scheduler;

use crate::domain::parameters::Parameters;
use crate::error::Error;

/// What every timer stands on.
#[derive(Clone)]
pub struct Timers {
    pub database: Database,
    pub clock: LegalClock,
    pub calendar: &'static WorkingCalendar,
    pub parameters: Arc<Parameters>,
}

/// Every timer of this service. On one day a renewal is told of before a term ends, and a call closes before anything else.
pub fn scheduler(timers: Timers) -> Scheduler<Timers, Error> {
    let (database, clock) = (timers.database.clone(), timers.clock.clone());
    Scheduler::new(database, clock, timers)
        .timer("call.close", calls::over, calls::close)
        .timer(
            bases::NOTICE_OVER,
            bases::notices_over,
            bases::tell_notice_over,
        )
        .timer(
            bases::ASSESSMENT_DUE,
            bases::assessments_due,
            bases::remind_of_assessment,
        )
        .timer(
            bases::ASSESSMENT_OVERDUE,
            bases::assessments_overdue,
            bases::warn_of_assessment,
        )
        .timer(
            bases::RECTIFICATION_OVERDUE,
            bases::rectifications_overdue,
            bases::warn_of_rectification,
        )
        .timer(
            bases::RENEWAL_DUE,
            bases::renewals_due,
            bases::remind_of_renewal,
        )
        .timer("base.end_term", bases::terms_over, bases::end_term)
}
