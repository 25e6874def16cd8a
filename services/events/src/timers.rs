//! What happens because a day passed: registrations close, events end, who did not come is recorded, and people are told of what
//! is due. A public notice ends by itself, and its authority hears of it.
mod award_rounds;
mod events;
mod negotiations;
mod nominations;
mod project_calls;
mod projects;
mod registrations;

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

/// Every timer of this service. On one day a registration closes before the event begins, and an event ends before it is archived.
pub fn scheduler(timers: Timers) -> Scheduler<Timers, Error> {
    let (database, clock) = (timers.database.clone(), timers.clock.clone());
    let scheduler = of_events(Scheduler::new(database, clock, timers));
    of_award(of_what_came_of_them(scheduler))
}

/// Of events and who comes to them.
fn of_events(scheduler: Scheduler<Timers, Error>) -> Scheduler<Timers, Error> {
    scheduler
        .timer(
            "project_call.close",
            project_calls::over,
            project_calls::close,
        )
        .timer(
            "event.close_registration",
            events::registrations_over,
            events::close_registration,
        )
        .timer("event.lapse", events::unopened, events::lapse)
        .timer("event.start", events::beginning, events::start)
        .timer("event.finish", events::ended, events::finish)
        .timer(
            "registration.mark_absent",
            registrations::absent,
            registrations::mark_absent,
        )
        .timer(
            "registration.cancel_with_event",
            registrations::left_over,
            registrations::cancel_with_event,
        )
        .timer("event.follow_up", events::uploaded, events::follow_up)
        .timer("event.archive", events::followed_up, events::archive)
        .timer(
            events::FORGET_NAMES,
            events::cancelled,
            events::forget_names,
        )
}

/// Of projects and negotiations.
fn of_what_came_of_them(scheduler: Scheduler<Timers, Error>) -> Scheduler<Timers, Error> {
    scheduler
        .timer(
            "project.withdraw_with_event",
            projects::of_cancelled,
            projects::withdraw_with_event,
        )
        .timer(
            "negotiation.end_with_event",
            negotiations::of_cancelled,
            negotiations::end_with_event,
        )
        .timer(
            "negotiation.judge_contract",
            negotiations::unjudged,
            negotiations::judge,
        )
        .timer(
            negotiations::FOLLOW_UP_DUE,
            negotiations::follow_ups_due,
            negotiations::remind,
        )
        .timer(
            negotiations::FOLLOW_UP_OVERDUE,
            negotiations::follow_ups_overdue,
            negotiations::warn,
        )
        .timer(
            negotiations::IDLE_SOON,
            negotiations::idle_soon,
            negotiations::warn_of_end,
        )
        .timer(
            "negotiation.close_idle",
            negotiations::idle,
            negotiations::close_idle,
        )
}

/// The award's.
fn of_award(scheduler: Scheduler<Timers, Error>) -> Scheduler<Timers, Error> {
    scheduler
        .timer("award_round.close", award_rounds::over, award_rounds::close)
        .timer(
            nominations::NOTICE_OVER,
            nominations::notices_over,
            nominations::tell_notice_over,
        )
        .timer(
            nominations::SCORING_OVERDUE,
            nominations::scores_overdue,
            nominations::tell_scoring_overdue,
        )
}
