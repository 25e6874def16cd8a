//! How a negotiation ends without a contract.
use super::*;

#[test]
fn a_side_ends_it_with_a_reason_from_every_state_before_a_contract() {
    let desk = Desk::on("2025-05-20");
    let end = Command::End {
        note: "技术路线不符".to_owned(),
    };
    let suggested = desk.propose(&organiser(), new()).unwrap();
    for negotiation in [suggested, desk.begun(), desk.intended()] {
        let ended = desk.take(&negotiation, &provider(), end.clone());
        let ending = ended.ending.unwrap();
        assert_eq!(
            (ended.state, ending.code, ending.organisation.as_str()),
            (State::Closed, EndingCode::Declined, "wyu")
        );
        assert_eq!(
            desk.ask(&negotiation, &organiser(), end.clone()),
            Err("NOT_YOUR_STEP")
        );
    }
    for (note, reason) in [
        (" ".to_owned(), "REASON_MISSING"),
        ("长".repeat(2_001), "FORM_INVALID"),
    ] {
        let end = Command::End { note };
        assert_eq!(desk.ask(&desk.begun(), &seeker(), end), Err(reason));
    }
}

#[test]
fn what_rests_for_180_days_ends_by_itself() {
    let begun = Desk::on("2025-05-20").begun();
    // 20 May and 180 days.
    assert_eq!(begun.idle_until(&Terms::default()), Some(day("2025-11-16")));
    let last = Desk::on("2025-11-16");
    assert_eq!(
        last.ask(&begun, &service(), Command::CloseIdle),
        Err("NOT_YET_DUE")
    );
    let over = Desk::on("2025-11-17");
    let ended = over.take(&begun, &service(), Command::CloseIdle);
    assert_eq!(ended.ending.unwrap().code, EndingCode::Idle);
    assert_eq!(
        over.ask(&begun, &county(), Command::CloseIdle),
        Err("NOT_BY_A_PERSON")
    );
    // Whatever people do counts anew; a named contract waits for the register.
    let talk = Command::Talk {
        held_on: day("2025-11-16"),
        note: "电话沟通".to_owned(),
    };
    let talked = last.take(&begun, &seeker(), talk);
    assert_eq!(
        over.ask(&talked, &service(), Command::CloseIdle),
        Err("NOT_YET_DUE")
    );
    let named = Desk::on("2025-05-20").named();
    assert_eq!(named.idle_until(&Terms::default()), None);
}

#[test]
fn who_reports_on_time_is_asked_for_a_whole_year() {
    let mut open = Desk::on("2025-05-20").begun();
    for (months, due_on) in [
        (1, "2025-06-20"),
        (3, "2025-08-20"),
        (6, "2025-11-20"),
        (12, "2026-05-20"),
    ] {
        let desk = Desk::on(due_on);
        assert_eq!(
            desk.ask(&open, &service(), Command::CloseIdle),
            Err("NOT_YET_DUE"),
            "{due_on}"
        );
        let report = Command::Report(Report {
            months,
            progress: Progress::Talking,
            note: String::new(),
        });
        open = desk.take(&open, &seeker(), report);
    }
    // The last report, and 180 days.
    assert_eq!(open.idle_until(&Terms::default()), Some(day("2026-11-16")));
    let mut quiet = open;
    quiet.follow_ups[3].answer = None;
    quiet.active_on = day("2025-11-20");
    // The day of the twelfth month, and 30 days.
    assert_eq!(quiet.idle_until(&Terms::default()), Some(day("2026-06-19")));
}

#[test]
fn the_sides_are_told_some_days_before_it_ends() {
    let begun = Desk::on("2025-05-20").begun();
    let soon = |last: &str| Command::Remind {
        reminder: Reminder::IdleSoon,
        due_on: day(last),
    };
    let early = Desk::on("2025-11-01");
    assert_eq!(
        early.ask(&begun, &service(), soon("2025-11-16")),
        Err("NOT_YET_DUE")
    );
    let desk = Desk::on("2025-11-02");
    let told = desk.ask(&begun, &service(), soon("2025-11-16")).unwrap();
    assert_eq!(told.negotiation.active_on, begun.active_on);
    assert_eq!(
        desk.ask(&begun, &service(), soon("2025-11-17")),
        Err("NOT_YET_DUE")
    );
}
