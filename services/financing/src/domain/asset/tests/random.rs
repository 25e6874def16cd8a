//! Random histories of one right: its two dimensions follow their charts, free of each other, or a reason is given.
use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::asset::encumbrance::next as encumbrance_next;
use crate::domain::asset::legal::next as legal_next;
use crate::domain::duty;

/// What is asked of the right. What ends it early is asked seldom.
fn command(kind: u8, number: u128, asset: &IpAsset) -> Command {
    let pledge = pledge(number);
    let year = asset.next_fee_year().unwrap_or(1);
    match kind {
        56 => Command::FileInvalidation,
        57 => Command::Keep,
        58 => Command::Invalidate,
        59 => Command::PayFee { year },
        common => match common % 14 {
            0 => Command::ReportFeeLate,
            1 => Command::EndGrace,
            2 => Command::EndTerm,
            3 => reserve(number),
            4 => Command::LapseReservation,
            5 => Command::Register { pledge },
            6 => Command::Refuse { pledge },
            7 => Command::Withdraw { pledge },
            8 => Command::Release { pledge },
            9 => Command::Realise { pledge },
            10 => Command::Transfer {
                to: "acme".to_owned(),
                pledgee_consents: number == 1,
            },
            11 => Command::RecordPreservation,
            12 => Command::LiftPreservation,
            _ => Command::PayFee { year: year + 1 },
        },
    }
}

fn asking(who: usize) -> Actor {
    let stranger = Actor::person("x", "other", "", [Role::Applicant, Role::Bank]);
    let people = [owner(), service(), stranger];
    people.get(who).cloned().unwrap_or_else(clerk)
}

/// The right after a step, or as it was where that is refused.
fn after(before: IpAsset, asked: (u8, usize, u128), today: NaiveDate) -> IpAsset {
    let (kind, who, number) = asked;
    let command = command(kind, number, &before);
    let decided = match on(&before, &today.to_string(), &asking(who), command) {
        Ok(decided) => decided,
        Err(refused) => {
            assert_eq!(duty::stable_code("reason", refused.reason), Ok(()));
            assert!(!refused.text.zh.is_empty() && !refused.text.en.is_empty());
            return before;
        }
    };
    let asset = decided.asset;
    assert_eq!(asset.version, before.version + 1);
    let (legal, encumbrance) = (asset.legal, asset.encumbrance);
    let mut steps = LegalStep::ALL.iter();
    let of_the_right = steps.any(|step| legal_next(before.legal, *step) == Ok(legal));
    assert!(of_the_right || legal == before.legal);
    let mut steps = EncumbranceStep::ALL.iter();
    let of_the_pledge =
        steps.any(|step| encumbrance_next(before.encumbrance, *step) == Ok(encumbrance));
    assert!(of_the_pledge || encumbrance == before.encumbrance);
    assert!(
        legal == before.legal || encumbrance == before.encumbrance,
        "one dimension at a time"
    );
    let worse = legal != before.legal && legal != Legal::Valid;
    assert_eq!(decided.alert.is_some(), worse && before.is_pledged());
    holds(&asset);
    asset
}

fn holds(asset: &IpAsset) {
    assert_eq!(asset.is_pledged(), asset.pledge.is_some());
    let standing = asset
        .reservations
        .iter()
        .filter(|reservation| reservation.end.is_none());
    let expected = usize::from(asset.encumbrance == Encumbrance::Reserved);
    assert_eq!(standing.count(), expected);
    let places = asset.reservations.iter();
    let places = places.map(|reservation| reservation.place);
    assert!(places.eq(1..=asset.reservations.len() as u32));
}

/// The fee of the eighth year falls due on 2026-03-15, and its grace period ends on 2026-09-15.
fn later(today: NaiveDate, days: u64) -> NaiveDate {
    (today + Days::new(days)).min(date("2026-11-30"))
}

proptest! {
    #[test]
    fn both_charts_are_followed_whoever_asks(
        history in proptest::collection::vec((0..60_u8, 0..12_usize, 1..4_u128, 0..8_u64), 0..120),
    ) {
        let mut asset = asset();
        let mut today = date("2026-01-05");
        for (kind, who, number, days) in history {
            asset = after(asset, (kind, who, number), today);
            today = later(today, days);
        }
    }
}

/// The histories above are worth something only if they get everywhere.
#[test]
fn random_histories_reach_every_state_of_both() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = proptest::collection::vec((0..60_u8, 0..12_usize, 1..4_u128, 0..8_u64), 120);
    let mut legal = std::collections::BTreeSet::new();
    let mut encumbrance = std::collections::BTreeSet::new();
    for _ in 0..400 {
        let mut asset = asset();
        let mut today = date("2026-01-05");
        for (kind, who, number, days) in strategy.new_tree(&mut runner).unwrap().current() {
            asset = after(asset, (kind, who, number), today);
            legal.insert(asset.legal);
            encumbrance.insert(asset.encumbrance);
            today = later(today, days);
        }
    }
    assert!(legal.iter().eq(Legal::ALL), "{legal:?}");
    assert!(encumbrance.iter().eq(Encumbrance::ALL), "{encumbrance:?}");
}
