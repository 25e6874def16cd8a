//! Figure K7 of the plan, 在孵企业数: how many enterprises incubate here on a day. The rule card `inc.kpi`.
use std::collections::BTreeSet;

use chrono::NaiveDate;

/// One stay of one enterprise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay<'a> {
    /// Empty of a team that is no enterprise yet.
    pub uscc: &'a str,
    pub entry: NaiveDate,
    /// The first day on which it is no tenant any more.
    pub exit: Option<NaiveDate>,
    /// In a carrier outside the city.
    pub remote: bool,
    /// Its landing company exists here by the day.
    pub landing: bool,
}

impl Stay<'_> {
    /// Whether it counts on `cut`.
    pub fn counts(&self, cut: NaiveDate) -> bool {
        let is_here = !self.remote || self.landing;
        let is_in = self.entry <= cut && self.exit.is_none_or(|exit| exit > cut);
        !self.uscc.is_empty() && is_in && is_here
    }
}

/// Distinct enterprises that incubate on `cut`: one that sits in several carriers counts once.
pub fn enterprises<'a>(stays: impl IntoIterator<Item = Stay<'a>>, cut: NaiveDate) -> usize {
    let counted = stays.into_iter().filter(|stay| stay.counts(cut));
    let distinct: BTreeSet<&str> = counted.map(|stay| stay.uscc).collect();
    distinct.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn stay<'a>(uscc: &'a str, entry: &str) -> Stay<'a> {
        Stay {
            uscc,
            entry: date(entry),
            exit: None,
            remote: false,
            landing: false,
        }
    }

    #[test]
    fn each_enterprise_counts_once_from_its_entry_to_the_day_before_its_exit() {
        let until = |exit: &str| Stay {
            exit: Some(date(exit)),
            ..stay("B", "2024-05-01")
        };
        let remote = |uscc, landing| Stay {
            remote: true,
            landing,
            ..stay(uscc, "2025-06-01")
        };
        let cut = date("2025-12-31");
        for (stays, count) in [
            (vec![stay("A", "2024-01-01"), stay("A", "2025-01-01")], 1),
            (vec![until("2025-12-31")], 0),
            (vec![until("2026-01-01")], 1),
            (vec![stay("", "2024-05-01")], 0),
            (vec![stay("C", "2025-12-31"), stay("D", "2026-01-01")], 1),
            (vec![remote("E", true), remote("F", false)], 1),
            // Out of one carrier, still in another.
            (vec![until("2025-02-01"), stay("B", "2025-01-01")], 1),
        ] {
            assert_eq!(enterprises(stays.clone(), cut), count, "{stays:?}");
        }
    }
}
