//! Figures counted in heads: what counts on which days, each head once in the city and once in each of its divisions.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhuan_law::regions;

use super::figure::Code;

/// What can stand behind a counted figure.
pub trait Counts {
    /// The figure it counts for.
    const CODE: Code;

    /// Where it counts.
    fn division(&self) -> &str;

    /// What it is: those that are the same count once.
    fn counted_as(&self) -> &str;

    /// When it counts; `None` where it never does.
    fn days(&self) -> Option<Days>;

    /// How many it is; never negative.
    fn weight(&self) -> i64 {
        1
    }
}

/// Days in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: NaiveDate,
    /// The first day that is not one of them; `None` while there is no end to be seen.
    pub until: Option<NaiveDate>,
}

/// One head in one division, as it counts on the day of a year's figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub division: String,
    pub counted_as: String,
    /// How many it is.
    pub weight: i64,
    /// By what was known at the end of the year: it is in the figure.
    pub counted: bool,
    /// By what is known today.
    pub still_counted: bool,
}

/// A figure, and what news after the year's end would make of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub count: i64,
    /// Beside the count, not in it.
    pub corrections: i64,
}

/// The city and its counties in the order of their codes, counties without any included.
///
/// A head in several counties counts once in each, and once in the city; one in a division outside the city counts for the city
/// alone.
pub fn breakdown(heads: &[Head]) -> Vec<(&'static str, Tally)> {
    let mut by_division = BTreeMap::<&str, Vec<&Head>>::new();
    for head in heads {
        by_division.entry(&head.division).or_default().push(head);
    }
    let counties = regions::COUNTIES.into_iter().map(|county| {
        let heads = by_division.get(county);
        (county, heads.map(|heads| tally(heads)).unwrap_or_default())
    });
    let city = tally(&heads.iter().collect::<Vec<_>>());
    std::iter::once((regions::PREFECTURE, city))
        .chain(counties)
        .collect()
}

fn tally(heads: &[&Head]) -> Tally {
    let distinct = |among: fn(&Head) -> bool| {
        let among = heads.iter().filter(|head| among(head));
        let distinct: BTreeMap<&str, i64> = among
            .map(|head| (head.counted_as.as_str(), head.weight))
            .collect();
        let weights = distinct.into_values();
        weights.fold(0_i64, i64::saturating_add)
    };
    let count = distinct(|head| head.counted);
    Tally {
        count,
        corrections: distinct(|head| head.still_counted) - count,
    }
}

#[cfg(test)]
mod tests;
