use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::carrier::{NewCarrier, Profile, Regime, Revocation, RevocationGround, draft};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn status(grade: Grade, since: &str, until: &str) -> Status {
    Status {
        grade,
        regime: Regime::N2018,
        since: day(since),
        until: (!until.is_empty()).then(|| day(until)),
        document: "D-1".to_owned(),
        attachment: String::new(),
        decided_by: "wu".to_owned(),
    }
}

fn carrier(kind: Kind, statuses: &[Status]) -> Carrier {
    let new = NewCarrier {
        id: Uuid::from_u128(1),
        number: "KZ-INC-2025-440703-000001".to_owned(),
        profile: Profile {
            name: "蓬江科创园".to_owned(),
            kind,
            division: "440703".to_owned(),
            address: "江门市蓬江区".to_owned(),
            legal_person: true,
            opened_on: day("2020-01-01"),
            field: None,
            leader: None,
            joint_hk_macao: false,
            area_c: 1_000_000,
            tenant_area_c: 750_000,
        },
        authority: String::new(),
    };
    let operator = Actor::person("chen", "park", "", [Role::CarrierOp]);
    let mut carrier = draft(new, &operator, day("2025-01-01")).unwrap();
    carrier.statuses = statuses.to_vec();
    carrier
}

fn months(carrier: &Carrier, year: i32) -> Vec<u32> {
    benefit(carrier, year, &Terms::default()).months
}

#[test]
fn grades_of_nation_and_province_are_exempt_from_the_next_month_on() {
    use Grade::*;
    for (kind, grade, entitled) in [
        (Kind::Incubator, National, true),
        (Kind::Incubator, Province, true),
        (Kind::Incubator, Standard, true),
        (Kind::Incubator, City, false),
        (Kind::Incubator, County, false),
        (Kind::UniversityPark, National, true),
        (Kind::MakerSpace, National, true),
        // The province's maker spaces are not on the nation's file.
        (Kind::MakerSpace, Province, false),
        (Kind::Accelerator, Excellent, true),
        (Kind::Accelerator, Province, false),
        (Kind::OverseasChineseBase, National, false),
    ] {
        let carrier = carrier(kind, &[status(grade, "2025-03-15", "")]);
        let found = benefit(&carrier, 2025, &Terms::default());
        let count = if entitled { 9 } else { 0 };
        assert_eq!(
            (found.entitled, found.months.len()),
            (entitled, count),
            "{kind:?} {grade:?}"
        );
    }
}

#[test]
fn another_grade_goes_on_and_a_gap_begins_anew() {
    let grew = carrier(
        Kind::Incubator,
        &[
            status(Grade::City, "2024-01-10", "2025-02-28"),
            status(Grade::Province, "2025-03-01", "2025-06-30"),
            status(Grade::National, "2025-07-01", ""),
        ],
    );
    assert_eq!(months(&grew, 2025), (4..=12).collect::<Vec<u32>>());
    let again = carrier(
        Kind::Incubator,
        &[
            status(Grade::Province, "2024-03-01", "2025-02-10"),
            status(Grade::Province, "2025-10-05", ""),
        ],
    );
    assert_eq!(months(&again, 2025), [1, 2, 11, 12]);
    let grounds: Vec<Ground> = benefit(&again, 2025, &Terms::default())
        .evidence
        .iter()
        .map(|evidence| evidence.ground)
        .collect();
    assert_eq!(grounds, [Ground::Accredited, Ground::Accredited]);
}

#[test]
fn the_month_of_the_withdrawal_is_the_last() {
    let mut gone = carrier(
        Kind::Incubator,
        &[status(Grade::National, "2025-03-15", "2025-08-10")],
    );
    gone.revocation = Some(Revocation {
        ground: RevocationGround::Fraud,
        reason: "forged figures".to_owned(),
        revoked_on: day("2025-08-10"),
    });
    assert_eq!(months(&gone, 2025), [4, 5, 6, 7, 8]);
    // A status whose last day is the one before the withdrawal ends in the month of the withdrawal, too.
    gone.statuses = vec![status(Grade::National, "2025-03-15", "2025-07-31")];
    gone.revocation.as_mut().unwrap().revoked_on = day("2025-08-01");
    assert_eq!(months(&gone, 2025), [4, 5, 6, 7, 8]);
    let evidence = benefit(&gone, 2025, &Terms::default()).evidence;
    assert_eq!(
        evidence.last().map(|last| last.ground),
        Some(Ground::Revoked)
    );
}

#[test]
fn what_nobody_verified_is_said_and_can_be_turned_off() {
    let standard = carrier(
        Kind::Incubator,
        &[status(Grade::Standard, "2025-11-15", "")],
    );
    let found = benefit(&standard, 2025, &Terms::default());
    assert_eq!(
        (found.months.as_slice(), found.unverified),
        (&[12][..], true)
    );
    let strict = Terms {
        m2025_is_national: false,
        ..Terms::default()
    };
    let found = benefit(&standard, 2025, &strict);
    assert_eq!(
        (found.entitled, found.months.len(), found.unverified),
        (false, 0, false)
    );
}

#[test]
fn dates_alone_are_estimated() {
    let found = estimate(day("2025-03-15"), Some(day("2025-08-10")), 2025);
    assert_eq!(found.months, [4, 5, 6, 7, 8]);
    assert_eq!(found.evidence.len(), 2);
    assert!(estimate(day("2020-01-10"), None, 2028).months.is_empty());
}
