//! The public notice and its objections.
use super::*;

#[test]
fn a_notice_stands_five_working_days_and_payment_waits_for_its_end() {
    assert_eq!(
        refused(&approved(), "2025-03-06", &checker(), publish(4)),
        "NOTICE_TOO_SHORT"
    );
    let short = Command::Publish {
        length: Length::CalendarDays(6),
        counting: Counting::default(),
    };
    assert_eq!(
        refused(&approved(), "2025-03-06", &checker(), short),
        "NOTICE_TOO_SHORT"
    );
    let claim = published();
    assert_eq!(claim.notice.as_ref().unwrap().last_day, date("2025-03-13"));
    assert_eq!(
        refused(&claim, "2025-03-13", &payer(), Command::Pay),
        "NOTICE_NOT_OVER"
    );
    assert_eq!(
        refused(&approved(), "2099-01-04", &checker(), publish(5)),
        "CALENDAR_MISSING"
    );
}

#[test]
fn an_objection_suspends_and_leads_to_a_new_notice_or_a_refusal() {
    let citizen = Actor::person("citizen", "", "", []);
    let object = || Command::Object {
        text: text("the work was never done"),
    };
    assert_eq!(
        refused(&published(), "2025-03-14", &citizen, object()),
        "NOTICE_OVER"
    );
    let suspended = done(&published(), "2025-03-13", &citizen, object()).claim;
    assert_eq!(suspended.state, State::Suspended);
    assert_eq!(
        refused(&suspended, "2025-03-14", &payer(), Command::Pay),
        "STATE_FORBIDS"
    );

    let dismissed = done(
        &suspended,
        "2025-03-14",
        &checker(),
        Command::DismissObjection {
            reason: text("it was"),
        },
    );
    assert_eq!(dismissed.claim.state, State::Approved);
    assert_eq!(
        (dismissed.entry, dismissed.claim.open_objection()),
        (None, None)
    );
    let again = done(&dismissed.claim, "2025-03-17", &checker(), publish(5)).claim;
    assert_eq!(again.notice.unwrap().last_day, date("2025-03-24"));
    // What everybody was told before stays in the file, with how it ended.
    let earlier: Vec<_> = again.earlier_notices.iter().collect();
    assert_eq!(earlier, [suspended.notice.as_ref().unwrap()]);

    let uphold = Command::UpholdObjection {
        code: text("WORK_NOT_DONE"),
        reason: text("right"),
    };
    let upheld = done(&suspended, "2025-03-14", &checker(), uphold);
    assert_eq!(upheld.claim.state, State::Refused);
    assert_eq!(upheld.entry, Some(Entry::ReleaseCommitted(Fen(100))));

    let official = person("second", Role::CountyStb);
    let own = done(&published(), "2025-03-10", &official, object()).claim;
    let dismiss = Command::DismissObjection { reason: text("no") };
    assert_eq!(
        refused(&own, "2025-03-11", &official, dismiss),
        "RESOLVER_IS_OBJECTOR"
    );
}
