//! The place in the agenda, and the presentation.
use super::*;

#[test]
fn a_selected_project_has_one_place_in_the_agenda_and_is_presented_there() {
    let desk = Desk::new();
    let project = desk.selected();
    assert_eq!(
        desk.ask(&project, &organiser(), Command::Present),
        Err("SLOT_MISSING")
    );
    assert_eq!(
        desk.ask(&project, &organiser(), Command::Unschedule),
        Err("SLOT_MISSING")
    );
    for wrong in [
        slot("2025-05-18", 570, 585),
        slot("2025-05-19", 570, 570),
        slot("2025-05-19", -1, 20),
        slot("2025-05-19", 1_430, 1_441),
        Slot {
            stage: String::new(),
            ..slot("2025-05-19", 570, 585)
        },
    ] {
        assert_eq!(
            desk.ask(&project, &organiser(), Command::Schedule(wrong)),
            Err("FORM_INVALID")
        );
    }
    let slot = slot("2025-05-19", 570, 585);
    let placed = desk.take(&project, &organiser(), Command::Schedule(slot.clone()));
    assert_eq!(placed.slot.as_ref(), Some(&slot));
    let early = desk.clone().on("2025-05-18");
    assert_eq!(
        early.ask(&placed, &organiser(), Command::Present),
        Err("NOT_YET_DUE")
    );
    let on_the_day = desk.clone().on("2025-05-19");
    let presented = on_the_day.take(&placed, &organiser(), Command::Present);
    assert_eq!(presented.presented_on, Some(day("2025-05-19")));
    let gone = desk.take(&placed, &applicant(), Command::Withdraw);
    assert_eq!((gone.state, gone.slot), (State::Withdrawn, None));
    assert_eq!(
        desk.ask(&placed, &organiser(), Command::Withdraw),
        Err("NOT_YOUR_STEP")
    );
}

#[test]
fn nothing_is_presented_at_a_cancelled_event_and_its_projects_are_withdrawn() {
    let desk = Desk::new();
    let project = desk.selected();
    let placed = desk.take(
        &project,
        &organiser(),
        Command::Schedule(slot("2025-05-19", 570, 585)),
    );
    let service = Actor::service("events", "440703");
    assert_eq!(
        desk.ask(&placed, &service, Command::WithdrawWithEvent),
        Err("NOT_YET_DUE")
    );
    let mut off = desk.clone().on("2025-05-19");
    off.event.state = crate::domain::event::State::Cancelled;
    assert_eq!(
        off.ask(&placed, &organiser(), Command::Present),
        Err("EVENT_STATE_FORBIDS")
    );
    assert_eq!(
        off.ask(&placed, &county(), Command::WithdrawWithEvent),
        Err("NOT_BY_A_PERSON")
    );
    for before in [desk.submitted(), desk.checked(), placed] {
        let gone = off.ask(&before, &service, Command::WithdrawWithEvent);
        let gone = gone.unwrap();
        assert_eq!(gone.event, Event::ProjectWithdrawn { by_event: true });
        assert_eq!(
            (gone.project.state, gone.project.slot),
            (State::Withdrawn, None)
        );
    }
}
