//! Follow-ups at 1, 3, 6 and 12 months.
use super::*;

fn report(months: i32) -> Command {
    Command::Report(Report {
        months,
        progress: Progress::TryingOut,
        note: "小试合格".to_owned(),
    })
}

fn remind(reminder: Reminder, due_on: &str) -> Command {
    Command::Remind {
        reminder,
        due_on: day(due_on),
    }
}

#[test]
fn they_count_from_the_event_s_last_day_and_only_those_to_come() {
    let due = |today: &str| -> Vec<(i32, String)> {
        let begun = Desk::on(today).begun();
        let all = begun.follow_ups.iter();
        all.map(|one| (one.months, one.due_on.to_string()))
            .collect()
    };
    assert_eq!(
        due("2025-05-20"),
        [
            (1, "2025-06-20".to_owned()),
            (3, "2025-08-20".to_owned()),
            (6, "2025-11-20".to_owned()),
            (12, "2026-05-20".to_owned()),
        ]
    );
    assert_eq!(due("2025-08-20").len(), 2);
}

#[test]
fn each_is_reported_once_from_its_day_on() {
    let begun = Desk::on("2025-05-20").begun();
    let early = Desk::on("2025-06-19");
    assert_eq!(early.ask(&begun, &seeker(), report(1)), Err("NOT_YET_DUE"));
    let desk = Desk::on("2025-06-20");
    let reported = desk.take(&begun, &seeker(), report(1));
    let answer = reported.follow_ups[0].answer.clone().unwrap();
    assert_eq!(
        (answer.progress, answer.reported.organisation.as_str()),
        (Progress::TryingOut, "acme")
    );
    assert_eq!(
        desk.ask(&reported, &provider(), report(1)),
        Err("FOLLOW_UP_REPORTED")
    );
    assert_eq!(
        desk.ask(&begun, &seeker(), report(2)),
        Err("FOLLOW_UP_UNKNOWN")
    );
    let stranger = Actor::person("xu", "third", "", [Role::Applicant]);
    assert_eq!(desk.ask(&begun, &stranger, report(1)), Err("NOT_YOUR_STEP"));
}

#[test]
fn the_service_reminds_of_what_is_due_and_of_what_is_overdue() {
    let begun = Desk::on("2025-05-20").begun();
    let due = Desk::on("2025-06-20");
    let told = due.ask(
        &begun,
        &service(),
        remind(Reminder::FollowUpDue, "2025-06-20"),
    );
    assert_eq!(
        told.unwrap().event,
        Event::NegotiationReminded {
            reminder: Reminder::FollowUpDue,
            months: 1,
            due_on: day("2025-06-20"),
        }
    );
    let overdue = remind(Reminder::FollowUpOverdue, "2025-06-20");
    let last = Desk::on("2025-07-04");
    assert_eq!(
        last.ask(&begun, &service(), overdue.clone()),
        Err("NOT_YET_DUE")
    );
    let late = Desk::on("2025-07-05");
    assert!(late.ask(&begun, &service(), overdue.clone()).is_ok());
    // A reminder is no activity.
    let reminded = late.take(&begun, &service(), overdue.clone());
    assert_eq!(reminded.active_on, begun.active_on);
    let reported = due.take(&begun, &seeker(), report(1));
    assert_eq!(late.ask(&reported, &service(), overdue), Err("NOT_YET_DUE"));
    assert_eq!(
        due.ask(
            &begun,
            &county(),
            remind(Reminder::FollowUpDue, "2025-06-20")
        ),
        Err("NOT_BY_A_PERSON")
    );
}
