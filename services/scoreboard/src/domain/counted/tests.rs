use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::history::History;
use crate::domain::tenants::Stay;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn head(division: &str, counted_as: &str, (counted, still_counted): (bool, bool)) -> Head {
    Head {
        division: division.to_owned(),
        counted_as: counted_as.to_owned(),
        weight: 1,
        counted,
        still_counted,
    }
}

fn of(figures: &[(&'static str, Tally)], division: &str) -> (i64, i64) {
    let found = figures.iter().find(|(code, _)| *code == division);
    let (_, tally) = found.unwrap();
    (tally.count, tally.corrections)
}

#[test]
fn a_head_that_is_many_counts_as_many_and_once() {
    let mut crowd = head("440703", "events/1", (true, true));
    crowd.weight = 120;
    let figures = breakdown(&[
        crowd.clone(),
        crowd,
        head("440705", "events/2", (true, true)),
    ]);
    assert_eq!(of(&figures, "440703"), (120, 0));
    assert_eq!(of(&figures, "440700"), (121, 0));
}

#[test]
fn a_head_counts_once_in_the_city_and_once_in_each_county() {
    let figures = breakdown(&[
        head("440703", "A", (true, true)),
        head("440705", "A", (true, true)),
        head("440703", "B", (true, true)),
        // Behind a carrier in Shenzhen.
        head("440305", "C", (true, true)),
    ]);
    assert_eq!(figures.len(), 8);
    assert_eq!(figures[0].0, "440700");
    assert_eq!(of(&figures, "440700"), (3, 0));
    assert_eq!(of(&figures, "440703"), (2, 0));
    assert_eq!(of(&figures, "440705"), (1, 0));
    assert_eq!(of(&figures, "440785"), (0, 0));
}

#[test]
fn late_news_stand_beside_the_figure() {
    let figures = breakdown(&[
        head("440703", "A", (true, true)),
        head("440703", "B", (true, false)),
        head("440705", "B", (false, true)),
        head("440705", "C", (false, true)),
    ]);
    // B left one county and was in the other all along: nothing is to be corrected in the city but C.
    assert_eq!(of(&figures, "440700"), (2, 1));
    assert_eq!(of(&figures, "440703"), (2, -1));
    assert_eq!(of(&figures, "440705"), (0, 2));
}

/// One thing told of a stay: months after the one before, and days of leaving and landing as months from 2024 on.
type News = (i64, Option<i64>, Option<i64>);

/// A stay in words: which enterprise (0: a team), in which division, entered when, and what was told.
type Told = (usize, usize, i64, Vec<News>);

const DIVISIONS: [&str; 3] = ["440703", "440705", "440305"];
const ENTERPRISES: [&str; 4] = ["", "A", "B", "C"];

fn month(months: i64) -> NaiveDate {
    let (year, month) = (2024 + months / 12, months % 12 + 1);
    day(&format!("{year}-{month:02}-15"))
}

/// Every version of the stay with the day on which it was told.
fn versions(told: &Told) -> Vec<(NaiveDate, Stay)> {
    let (enterprise, division, entered, news) = told;
    let mut told_on = *entered;
    let mut versions = Vec::new();
    for (months, left, landed) in news {
        told_on += months;
        let stay = Stay {
            carrier: String::new(),
            uscc: ENTERPRISES[*enterprise].to_owned(),
            division: DIVISIONS[*division].to_owned(),
            is_remote: *division == 2,
            entered_on: month(*entered),
            left_on: left.map(month),
            landed_on: landed.map(month),
            registered_on: None,
            state: String::new(),
        };
        versions.push((month(told_on), stay));
    }
    versions
}

/// The heads as the table of standings answers them.
fn heads(histories: &[History<Stay>], year: i32, on: NaiveDate) -> Vec<Head> {
    let mut heads = Vec::new();
    for span in histories.iter().flat_map(History::spans) {
        let counts = span
            .fact
            .days()
            .is_some_and(|days| days.from <= on && days.until.is_none_or(|until| until > on));
        let counted = span.since <= year && span.until.is_none_or(|until| until > year);
        let still_counted = span.until.is_none();
        if counts && (counted || still_counted) {
            heads.push(head(
                span.fact.division(),
                span.fact.counted_as(),
                (counted, still_counted),
            ));
        }
    }
    heads
}

/// The rule card `inc.kpi`, word for word, over the versions that were told by `known_by`.
fn naive(told: &[Told], cut: NaiveDate, known_by: NaiveDate, division: Option<&str>) -> usize {
    let mut distinct = BTreeSet::new();
    for stay in told {
        let mut versions = versions(stay).into_iter();
        let Some((_, stay)) = versions.rfind(|(told_on, _)| *told_on <= known_by) else {
            continue;
        };
        let entered = stay.entered_on <= cut;
        let left = stay.left_on.is_some_and(|left| left <= cut);
        let landed = stay.landed_on.is_some_and(|landed| landed <= cut);
        let here = !stay.is_remote || landed;
        let asked = division.is_none_or(|division| division == stay.division);
        if !stay.uscc.is_empty() && entered && !left && here && asked {
            distinct.insert(stay.uscc);
        }
    }
    distinct.len()
}

proptest! {
    /// What the standings count is what a count of everything told gives, on any day of any year.
    #[test]
    fn standings_count_as_the_rule_card_does(
        told in proptest::collection::vec(
            (0..4_usize, 0..3_usize, 0..36_i64, proptest::collection::vec(
                (0..14_i64, proptest::option::of(0..48_i64), proptest::option::of(0..48_i64)),
                1..5,
            )),
            0..20,
        ),
        year in 2024..2029_i32,
        of_year in 0..365_u64,
    ) {
        let on = day(&format!("{year}-01-01")) + chrono::Days::new(of_year);
        let histories: Vec<History<Stay>> = told
            .iter()
            .map(|stay| {
                let mut history = History::of(Vec::new());
                for (told_on, stay) in versions(stay) {
                    history.tell(told_on, stay);
                }
                history
            })
            .collect();
        let figures = breakdown(&heads(&histories, year, on));
        let (then, now) = (day(&format!("{year}-12-31")), day("2999-01-01"));
        for (division, asked) in [("440700", None), ("440703", Some("440703")), ("440705", Some("440705"))] {
            let counted = i64::try_from(naive(&told, on, then, asked)).unwrap();
            let still = i64::try_from(naive(&told, on, now, asked)).unwrap();
            prop_assert_eq!(of(&figures, division), (counted, still - counted));
        }
    }
}
