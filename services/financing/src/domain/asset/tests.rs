mod random;

use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::refused::Refused;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn owner() -> Actor {
    Actor::person("ann", "acme", "", [Role::Applicant])
}

fn clerk() -> Actor {
    Actor::person("cai", "cnipa", "", [Role::RegistryClerk])
}

fn service() -> Actor {
    Actor::service("financing", "440700")
}

fn pledge(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn new_asset() -> NewAsset {
    NewAsset {
        id: Uuid::nil(),
        kind: AssetKind::Invention,
        number: "ZL 2011 1 0269715.3".to_owned(),
        owner: "acme".to_owned(),
        co_owners: Vec::new(),
        filed_on: date("2019-03-15"),
        expires_on: None,
        fee_paid_through: 7,
    }
}

fn asset() -> IpAsset {
    register(new_asset(), &owner()).unwrap()
}

fn on(asset: &IpAsset, day: &str, actor: &Actor, command: Command) -> Result<Decided, Refused> {
    let terms = Terms::default();
    let at = Circumstances {
        actor,
        today: date(day),
        calendar: WorkingCalendar::shipped(),
        terms: &terms,
    };
    decide(asset, command, &at)
}

fn done(asset: &IpAsset, day: &str, actor: &Actor, command: Command) -> Decided {
    on(asset, day, actor, command).unwrap()
}

fn refused(asset: &IpAsset, day: &str, actor: &Actor, command: Command) -> &'static str {
    on(asset, day, actor, command).unwrap_err().reason
}

fn reserve(number: u128) -> Command {
    Command::Reserve {
        pledge: pledge(number),
        bank: format!("bank-{number}"),
    }
}

fn pledged() -> IpAsset {
    let reserved = done(&asset(), "2026-01-05", &clerk(), reserve(1)).asset;
    let registered = Command::Register { pledge: pledge(1) };
    done(&reserved, "2026-01-08", &clerk(), registered).asset
}

#[test]
fn a_right_comes_in_as_its_registry_knows_it() {
    let known = asset();
    assert_eq!(known.number, "ZL201110269715.3");
    assert_eq!(known.expires_on, Some(date("2039-03-15")));
    assert_eq!(known.next_fee_year(), Some(8));
    let stranger = Actor::person("x", "other", "", [Role::Applicant]);
    let owner = owner();
    let reason = |new, actor: &Actor| register(new, actor).unwrap_err().reason;
    assert_eq!(reason(new_asset(), &stranger), "ROLE_MISSING");
    let mut other_kind = new_asset();
    other_kind.kind = AssetKind::Utility;
    assert_eq!(reason(other_kind, &owner), "NUMBER_OF_ANOTHER_KIND");
    let mut mistyped = new_asset();
    mistyped.number = "ZL201110269715.4".to_owned();
    assert_eq!(reason(mistyped, &owner), "NUMBER_INVALID");
    let mut mark = new_asset();
    (mark.kind, mark.number) = (AssetKind::Trademark, " 12345678/9 ".to_owned());
    let mark = register(mark, &owner).unwrap();
    assert_eq!(
        (mark.number.as_str(), mark.expires_on),
        ("12345678/9", None)
    );
    assert_eq!(mark.next_fee_year(), None);
}

#[test]
fn a_right_is_entered_by_its_owner_or_an_office_of_its_division() {
    let entered = |actor: &Actor| {
        let entered = entered_in("440703", &asset(), actor);
        entered.map_err(|refused| refused.reason)
    };
    assert_eq!(entered(&owner()), Ok(()));
    for (tenant, expected) in [
        ("440703", Ok(())),
        ("440700", Ok(())),
        ("440704", Err("NOT_YOUR_STEP")),
        ("440100", Err("NOT_YOUR_STEP")),
    ] {
        let clerk = Actor::person("cai", "amr", tenant, [Role::RegistryClerk]);
        assert_eq!(entered(&clerk), expected, "{tenant}");
    }
}

