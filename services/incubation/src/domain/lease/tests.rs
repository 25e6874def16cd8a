//! A lease of one unit, from the offer to its end.
use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::tenancy::Tenancy;
use crate::domain::tenancy::tests as tenant;
use crate::domain::unit::{NewUnit, Unit, add};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn unit() -> Unit {
    let new = NewUnit {
        id: Uuid::from_u128(7),
        carrier: Uuid::from_u128(2),
        operator: "park".to_owned(),
        code: "301".to_owned(),
        floor: "3".to_owned(),
        area_c: 5_000,
    };
    add(new, &tenant::operator(), date("2025-03-03")).unwrap()
}

fn new_lease() -> NewLease {
    NewLease {
        id: Uuid::from_u128(8),
        number: "KZ-INL-2025-440703-000001".to_owned(),
        rent: Fen(2_500),
        free_months: 3,
        deposit: Fen(100_000),
        starts_on: date("2025-04-01"),
        ends_on: date("2026-03-31"),
    }
}

fn offered_to(tenancy: &Tenancy, new: NewLease) -> Result<Lease, Refused> {
    offer(
        new,
        (&unit(), tenancy),
        &tenant::operator(),
        date("2025-03-03"),
    )
}

fn offered() -> Lease {
    offered_to(&tenant::incubating(), new_lease()).unwrap()
}

fn free() -> Standing {
    Standing {
        is_incubating: true,
        is_unit_taken: false,
        let_area_c: 0,
        tenant_area_c: None,
    }
}

fn on(lease: &Lease, day: &str, actor: &Actor, command: Command) -> Result<Decided, Refused> {
    let today = date(day);
    decide(lease, command, &Circumstances { actor, today })
}

fn done(lease: &Lease, day: &str, actor: &Actor, command: Command) -> Lease {
    on(lease, day, actor, command).unwrap().lease
}

fn refused(lease: &Lease, day: &str, actor: &Actor, command: Command) -> &'static str {
    on(lease, day, actor, command).unwrap_err().reason
}

fn signed() -> Lease {
    let first = done(
        &offered(),
        "2025-03-03",
        &tenant::operator(),
        Command::Sign(free()),
    );
    done(
        &first,
        "2025-03-04",
        &tenant::start_up(),
        Command::Sign(free()),
    )
}

fn terminate() -> Command {
    Command::Terminate {
        reason: "moves out".to_owned(),
    }
}

#[test]
fn both_sides_sign_in_any_order_and_each_once() {
    let lease = signed();
    assert_eq!(lease.state, State::Signed);
    assert_eq!(
        lease.occupied(),
        Some((date("2025-04-01"), date("2026-03-31")))
    );
    let first = done(
        &offered(),
        "2025-03-03",
        &tenant::start_up(),
        Command::Sign(free()),
    );
    assert_eq!((first.state, first.occupied()), (State::Offered, None));
    let again = refused(
        &first,
        "2025-03-04",
        &tenant::start_up(),
        Command::Sign(free()),
    );
    assert_eq!(again, "SIDE_HAS_SIGNED");
    let stranger = Actor::person("x", "other", "", [Role::Applicant]);
    let reason = refused(&first, "2025-03-04", &stranger, Command::Sign(free()));
    assert_eq!(reason, "NOT_YOUR_STEP");
}

#[test]
fn nothing_is_let_twice_nor_more_than_there_is() {
    let taken = Standing {
        is_unit_taken: true,
        ..free()
    };
    let of = |let_area_c, tenant_area_c| Standing {
        let_area_c,
        tenant_area_c: Some(tenant_area_c),
        ..free()
    };
    let gone = Standing {
        is_incubating: false,
        ..free()
    };
    for (standing, reason) in [
        (taken, "LEASE_OVERLAP"),
        (of(5_001, 10_000), "TENANT_AREA_EXCEEDED"),
        (of(i64::MAX, i64::MAX), "TENANT_AREA_EXCEEDED"),
        (gone, "TENANT_NOT_INSIDE"),
    ] {
        let found = refused(
            &offered(),
            "2025-03-03",
            &tenant::operator(),
            Command::Sign(standing),
        );
        assert_eq!(found, reason);
    }
    done(
        &offered(),
        "2025-03-03",
        &tenant::operator(),
        Command::Sign(of(5_000, 10_000)),
    );
}

