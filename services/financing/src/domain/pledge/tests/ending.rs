//! Changes, and the ways a pledge ends.
use super::*;

#[test]
fn a_change_is_registered_as_the_next_version_within_the_term() {
    let assets = [patent(1)];
    let desk = desk(&assets);
    let change = |secured, debt_end: &str| Command::Change {
        secured: Fen(secured),
        debt_end: date(debt_end),
    };
    let pledge = effective(&assets);
    let changed = desk
        .done(&pledge, &clerk(), change(400, "2030-03-15"))
        .pledge;
    assert_eq!(
        (changed.registration_version, changed.secured),
        (2, Fen(400))
    );
    assert_eq!(changed.changes[0].debt_end_before, date("2027-01-05"));
    let too_long = change(400, "2030-03-16");
    assert_eq!(
        desk.refused(&pledge, &clerk(), too_long),
        "DEBT_BEYOND_TERM"
    );
    assert_eq!(
        desk.refused(&pledge, &banker(), change(1, "2027-01-05")),
        "ROLE_MISSING"
    );
}

#[test]
fn the_pledgor_asks_for_the_release_once_the_debt_is_paid_and_the_bank_at_any_time() {
    let assets = [patent(1)];
    let pledge = effective(&assets);
    let mut desk = desk(&assets);
    assert_eq!(
        desk.refused(&pledge, &enterprise(), Command::RequestRelease),
        "DEBT_NOT_SETTLED"
    );
    assert!(
        desk.ask(&pledge, &banker(), Command::RequestRelease)
            .is_ok()
    );
    desk.debt = Debt::Settled;
    let releasing = desk
        .done(&pledge, &enterprise(), Command::RequestRelease)
        .pledge;
    assert!(releasing.is_effective(), "until the registry releases it");
    assert_eq!(
        desk.refused(&releasing, &banker(), Command::Release),
        "ROLE_MISSING"
    );
    let released = desk.done(&releasing, &clerk(), Command::Release);
    assert!(!released.pledge.is_effective());
    let pledge = Uuid::from_u128(7);
    assert_eq!(released.of_assets[0].1, asset::Command::Release { pledge });
    let calendar = WorkingCalendar::shipped();
    let due = release_due_on(date("2026-01-05"), &Terms::default(), calendar);
    assert_eq!(due, Ok(date("2026-01-12")));
}

#[test]
fn a_pledge_is_realised_of_a_defaulted_debt_and_never_forfeited() {
    let assets = [patent(1)];
    let pledge = effective(&assets);
    let mut desk = desk(&assets);
    let realise = |proceeds| Command::Realise {
        way: Realisation::Auction,
        proceeds: Fen(proceeds),
    };
    assert_eq!(
        desk.refused(&pledge, &banker(), realise(9)),
        "DEBT_NOT_DEFAULTED"
    );
    desk.debt = Debt::Defaulted;
    assert_eq!(
        desk.refused(&pledge, &banker(), realise(-1)),
        "AMOUNT_NEGATIVE"
    );
    let realised = desk.done(&pledge, &banker(), realise(9));
    assert_eq!(realised.pledge.state, State::Realised);
    assert_eq!(Realisation::parse("FORFEITURE"), None);
}