#[test]
fn the_last_fee_is_that_of_the_last_year() {
    let mut old = asset();
    old.fee_paid_through = 19;
    assert_eq!(old.next_fee_year(), Some(20));
    old.fee_paid_through = 20;
    assert_eq!(old.next_fee_year(), None);
    old.kind = AssetKind::Design;
    old.fee_paid_through = 9;
    assert_eq!(
        old.next_fee_year(),
        Some(10),
        "an old design lives ten years"
    );
    old.fee_paid_through = 10;
    assert_eq!(old.next_fee_year(), None);
}

#[test]
fn a_late_fee_is_paid_or_the_right_is_lost() {
    let (asset, timer) = (asset(), service());
    assert_eq!(
        refused(&asset, "2026-03-16", &timer, Command::ReportFeeLate),
        "FEE_NOT_SO_LATE"
    );
    let late = done(&asset, "2026-03-17", &timer, Command::ReportFeeLate).asset;
    assert_eq!(late.legal, Legal::Grace);
    let pay = |year| Command::PayFee { year };
    assert_eq!(
        refused(&late, "2026-09-15", &owner(), pay(9)),
        "NOT_THE_NEXT_FEE"
    );
    let paid = done(&late, "2026-09-15", &owner(), pay(8)).asset;
    assert_eq!((paid.legal, paid.fee_paid_through), (Legal::Valid, 8));
    assert_eq!(
        refused(&late, "2026-09-15", &timer, Command::EndGrace),
        "FEE_NOT_SO_LATE"
    );
    assert_eq!(refused(&late, "2026-09-16", &owner(), pay(8)), "GRACE_OVER");
    let lost = done(&late, "2026-09-16", &timer, Command::EndGrace).asset;
    assert_eq!(lost.legal, Legal::Terminated);
    assert_eq!(
        refused(&lost, "2026-09-17", &owner(), pay(8)),
        "STATE_FORBIDS"
    );
    assert_eq!(
        refused(&late, "2026-04-01", &owner(), Command::EndGrace),
        "ROLE_MISSING"
    );
}

#[test]
fn a_challenged_right_is_kept_as_its_fee_stands() {
    let challenged = done(&asset(), "2026-02-02", &clerk(), Command::FileInvalidation).asset;
    let kept = done(&challenged, "2026-03-16", &clerk(), Command::Keep).asset;
    assert_eq!(kept.legal, Legal::Valid);
    let late = done(&challenged, "2026-03-17", &clerk(), Command::Keep).asset;
    assert_eq!(late.legal, Legal::Grace);
    let paid = done(
        &challenged,
        "2026-03-17",
        &owner(),
        Command::PayFee { year: 8 },
    )
    .asset;
    assert_eq!(paid.legal, Legal::Challenged);
    let invalid = done(&challenged, "2026-04-01", &clerk(), Command::Invalidate).asset;
    assert_eq!(invalid.legal, Legal::Invalidated);
    assert_eq!(
        refused(&invalid, "2026-04-01", &clerk(), Command::Keep),
        "STATE_FORBIDS"
    );
    assert_eq!(
        refused(&asset(), "2039-03-15", &clerk(), Command::EndTerm),
        "TERM_NOT_OVER"
    );
    let over = done(&challenged, "2039-03-16", &clerk(), Command::EndTerm).asset;
    assert_eq!(over.legal, Legal::Terminated);
}

#[test]
fn a_pledged_right_that_is_no_longer_simply_valid_is_told_of_once_for_each_change() {
    let pledged = pledged();
    let decided = done(&pledged, "2026-02-02", &clerk(), Command::FileInvalidation);
    let alert = decided.alert.unwrap();
    assert_eq!(alert.kind, AlertKind::NotValid);
    assert_eq!(
        (alert.owner.as_str(), alert.bank.as_deref()),
        ("acme", Some("bank-1"))
    );
    assert_eq!(alert.version, Some(decided.asset.version));
    let worse = done(&decided.asset, "2026-03-02", &clerk(), Command::Invalidate);
    assert_ne!(worse.alert.as_ref(), Some(&alert));
    assert!(worse.alert.is_some());
    let free = done(&asset(), "2026-02-02", &clerk(), Command::FileInvalidation);
    assert_eq!(free.alert, None);
    // The two dimensions are free of each other.
    assert_eq!(worse.asset.encumbrance, Encumbrance::Pledged);
}

