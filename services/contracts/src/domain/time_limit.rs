//! The time limit of a decision (办理时限): the law's, and an office's shorter promise.
use chrono::NaiveDate;
use kezhuan_law::{CalendarMissing, Fen, WorkingCalendar};

use super::code_list::code_list;
use super::parameters::Parameters;
use super::refused::Refused;
use super::regime::Regime;

const R2001_CALENDAR_DAYS: u32 = 30;
const R2026_WORKING_DAYS: u32 = 15;
const R2026_EXPERT_WORKING_DAYS: u32 = 30;

code_list! {
    /// How a contract is reviewed.
    Track {
        Standard = "STANDARD", "普通程序", "two registrars";
        Expert = "EXPERT", "专家程序", "two registrars after an expert opinion";
    }
}

/// The last day of the legal limit, and the track it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimit {
    pub due_on: NaiveDate,
    pub track: Track,
}

/// The legal limit of a decision whose clock starts after `from`.
pub fn legal(
    regime: Regime,
    from: NaiveDate,
    track: Track,
    calendar: &WorkingCalendar,
) -> Result<TimeLimit, CalendarMissing> {
    let (due_on, track) = match (regime, track) {
        // The older measures know one track.
        (Regime::R2001, Track::Standard | Track::Expert) => {
            let due_on = calendar.calendar_days_due(from, R2001_CALENDAR_DAYS)?;
            (due_on, Track::Standard)
        }
        (Regime::R2026, Track::Standard) => {
            (calendar.nth_working_day(from, R2026_WORKING_DAYS)?, track)
        }
        (Regime::R2026, Track::Expert) => {
            let due_on = calendar.nth_working_day(from, R2026_EXPERT_WORKING_DAYS)?;
            (due_on, track)
        }
    };
    Ok(TimeLimit { due_on, track })
}

/// The track of a contract: large or disputed ones go to experts, under the measures of 2026.
pub fn track(
    regime: Regime,
    technical: Option<Fen>,
    disputed: bool,
    parameters: &Parameters,
) -> Track {
    match regime {
        Regime::R2001 => Track::Standard,
        Regime::R2026 if needs_experts(technical, disputed, parameters) => Track::Expert,
        Regime::R2026 => Track::Standard,
    }
}

/// Whether a contract is large or disputed enough for experts.
pub fn needs_experts(technical: Option<Fen>, disputed: bool, parameters: &Parameters) -> bool {
    disputed || technical.is_some_and(|amount| amount >= parameters.expert_amount)
}

/// The last day an office promised; a promise shortens the legal limit and never lengthens it.
pub fn promised(
    working_days: u32,
    from: NaiveDate,
    legal: TimeLimit,
    calendar: &WorkingCalendar,
) -> Result<NaiveDate, Refused> {
    // Counted no further than the legal day, so that a long promise needs no later calendar.
    let within = calendar.working_days_between(from, legal.due_on)?;
    if working_days == 0 || working_days > within {
        return Err(Refused::new(
            "PROMISE_BEYOND_LIMIT",
            format!(
                "承诺办理时限 {working_days} 个工作日超出法定时限 {}",
                legal.due_on
            ),
            format!(
                "a promise of {working_days} working days is outside the legal limit of {}",
                legal.due_on
            ),
        ));
    }
    Ok(calendar.nth_working_day(from, working_days)?)
}

/// The last day of the acceptance check of an application filed on `submitted_on`.
pub fn acceptance_check(
    submitted_on: NaiveDate,
    parameters: &Parameters,
    calendar: &WorkingCalendar,
) -> Result<NaiveDate, CalendarMissing> {
    calendar.nth_working_day(submitted_on, parameters.acceptance_check_working_days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_promise_may_shorten_and_never_lengthen() {
        let calendar = WorkingCalendar::shipped();
        let from = date("2025-06-02");
        let limit = legal(Regime::R2001, from, Track::Standard, calendar).unwrap();
        assert_eq!(limit.due_on, date("2025-07-02"));
        let promise = |days| promised(days, from, limit, calendar);
        assert_eq!(promise(10).unwrap(), date("2025-06-16"));
        assert_eq!(promise(22).unwrap(), limit.due_on);
        for days in [0, 23, u32::MAX] {
            assert_eq!(promise(days).unwrap_err().reason, "PROMISE_BEYOND_LIMIT");
        }
    }

    #[test]
    fn only_the_newer_measures_have_an_expert_track() {
        let parameters = Parameters::default();
        let large = Some(parameters.expert_amount);
        assert_eq!(
            track(Regime::R2001, large, true, &parameters),
            Track::Standard
        );
        assert_eq!(
            track(Regime::R2026, large, false, &parameters),
            Track::Expert
        );
        assert_eq!(track(Regime::R2026, None, true, &parameters), Track::Expert);
        assert_eq!(
            track(Regime::R2026, Some(Fen(499_999_999)), false, &parameters),
            Track::Standard
        );
    }

    #[test]
    fn the_acceptance_check_takes_two_working_days() {
        let day = acceptance_check(
            date("2025-04-30"),
            &Parameters::default(),
            WorkingCalendar::shipped(),
        );
        assert_eq!(day, Ok(date("2025-05-07")));
    }
}
