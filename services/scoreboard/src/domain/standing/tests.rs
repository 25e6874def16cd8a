use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::domain::figure::{Sums, breakdown};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn version(form_version: i32, total: i64, division: &str, in_force_from: &str) -> Version {
    Version {
        number: "KZ-TC-2025-440703-000001".to_owned(),
        kind: "KF-WT".to_owned(),
        total: Fen(total),
        technical: Fen(total - 1),
        registered_on: date("2025-11-03"),
        in_force_from: date(in_force_from),
        seller_division: division.to_owned(),
        form_version,
    }
}

fn left(on: &str) -> Change {
    Change::Left {
        exit: Exit::Deregistered,
        on: date(on),
    }
}

fn history(changes: Vec<Change>) -> (Standing, Sums) {
    let mut standing = None;
    let mut sums = Sums::default();
    for change in changes {
        let effect = apply(standing.as_ref(), change).unwrap();
        for movement in &effect.movements {
            assert_eq!(movement.year, 2025);
            sums = sums.plus(movement).unwrap();
        }
        standing = Some(effect.standing);
    }
    (standing.unwrap(), sums)
}

fn first() -> Change {
    Change::Registered(version(1, 100, "440703", "2025-11-03"))
}

#[test]
fn the_version_in_force_at_year_end_counts() {
    let within = Change::Amended(version(2, 130, "440703", "2025-12-31"));
    let after = Change::Amended(version(3, 500, "440703", "2026-01-04"));
    let (standing, sums) = history(vec![first(), within, after]);
    assert_eq!(
        (sums.total, sums.technical, sums.contracts),
        (Fen(130), Fen(129), 1)
    );
    assert_eq!(
        (standing.counted.form_version, standing.latest_form_version),
        (2, 3)
    );
}

#[test]
fn an_exit_within_the_year_removes_and_a_later_one_corrects() {
    let (standing, sums) = history(vec![first(), left("2025-12-31")]);
    assert_eq!(sums, Sums::default());
    assert!(!standing.is_counted());

    let (standing, sums) = history(vec![first(), left("2026-01-04")]);
    assert_eq!((sums.total, sums.contracts), (Fen(100), 1));
    assert_eq!(
        (sums.total_corrections, sums.technical_corrections),
        (Fen(-100), Fen(-99))
    );
    assert!(standing.is_counted());
    assert_eq!(standing.state(), "DEREGISTERED");
}

#[test]
fn a_correction_takes_back_what_was_counted_and_not_the_latest_version() {
    let after = Change::Amended(version(2, 500, "440703", "2026-01-04"));
    let (_, sums) = history(vec![first(), after, left("2026-02-02")]);
    assert_eq!((sums.total, sums.total_corrections), (Fen(100), Fen(-100)));
}

#[test]
fn a_seller_elsewhere_counts_nowhere_until_an_amendment_brings_it_here() {
    let elsewhere = Change::Registered(version(1, 100, "440100", "2025-11-03"));
    let (standing, sums) = history(vec![elsewhere.clone()]);
    assert_eq!((sums, standing.is_counted()), (Sums::default(), false));
    let here = Change::Amended(version(2, 100, "440703", "2025-12-01"));
    let (_, sums) = history(vec![elsewhere, here]);
    assert_eq!((sums.total, sums.contracts), (Fen(100), 1));
}

#[test]
fn announcements_that_can_t_follow_are_refused() {
    let registered = apply(None, first()).unwrap().standing;
    let gone = apply(Some(&registered), left("2025-12-01"))
        .unwrap()
        .standing;
    assert_eq!(
        apply(Some(&registered), first()),
        Err(Inconsistent::RegisteredTwice)
    );
    assert_eq!(apply(None, left("2025-12-01")), Err(Inconsistent::Unknown));
    assert_eq!(
        apply(Some(&gone), left("2025-12-02")),
        Err(Inconsistent::LeftBefore)
    );
}