#[test]
fn a_fee_is_announced_at_each_of_the_four_days() {
    let (pledged, terms) = (pledged(), Terms::default());
    let fee = |day: &str| {
        let alerts = pledged.alerts(date(day), &terms);
        alerts
            .first()
            .map(|alert| (alert.kind, alert.days_before.unwrap()))
    };
    for (day, warning) in [
        ("2025-12-14", None),
        ("2025-12-15", Some(90)),
        ("2026-01-13", Some(90)),
        ("2026-01-14", Some(60)),
        ("2026-02-13", Some(30)),
        ("2026-03-07", Some(30)),
        ("2026-03-08", Some(7)),
        ("2026-03-15", Some(7)),
        ("2026-03-16", None),
    ] {
        let expected = warning.map(|days| (AlertKind::FeeDue, days));
        assert_eq!(fee(day), expected, "{day}");
    }
    let mut last_year = pledged.clone();
    last_year.fee_paid_through = 20;
    let alerts = last_year.alerts(date("2039-03-10"), &terms);
    assert_eq!(alerts.len(), 1);
    assert_eq!(alerts[0].kind, AlertKind::TermEnds);
    last_year.legal = Legal::Invalidated;
    assert!(last_year.alerts(date("2039-03-10"), &terms).is_empty());
}

#[test]
fn first_in_time_keeps_others_away_until_its_last_day() {
    let first = done(&asset(), "2026-01-05", &clerk(), reserve(1)).asset;
    assert_eq!(first.reservation().unwrap().until, date("2026-02-04"));
    let second = on(&first, "2026-02-04", &clerk(), reserve(2)).unwrap_err();
    assert_eq!(second.reason, "ALREADY_RESERVED");
    assert!(second.metadata.contains(&("place", "1".to_owned())));
    assert_eq!(
        refused(&first, "2026-02-04", &service(), Command::LapseReservation),
        "ALREADY_RESERVED"
    );
    let extended = done(&first, "2026-02-04", &clerk(), reserve(1)).asset;
    let standing = extended.reservation().unwrap();
    assert_eq!((standing.place, standing.until), (1, date("2026-03-06")));
    let taken = done(&first, "2026-02-05", &clerk(), reserve(2)).asset;
    assert_eq!(taken.reservations[0].end, Some(ReservationEnd::Lapsed));
    assert_eq!(taken.reservation().unwrap().place, 2);
    let late = Command::Register { pledge: pledge(1) };
    assert_eq!(
        refused(&taken, "2026-02-05", &clerk(), late),
        "NOT_THIS_PLEDGE"
    );
    let lapsed = done(&first, "2026-02-05", &service(), Command::LapseReservation).asset;
    assert_eq!(lapsed.encumbrance, Encumbrance::Free);
    assert_eq!(
        refused(&first, "2026-02-05", &clerk(), Command::LapseReservation),
        "NOT_BY_A_PERSON"
    );
}

