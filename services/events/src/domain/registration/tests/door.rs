//! Who came: once in a session, whenever the door tells of it.
use super::*;
use crate::domain::event::Event;
use crate::domain::event::tests::organiser;

fn running() -> Event {
    let mut event = event_in(EventState::Running);
    let mut second = event.form.sessions[0].clone();
    second.code = "S2".to_owned();
    second.on = day("2026-06-11");
    event.form.sessions.push(second);
    event
}

fn scan(number: u128, session: &str, on: &str) -> Scan {
    Scan {
        id: Uuid::from_u128(number),
        session: session.to_owned(),
        on: day(on),
        at_minute: 545,
    }
}

fn enters(registration: &Registration, scan: Scan) -> Registration {
    let mut places = places(1);
    took(
        registration,
        Command::CheckIn(scan),
        &mut places,
        &organiser(),
    )
    .unwrap()
    .registration
}

#[test]
fn a_ticket_counts_once_in_a_session() {
    let (event, today) = (running(), day("2026-06-11"));
    let mut open = places(1);
    let confirmed = registers(newcomer("a"), &accepted(), &mut open);
    let first = scan(1, "S1", "2026-06-10");
    let status = check_in(&confirmed, &event, &first, today);
    assert_eq!(status, RowStatus::CheckedIn);
    let came = enters(&confirmed, first.clone());
    assert_eq!((came.state, came.entries.len()), (State::Attended, 1));
    assert_eq!(check_in(&came, &event, &first, today), RowStatus::Repeated);
    let copied = scan(2, "S1", "2026-06-10");
    assert_eq!(
        check_in(&came, &event, &copied, today),
        RowStatus::AlreadyIn
    );
    let other_session = scan(3, "S2", "2026-06-11");
    assert_eq!(
        check_in(&came, &event, &other_session, today),
        RowStatus::CheckedIn
    );
    let came = enters(&came, other_session);
    assert_eq!((came.state, came.entries.len()), (State::Attended, 2));
    let reused = Scan {
        id: Uuid::from_u128(1),
        ..scan(9, "S2", "2026-06-11")
    };
    let once = enters(&confirmed, first);
    assert_eq!(
        check_in(&once, &event, &reused, today),
        RowStatus::ScanReused
    );
}

#[test]
fn what_does_not_count_says_why() {
    let (event, today) = (running(), day("2026-06-10"));
    let mut one = places(1);
    let confirmed = registers(newcomer("a"), &accepted(), &mut one);
    let waitlisted = registers(newcomer("b"), &accepted(), &mut one);
    let elsewhere = Registration {
        event: Uuid::from_u128(99),
        ..confirmed.clone()
    };
    for (registration, scan, status) in [
        (
            &waitlisted,
            scan(1, "S1", "2026-06-10"),
            RowStatus::NotConfirmed,
        ),
        (
            &elsewhere,
            scan(1, "S1", "2026-06-10"),
            RowStatus::OtherEvent,
        ),
        (
            &confirmed,
            scan(1, "S3", "2026-06-10"),
            RowStatus::SessionUnknown,
        ),
        (
            &confirmed,
            scan(1, "S1", "2026-06-11"),
            RowStatus::DateOutOfRange,
        ),
        // Tomorrow has not come, whatever the device's clock says.
        (
            &confirmed,
            scan(1, "S2", "2026-06-11"),
            RowStatus::DateOutOfRange,
        ),
    ] {
        assert_eq!(check_in(registration, &event, &scan, today), status);
    }
}

#[test]
fn a_scan_is_of_a_minute_of_its_day() {
    let event = running();
    let confirmed = registers(newcomer("a"), &accepted(), &mut places(1));
    for (at_minute, status) in [
        (-1, RowStatus::MinuteOutOfRange),
        (0, RowStatus::CheckedIn),
        (1_439, RowStatus::CheckedIn),
        (1_440, RowStatus::MinuteOutOfRange),
        (i32::MAX, RowStatus::MinuteOutOfRange),
    ] {
        let read = Scan {
            at_minute,
            ..scan(1, "S1", "2026-06-10")
        };
        let found = check_in(&confirmed, &event, &read, day("2026-06-10"));
        assert_eq!(found, status, "{at_minute}");
    }
}

#[test]
fn doors_tell_while_it_runs_and_a_few_days_after() {
    let terms = Terms::default();
    let takes = |state: EventState, today: &str, actor: &Actor| {
        takes_scans(&event_in(state), actor, &terms, day(today)).map_err(|no| no.reason)
    };
    let last = "2026-06-14";
    assert_eq!(
        takes(EventState::Running, "2026-06-10", &organiser()),
        Ok(())
    );
    assert_eq!(takes(EventState::Finished, last, &organiser()), Ok(()));
    let over = takes(EventState::FollowUp, "2026-06-15", &organiser());
    assert_eq!(over, Err("EVENT_NOT_RUNNING"));
    for state in [
        EventState::Open,
        EventState::ClosedRegistration,
        EventState::Cancelled,
    ] {
        assert_eq!(takes(state, last, &organiser()), Err("EVENT_NOT_RUNNING"));
    }
    let stranger = Actor::person("x", "other", "", [Role::Organiser]);
    let foreign = takes(EventState::Running, "2026-06-10", &stranger);
    assert_eq!(foreign, Err("NOT_YOUR_STEP"));
}
