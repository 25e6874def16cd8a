//! When how much of the principal falls due.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use crate::domain::refused::Refused;

/// One due day; of interest alone when no principal falls due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    pub on: NaiveDate,
    pub principal: Fen,
}

/// Holds that the days ascend, that the parts make `principal`, and that the last falls due at maturity.
pub fn check(schedule: &[Due], principal: Fen, maturity: NaiveDate) -> Result<(), Refused> {
    let ascending = schedule.windows(2).all(|pair| pair[0].on < pair[1].on);
    let shared = schedule.iter().all(|due| due.principal >= Fen::ZERO);
    let whole = Fen::checked_sum(schedule.iter().map(|due| due.principal))?;
    let ends = schedule.last().is_some_and(|last| last.on == maturity);
    if ascending && shared && whole == principal && ends {
        return Ok(());
    }
    Err(Refused::new(
        "SCHEDULE_INVALID",
        "还款计划须按日期排列、合计等于本金且最后一期为到期日",
        "due days ascend, their parts make the principal, and the last is the maturity",
    ))
}

/// What should have been paid of the principal before `today`.
pub fn due_before(schedule: &[Due], today: NaiveDate) -> Fen {
    let due = schedule.iter().filter(|due| due.on < today);
    // A checked schedule adds up to the principal, so a part of it can't leave 64 bits.
    Fen(due.map(|due| due.principal.get()).sum())
}

/// The schedule with what fell due at the old maturity or after it moved to the new one.
pub fn extended(schedule: &[Due], from: NaiveDate, to: NaiveDate) -> Vec<Due> {
    let moved = |due: &Due| Due {
        on: if due.on >= from { to } else { due.on },
        ..*due
    };
    schedule.iter().map(moved).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(on: &str, principal: i64) -> Due {
        Due {
            on: on.parse().unwrap(),
            principal: Fen(principal),
        }
    }

    #[test]
    fn a_schedule_makes_the_whole_and_ends_at_maturity() {
        let maturity = "2026-06-30".parse().unwrap();
        let good = [due("2026-03-31", 0), due("2026-06-30", 10)];
        assert_eq!(check(&good, Fen(10), maturity), Ok(()));
        for bad in [
            vec![],
            vec![due("2026-06-30", 9)],
            vec![due("2026-05-30", 10)],
            vec![due("2026-06-30", 5), due("2026-06-30", 5)],
            vec![due("2026-03-31", -1), due("2026-06-30", 11)],
        ] {
            let refused = check(&bad, Fen(10), maturity).unwrap_err();
            assert_eq!(refused.reason, "SCHEDULE_INVALID");
        }
    }

    #[test]
    fn what_falls_due_today_is_not_overdue() {
        let schedule = [due("2026-03-31", 4), due("2026-06-30", 6)];
        for (today, sum) in [("2026-03-31", 0), ("2026-04-01", 4), ("2026-07-01", 10)] {
            assert_eq!(due_before(&schedule, today.parse().unwrap()), Fen(sum));
        }
        let (from, to) = ("2026-06-30".parse().unwrap(), "2026-12-30".parse().unwrap());
        let later = extended(&schedule, from, to);
        assert_eq!(later, [due("2026-03-31", 4), due("2026-12-30", 6)]);
    }
}
