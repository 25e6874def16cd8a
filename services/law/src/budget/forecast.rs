//! The day a budget runs out, if the year goes on as it went so far.
use chrono::{Datelike, Days, NaiveDate};

use super::Ledger;
use crate::Fen;

impl Ledger {
    /// The day nothing will be available any more, at the pace of the year so far: what is bound on `as_of` spread evenly
    /// over the days from 1 January to `as_of`, both counted. `None` when nothing is bound, when what is available lasts
    /// beyond 31 December, and before and after the year; an exhausted budget has run out on `as_of`.
    pub fn runs_out_on(&self, year: i32, as_of: NaiveDate) -> Option<NaiveDate> {
        if self.available() == Fen::ZERO {
            return Some(as_of);
        }
        let bound = i128::from(self.bound().get());
        if bound <= 0 || as_of.year() != year {
            return None;
        }
        let needed = i128::from(self.available().get()) * i128::from(as_of.ordinal());
        // The last day still needs a part of its share, so it counts.
        let days = (needed + bound - 1) / bound;
        let day = as_of.checked_add_days(Days::new(u64::try_from(days).ok()?))?;
        (day.year() == year).then_some(day)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Entry;
    use super::*;

    fn ledger(appropriation: i64, bound: i64) -> Ledger {
        let ledger = Ledger::new(Fen(appropriation), false);
        match bound {
            0 => ledger,
            bound => ledger.book(Entry::Reserve(Fen(bound))).unwrap(),
        }
    }

    #[test]
    fn the_pace_of_the_year_so_far_names_the_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (appropriation, bound, as_of, answer) in [
            // 100 in 31 days, 100 left: 31 days more.
            (200, 100, "2025-01-31", Some("2025-03-03")),
            // One more fen needs a part of one more day.
            (201, 100, "2025-01-31", Some("2025-03-04")),
            // Half of it by the middle of the year lasts just as long again: the 182nd day and 182 more is 30 December.
            (200, 100, "2025-07-01", Some("2025-12-30")),
            (210, 100, "2025-07-01", None),
            (200, 0, "2025-07-01", None),
            (100, 100, "2025-07-01", Some("2025-07-01")),
            (0, 0, "2025-07-01", Some("2025-07-01")),
            // Of a year that is over or not yet begun there is no pace.
            (200, 199, "2026-01-01", None),
            (200, 199, "2024-12-31", None),
            (200, 200, "2026-01-01", Some("2026-01-01")),
            // Leap years have one day more.
            (366, 60, "2024-02-29", Some("2024-12-31")),
            (i64::MAX, i64::MAX - 1, "2025-12-30", Some("2025-12-31")),
            (i64::MAX, 1, "2025-12-30", None),
        ] {
            let found = ledger(appropriation, bound)
                .runs_out_on(2025 - i32::from(as_of.starts_with("2024-02")), day(as_of));
            assert_eq!(
                found,
                answer.map(day),
                "{bound} of {appropriation} on {as_of}"
            );
        }
    }
}