#[test]
fn the_city_is_the_sum_of_its_divisions_and_every_county_is_listed() {
    let sums = |total| Sums {
        total: Fen(total),
        contracts: 1,
        ..Sums::default()
    };
    let by_division = BTreeMap::from([
        ("440703".to_owned(), sums(5)),
        ("440785".to_owned(), sums(7)),
        ("440799".to_owned(), sums(11)),
        ("440100".to_owned(), sums(1_000)),
    ]);
    let figures = breakdown(&by_division).unwrap();
    assert_eq!(figures.len(), 8);
    assert_eq!(figures[0].0, "440700");
    assert_eq!((figures[0].1.total, figures[0].1.contracts), (Fen(23), 3));
    let county = |code| {
        figures
            .iter()
            .find(|(division, _)| *division == code)
            .unwrap()
            .1
    };
    assert_eq!(county("440703").total, Fen(5));
    assert_eq!(county("440781"), Sums::default());
}

/// A history in words: amounts, divisions and days of the amendments, and perhaps an exit.
type Told = (Vec<(i64, usize, u64)>, Option<u64>);

const DIVISIONS: [&str; 4] = ["440703", "440705", "440799", "440100"];

proptest! {
    /// Adding movements up one by one gives what counting the whole history at the end gives.
    #[test]
    fn movements_add_up_to_the_recount(
        told in proptest::collection::vec(
            (proptest::collection::vec((1..1_000_i64, 0..4_usize, 0..60_u64), 1..6),
             proptest::option::of(0..60_u64)),
            1..20,
        ),
    ) {
        let mut sums = BTreeMap::<String, Sums>::new();
        for (versions, exit) in &told {
            let mut standing = None;
            for change in changes(versions, *exit) {
                let effect = apply(standing.as_ref(), change).unwrap();
                for movement in &effect.movements {
                    let old = sums.entry(movement.division.clone()).or_default();
                    *old = old.plus(movement).unwrap();
                }
                standing = Some(effect.standing);
            }
        }
        let city = breakdown(&sums).unwrap()[0].1;
        prop_assert_eq!(city, recount(&told));
    }
}

fn changes(versions: &[(i64, usize, u64)], exit: Option<u64>) -> Vec<Change> {
    let mut day = date("2025-11-03");
    let mut changes = Vec::new();
    for (index, (total, division, days)) in versions.iter().enumerate() {
        let number = i32::try_from(index).unwrap() + 1;
        if index > 0 {
            day = day + chrono::Days::new(*days);
        }
        let told = version(number, *total, DIVISIONS[*division], &day.to_string());
        changes.push(if index == 0 {
            Change::Registered(told)
        } else {
            Change::Amended(told)
        });
    }
    if let Some(days) = exit {
        let on = day + chrono::Days::new(days);
        changes.push(left(&on.to_string()));
    }
    changes
}

fn recount(told: &[Told]) -> Sums {
    let mut city = Sums::default();
    for (versions, exit) in told {
        let changes = changes(versions, *exit);
        let mut counted = changes.iter().filter_map(|change| match change {
            Change::Registered(version) | Change::Amended(version) => Some(version),
            Change::Left { .. } => None,
        });
        let at_year_end = counted
            .rfind(|version| version.in_force_from <= date("2025-12-31"))
            .unwrap();
        if !at_year_end.seller_division.starts_with("4407") {
            continue;
        }
        let exit_on = changes.iter().find_map(|change| match change {
            Change::Left { on, .. } => Some(*on),
            Change::Registered(_) | Change::Amended(_) => None,
        });
        if exit_on.is_some_and(|on| on <= date("2025-12-31")) {
            continue;
        }
        city.total.0 += at_year_end.total.0;
        city.technical.0 += at_year_end.technical.0;
        city.contracts += 1;
        if exit_on.is_some() {
            city.total_corrections.0 -= at_year_end.total.0;
            city.technical_corrections.0 -= at_year_end.technical.0;
        }
    }
    city
}
