//! What is counted of each kind of change, and that counting apart is counting together.
use proptest::prelude::*;

use super::*;
use crate::standing::Standing;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn standing(ok: bool, amount_fen: i64, reasons: &[&str]) -> Standing {
    Standing {
        answered: true,
        ok,
        amount_fen,
        reasons: reasons.iter().map(|code| (*code).to_owned()).collect(),
    }
}

fn unanswered(code: &str) -> Standing {
    Standing {
        answered: false,
        ..standing(false, 0, &[code])
    }
}

fn change(number: u128, before: Standing, after: Standing) -> Change {
    Change {
        decision: Uuid::from_u128(number),
        case_id: Uuid::from_u128(number + 1_000),
        division: "440703".to_owned(),
        legal_date: day("2025-03-31"),
        before,
        after,
        only_explained: false,
        outdone: false,
    }
}

#[test]
fn each_kind_of_change_is_counted_where_it_belongs() {
    // before, after: changed, to ok, to not ok, newly answered, failed, delta
    let table = [
        (
            standing(true, 5, &[]),
            standing(true, 9, &[]),
            [1, 0, 0, 0, 0, 4],
        ),
        (
            standing(true, 5, &[]),
            standing(false, 0, &["A"]),
            [1, 0, 1, 0, 0, -5],
        ),
        (
            standing(false, 0, &["A"]),
            standing(true, 7, &[]),
            [1, 1, 0, 0, 0, 7],
        ),
        (
            standing(false, 0, &["A"]),
            standing(false, 0, &["B"]),
            [1, 0, 0, 0, 0, 0],
        ),
        (
            unanswered("NO_RULE_IN_FORCE"),
            standing(true, 3, &[]),
            [1, 1, 0, 1, 0, 3],
        ),
        (
            unanswered("NO_RULE_IN_FORCE"),
            standing(false, 0, &["A"]),
            [1, 0, 0, 1, 0, 0],
        ),
        (
            standing(true, 8, &[]),
            unanswered("RULE_FAILED_TRAP"),
            [1, 0, 1, 0, 1, -8],
        ),
    ];
    for (before, after, expected) in table {
        let mut tally = Tally::default();
        tally.other(&change(1, before.clone(), after.clone()));
        let got = [
            i128::from(tally.changed),
            i128::from(tally.to_ok),
            i128::from(tally.to_not_ok),
            i128::from(tally.newly_answered),
            i128::from(tally.failed),
            tally.delta_fen,
        ];
        assert_eq!(got, expected, "{before:?} → {after:?}");
        assert_eq!(tally.flips().len() as i128, expected[1] + expected[2]);
        assert_eq!(tally.largest().len(), usize::from(expected[5] != 0));
    }
}

#[test]
fn other_words_change_nothing() {
    let mut tally = Tally::default();
    let worded = Change {
        only_explained: true,
        ..change(1, standing(true, 5, &[]), standing(true, 5, &[]))
    };
    tally.other(&worded);
    assert_eq!((tally.changed, tally.explained_otherwise), (0, 1));
    assert_eq!(tally.money_shifts().next().unwrap().2.changed, 0);
}

#[test]
fn what_another_decision_stands_for_is_compared_and_nobodys_money() {
    let mut tally = Tally::default();
    let estimate = Change {
        outdone: true,
        ..change(1, standing(true, 5, &[]), standing(false, 0, &["A"]))
    };
    tally.other(&estimate);
    tally.same(("440703", day("2025-03-31")), false, None);
    tally.other(&change(
        2,
        standing(true, 5, &[]),
        standing(false, 0, &["A"]),
    ));
    assert_eq!((tally.decisions, tally.outdone, tally.changed), (3, 2, 2));
    assert_eq!((tally.to_not_ok, tally.delta_fen), (1, -5));
    assert_eq!((tally.flips().len(), tally.largest().len()), (1, 1));
    let money: Vec<_> = tally.money_shifts().map(|(_, _, shift)| shift).collect();
    assert_eq!((money[0].decisions, money[0].before_fen), (1, 5));
    assert_eq!(tally.reasons(), [("A", ReasonShift { gained: 2, lost: 0 })]);
}