#[test]
fn a_pledged_right_is_not_pledged_again_before_it_is_free() {
    let pledged = pledged();
    assert_eq!(
        refused(&pledged, "2026-01-09", &clerk(), reserve(2)),
        "ALREADY_PLEDGED"
    );
    let other = Command::Release { pledge: pledge(2) };
    assert_eq!(
        refused(&pledged, "2026-01-09", &clerk(), other),
        "NOT_THIS_PLEDGE"
    );
    let withdrawn = Command::Withdraw { pledge: pledge(1) };
    assert_eq!(
        refused(&pledged, "2026-01-09", &clerk(), withdrawn.clone()),
        "STATE_FORBIDS"
    );
    let reserved = done(&asset(), "2026-01-05", &clerk(), reserve(1)).asset;
    let given_up = done(&reserved, "2026-01-06", &owner(), withdrawn).asset;
    assert_eq!(given_up.encumbrance, Encumbrance::Free);
    let end = given_up.reservations[0].end;
    assert_eq!(end, Some(ReservationEnd::Withdrawn));
    let own = Command::Release { pledge: pledge(1) };
    let free = done(&pledged, "2026-01-09", &clerk(), own).asset;
    assert_eq!((free.encumbrance, free.pledge), (Encumbrance::Free, None));
    let next = done(&free, "2026-01-09", &clerk(), reserve(2)).asset;
    assert_eq!(next.reservation().unwrap().place, 2);
}

#[test]
fn what_has_no_fees_is_never_late_with_one() {
    let new = NewAsset {
        kind: AssetKind::Trademark,
        number: "TM1".to_owned(),
        expires_on: Some(date("2029-03-15")),
        fee_paid_through: 0,
        ..new_asset()
    };
    let trademark = register(new, &owner()).unwrap();
    for late in [Command::ReportFeeLate, Command::EndGrace] {
        let refused = refused(&trademark, "2026-01-05", &clerk(), late);
        assert_eq!(refused, "NO_ANNUAL_FEE");
    }
}

#[test]
fn a_pledged_right_is_transferred_only_with_the_pledgee_s_consent() {
    let transfer = |pledgee_consents| Command::Transfer {
        to: "heir".to_owned(),
        pledgee_consents,
    };
    let moved = done(&asset(), "2026-01-09", &owner(), transfer(false)).asset;
    assert_eq!(moved.owner, "heir");
    let pledged = pledged();
    assert_eq!(
        refused(&pledged, "2026-01-09", &clerk(), transfer(false)),
        "PLEDGEE_CONSENT_MISSING"
    );
    // Whose consent it is, the owner can't say for the pledgee.
    assert_eq!(
        refused(&pledged, "2026-01-09", &owner(), transfer(true)),
        "ROLE_MISSING"
    );
    let moved = done(&pledged, "2026-01-09", &clerk(), transfer(true)).asset;
    assert_eq!(moved.encumbrance, Encumbrance::Pledged);
    let reserved = done(&asset(), "2026-01-05", &clerk(), reserve(1)).asset;
    assert_eq!(
        refused(&reserved, "2026-01-09", &owner(), transfer(true)),
        "STATE_FORBIDS"
    );
}

#[test]
fn a_valuation_may_be_relied_on_for_a_year() {
    let valuer = Actor::person("val", "valuers", "", [Role::Valuer]);
    let report = |valued_on: &str, value| {
        Command::RecordValuation(Report {
            purpose: Purpose::Pledge,
            method: Method::Income,
            valued_on: date(valued_on),
            value: Fen(value),
        })
    };
    let valued = done(&asset(), "2026-03-02", &valuer, report("2026-02-28", 500)).asset;
    let value = |day| {
        valued
            .valuation(Purpose::Pledge, date(day))
            .map(|found| found.value)
    };
    assert_eq!(value("2027-02-28"), Some(Fen(500)));
    assert_eq!(value("2027-03-01"), None);
    assert_eq!(
        valued.valuation(Purpose::Transfer, date("2026-03-02")),
        None
    );
    let newer = done(&valued, "2026-06-01", &valuer, report("2026-05-31", 400)).asset;
    let latest = newer
        .valuation(Purpose::Pledge, date("2026-06-01"))
        .unwrap();
    assert_eq!((latest.value, newer.valuations.len()), (Fen(400), 2));
    assert_eq!(
        refused(&asset(), "2026-03-02", &valuer, report("2026-03-03", 5)),
        "VALUED_IN_FUTURE"
    );
    assert_eq!(
        refused(&asset(), "2026-03-02", &valuer, report("2026-03-02", 0)),
        "AMOUNT_NOT_POSITIVE"
    );
    let own = Actor::person("val", "acme", "", [Role::Valuer]);
    assert_eq!(
        refused(&asset(), "2026-03-02", &own, report("2026-03-02", 5)),
        "OWN_ORGANISATION"
    );
}