#[test]
fn days_take_the_rest_of_its_steps() {
    let service = tenant::service();
    let lease = signed();
    assert_eq!(
        refused(&lease, "2025-03-31", &service, Command::Start),
        "NOT_TIME_YET"
    );
    assert_eq!(
        refused(&lease, "2025-04-01", &tenant::operator(), Command::Start),
        "NOT_BY_A_PERSON"
    );
    let active = done(&lease, "2025-04-01", &service, Command::Start);
    assert_eq!(
        refused(&active, "2026-03-31", &service, Command::End),
        "NOT_TIME_YET"
    );
    let ended = done(&active, "2026-04-01", &service, Command::End);
    assert_eq!(ended.state, State::Ended);
    assert!(ended.occupies(date("2026-03-31")) && !ended.occupies(date("2026-04-01")));
}

#[test]
fn it_ends_early_on_the_day_somebody_says_so() {
    let active = done(&signed(), "2025-04-01", &tenant::service(), Command::Start);
    let over = done(&active, "2025-08-15", &tenant::start_up(), terminate());
    assert_eq!(
        over.occupied(),
        Some((date("2025-04-01"), date("2025-08-15")))
    );
    // Before its first day it kept nobody out.
    let never = done(&signed(), "2025-03-20", &tenant::operator(), terminate());
    assert_eq!(never.occupied(), None);
    let back = done(&offered(), "2025-03-03", &tenant::operator(), terminate());
    assert_eq!((back.state, back.occupied()), (State::Terminated, None));
    let reason = refused(&active, "2025-08-15", &tenant::county(), terminate());
    assert_eq!(reason, "ROLE_MISSING");
}

#[test]
fn an_offer_is_held_to_its_form() {
    let tenancy = tenant::incubating();
    let wrong = |change: fn(&mut NewLease)| {
        let mut new = new_lease();
        change(&mut new);
        let refused = offered_to(&tenancy, new).unwrap_err();
        refused
            .fields
            .into_iter()
            .map(|wrong| wrong.field)
            .collect::<Vec<_>>()
    };
    assert_eq!(wrong(|new| new.rent = Fen(-1)), ["lease.rent_fen"]);
    assert_eq!(wrong(|new| new.deposit = Fen(-1)), ["lease.deposit_fen"]);
    assert_eq!(wrong(|new| new.rent = Fen(i64::MAX)), ["lease.rent_fen"]);
    assert_eq!(
        wrong(|new| new.ends_on = date("2025-03-31")),
        ["lease.ends_on"]
    );
    assert_eq!(
        wrong(|new| new.ends_on = date("2045-04-02")),
        ["lease.ends_on"]
    );
    assert_eq!(wrong(|new| new.free_months = 13), ["lease.free_months"]);
    let left = tenant::done(
        &tenancy,
        "2025-09-01",
        &tenant::operator(),
        tenant::leave("2025-08-31"),
    );
    assert_eq!(
        offered_to(&left, new_lease()).unwrap_err().reason,
        "TENANT_NOT_INSIDE"
    );
    let elsewhere = tenant::applied_with(|new| new.carrier = Uuid::from_u128(3));
    let reason = offered_to(&elsewhere, new_lease()).unwrap_err().reason;
    assert_eq!(reason, "UNIT_OF_ANOTHER_CARRIER");
}

proptest! {
    #[test]
    fn of_leases_of_one_unit_no_two_keep_it_on_one_day(
        history in proptest::collection::vec((0..4_usize, 0..5_u8, 0..20_u64), 0..60),
    ) {
        let lease = |index: usize| {
            let starts_on = date("2025-04-01") + Days::new(80 * u64::try_from(index).unwrap());
            let ends_on = starts_on + Days::new(150);
            let new = NewLease { starts_on, ends_on, free_months: 0, ..new_lease() };
            offered_to(&tenant::incubating(), new).unwrap()
        };
        let mut leases: Vec<Lease> = (0..4).map(lease).collect();
        let mut today = date("2025-03-03");
        for (index, kind, days) in history {
            today = today + Days::new(days);
            let others = leases.iter().enumerate().filter(|(place, _)| *place != index);
            let (first, last) = (leases[index].starts_on, leases[index].ends_on);
            let is_unit_taken = others.clone().any(|(_, other)| {
                other.occupied().is_some_and(|(from, to)| from <= last && first <= to)
            });
            let standing = Standing { is_unit_taken, ..free() };
            let (actor, command) = match kind {
                0 => (tenant::operator(), Command::Sign(standing)),
                1 => (tenant::start_up(), Command::Sign(standing)),
                2 => (tenant::service(), Command::Start),
                3 => (tenant::service(), Command::End),
                _ => (tenant::operator(), terminate()),
            };
            let at = Circumstances { actor: &actor, today };
            if let Ok(decided) = decide(&leases[index], command, &at) {
                leases[index] = decided.lease;
            }
            for day in (0..500).map(|days| date("2025-03-03") + Days::new(days)) {
                prop_assert!(leases.iter().filter(|lease| lease.occupies(day)).count() <= 1);
            }
        }
    }
}