#[test]
fn money_is_told_by_division_and_quarter_before_and_after() {
    let mut tally = Tally::default();
    tally.same(("440705", day("2025-04-01")), false, Some(10));
    tally.same(("440703", day("2025-03-31")), false, Some(1));
    tally.other(&change(1, standing(true, 5, &[]), standing(true, 9, &[])));
    let told: Vec<_> = tally
        .money_shifts()
        .map(|(division, quarter, shift)| {
            let money = (shift.decisions, shift.before_fen, shift.after_fen);
            (format!("{division} {quarter}"), money)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("440703 2025Q1".to_owned(), (2, 6, 10)),
            ("440705 2025Q2".to_owned(), (1, 10, 10)),
        ]
    );
}

#[test]
fn the_ten_largest_are_kept_the_older_first_among_equals() {
    let mut tally = Tally::default();
    for number in (0..100_u32).rev() {
        let fen = i64::from(number / 2);
        let fen = if number % 3 == 0 { -fen } else { fen };
        let change = change(
            number.into(),
            standing(true, 100, &[]),
            standing(true, 100 + fen, &[]),
        );
        tally.other(&change);
    }
    let ids: Vec<u128> = tally
        .largest()
        .iter()
        .map(|change| change.decision.as_u128())
        .collect();
    assert_eq!(ids, [98, 99, 96, 97, 94, 95, 92, 93, 90, 91]);
}

#[test]
fn a_candidate_that_invents_codes_fills_no_memory() {
    let mut tally = Tally::default();
    for number in 0..REASONS_MAX + 500 {
        let code = format!("CODE_{number}");
        let after = standing(false, 0, &[&code]);
        tally.other(&change(number as u128, standing(true, 0, &[]), after));
    }
    let reasons = tally.reasons();
    assert_eq!(reasons.len(), REASONS_MAX + 1);
    assert_eq!(reasons[0].0, "");
    assert_eq!(reasons[0].1.gained, 500);
}

fn any_standing() -> impl Strategy<Value = Standing> {
    let reasons = proptest::sample::subsequence(vec!["A", "B", "C"], 0..=3);
    (any::<bool>(), 0..1_000_i64, reasons, 0..10_u8).prop_map(|(ok, fen, reasons, kind)| match kind
    {
        0 => unanswered("NO_RULE_IN_FORCE"),
        1 => unanswered("RULE_FAILED_TRAP"),
        _ => standing(ok, if ok { fen } else { 0 }, &reasons),
    })
}

fn any_change() -> impl Strategy<Value = Change> {
    let divisions = prop_oneof![Just("440703"), Just("440705")];
    (
        0..200_u128,
        divisions,
        0..700_u64,
        any_standing(),
        any_standing(),
        any::<bool>(),
    )
        .prop_map(|(number, division, days, before, after, outdone)| Change {
            division: division.to_owned(),
            legal_date: day("2024-12-01") + chrono::Days::new(days),
            outdone,
            ..change(number, before, after)
        })
}

/// Decisions are told apart by their ids, as stored ones are.
fn each_of_its_own(mut changes: Vec<Change>) -> Vec<Change> {
    for (place, change) in changes.iter_mut().enumerate() {
        change.decision = Uuid::from_u128((change.decision.as_u128() << 8) | place as u128);
    }
    changes
}

fn counted(changes: &[Change]) -> Tally {
    let mut tally = Tally::default();
    for change in changes {
        match change.before == change.after {
            true => tally.same(
                (&change.division, change.legal_date),
                !change.after.answered,
                (!change.outdone).then_some(change.before.amount_fen),
            ),
            false => tally.other(change),
        }
    }
    tally
}

proptest! {
    #[test]
    fn parts_add_up_to_the_whole_in_any_order(
        changes in proptest::collection::vec(any_change(), 0..120),
        parts in 1..7_usize,
        turn in 0..7_usize,
    ) {
        let changes = each_of_its_own(changes);
        let whole = counted(&changes);
        let size = changes.len().div_ceil(parts).max(1);
        let mut counted: Vec<Tally> = changes.chunks(size).map(counted).collect();
        let length = counted.len().max(1);
        counted.rotate_left(turn % length);
        let mut added = Tally::default();
        for part in counted {
            added.add(part);
        }
        prop_assert_eq!(&added, &whole);
        // The money adds up to the one figure people look at.
        let shifts: i128 = whole.money_shifts().map(|(_, _, shift)| shift.after_fen - shift.before_fen).sum();
        prop_assert_eq!(shifts, whole.delta_fen);
        let decisions: u64 = whole.money_shifts().map(|(_, _, shift)| shift.decisions).sum();
        prop_assert_eq!(decisions + whole.outdone, changes.len() as u64);
    }
}