#[test]
fn a_pledged_right_that_is_valued_for_a_pledge_is_told_of() {
    let valuer = Actor::person("val", "valuers", "", [Role::Valuer]);
    let report = |purpose| {
        Command::RecordValuation(Report {
            purpose,
            method: Method::Income,
            valued_on: date("2026-02-28"),
            value: Fen(500),
        })
    };
    let valued = done(&pledged(), "2026-03-02", &valuer, report(Purpose::Pledge));
    let alert = valued.alert.unwrap();
    assert_eq!(alert.kind, AlertKind::Valued);
    assert_eq!(alert.about, Some(date("2026-02-28")));
    assert_eq!(alert.version, Some(valued.asset.version));
    assert_eq!(alert.bank.as_deref(), Some("bank-1"));
    for (asset, purpose) in [(pledged(), Purpose::Transfer), (asset(), Purpose::Pledge)] {
        let told = done(&asset, "2026-03-02", &valuer, report(purpose)).alert;
        assert_eq!(told, None, "{purpose:?}");
    }
}

#[test]
fn the_end_of_the_valuation_under_a_pledge_is_announced_until_there_is_a_newer_one() {
    let valuer = Actor::person("val", "valuers", "", [Role::Valuer]);
    let valued = |right: &IpAsset, purpose, valued_on: &str| {
        let report = Command::RecordValuation(Report {
            purpose,
            method: Method::Income,
            valued_on: date(valued_on),
            value: Fen(500),
        });
        done(right, valued_on, &valuer, report).asset
    };
    let told = |right: &IpAsset, day: &str| {
        let alerts = right.alerts(date(day), &Terms::default()).into_iter();
        let ends = alerts.filter(|alert| alert.kind == AlertKind::ValuationEnds);
        let told = ends.map(|alert| (alert.about.unwrap(), alert.days_before.unwrap()));
        told.collect::<Vec<_>>()
    };
    let right = valued(&pledged(), Purpose::Pledge, "2026-03-02");
    let ends = date("2027-03-02");
    assert_eq!(right.valuation_ends_on(), Some(ends));
    assert_eq!(told(&right, "2026-12-01"), []);
    assert_eq!(told(&right, "2026-12-02"), [(ends, 90)]);
    assert_eq!(told(&right, "2027-03-02"), [(ends, 7)]);
    assert_eq!(told(&right, "2027-03-03"), []);
    let anew = valued(&right, Purpose::Pledge, "2026-12-01");
    assert_eq!(told(&anew, "2026-12-02"), []);
    // Nothing stands on it.
    let transfer = valued(&pledged(), Purpose::Transfer, "2026-03-02");
    let free = valued(&asset(), Purpose::Pledge, "2026-03-02");
    for right in [transfer, free] {
        assert_eq!(right.valuation_ends_on(), None);
        assert_eq!(told(&right, "2026-12-02"), []);
    }
}

#[test]
fn a_preservation_is_recorded_and_lifted() {
    let held = done(
        &asset(),
        "2026-03-02",
        &clerk(),
        Command::RecordPreservation,
    )
    .asset;
    assert_eq!(held.preserved_since, Some(date("2026-03-02")));
    let again = done(&held, "2026-03-09", &clerk(), Command::RecordPreservation).asset;
    assert_eq!(again.preserved_since, Some(date("2026-03-02")));
    let lifted = done(&again, "2026-03-10", &clerk(), Command::LiftPreservation).asset;
    assert_eq!(lifted.preserved_since, None);
    assert_eq!(
        refused(&held, "2026-03-10", &owner(), Command::LiftPreservation),
        "ROLE_MISSING"
    );
}
