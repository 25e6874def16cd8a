//! Random histories of applications: whoever asks for whatever on whatever day, the chart is followed or a reason is given.
use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::duty;

/// What is asked, and mostly by whom it may be. What ends an application early is asked seldom.
fn step(kind: u8) -> (Actor, Command) {
    match kind {
        38 => (service(), examination(1, &["LOCAL"])),
        39 => (enterprise(), Command::Withdraw),
        34 | 35 => (service(), Command::AskAgain),
        36 | 37 => (city(), examination(1, &[])),
        common => match common % 10 {
            0 => (enterprise(), Command::Submit(declaration())),
            1 => (service(), examination(1, &[])),
            2 => {
                let (failure, decision) = ("TRAP".to_owned(), None);
                (service(), Command::ReportFailure { failure, decision })
            }
            3 => (valuer(), value(900, "2026-12-31")),
            4 => (banker("li"), review()),
            5 => (banker("wang"), Command::Approve(grant(300, 360))),
            6 => {
                let (code, note) = ("CREDIT_POLICY".to_owned(), String::new());
                (banker("wang"), Command::Decline { code, note })
            }
            7 => (banker("li"), Command::Sign),
            8 => (enterprise(), Command::Sign),
            _ => (service(), Command::Lapse),
        },
    }
}

/// Now and then somebody else asks for it.
fn asking(who: usize, rightly: Actor) -> Actor {
    let stranger = Actor::person("x", "other", "", [Role::Bank, Role::Applicant]);
    let people = [
        enterprise(),
        banker("li"),
        banker("wang"),
        valuer(),
        service(),
        city(),
        stranger,
    ];
    people.get(who).cloned().unwrap_or(rightly)
}

/// The application after a step, or as it was where that is refused.
fn after(before: Application, (kind, who): (u8, usize), today: NaiveDate) -> Application {
    let (rightly, command) = step(kind);
    let actor = asking(who, rightly);
    let charted = next(before.state, command.step_on(&before, &actor));
    match on(&before, &today.to_string(), &actor, command) {
        Ok(decided) => {
            assert_eq!(Ok(decided.application.state), charted);
            assert_eq!(decided.from, before.state);
            assert_eq!(decided.application.version, before.version + 1);
            decided.application
        }
        Err(refused) => {
            assert_eq!(duty::stable_code("reason", refused.reason), Ok(()));
            assert!(!refused.text.zh.is_empty() && !refused.text.en.is_empty());
            // What the chart forbids is refused for that, whoever asks.
            let forbidden = refused.reason == "STATE_FORBIDS";
            assert_eq!(forbidden, charted.is_err(), "{}", refused.reason);
            before
        }
    }
}

fn histories() -> impl Strategy<Value = Vec<(u8, usize, u64)>> {
    proptest::collection::vec((0..40_u8, 0..14_usize, 0..40_u64), 0..120)
}

/// Days pass in leaps, so that what has a last day is seen on both sides of it; the calendar knows 2026.
fn later(today: NaiveDate, leap: u64) -> NaiveDate {
    let days = if leap >= 38 { 60 } else { 0 };
    (today + Days::new(days)).min(date("2026-11-20"))
}

proptest! {
    #[test]
    fn the_chart_is_followed_whoever_asks(history in histories()) {
        let mut application = draft(new_application(), &enterprise()).unwrap();
        let mut today = date("2026-01-05");
        for (kind, who, leap) in history {
            application = after(application, (kind, who), today);
            today = later(today, leap);
        }
    }
}

/// The histories above are worth something only if they get everywhere.
#[test]
fn random_histories_reach_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = proptest::collection::vec((0..40_u8, 0..14_usize, 0..40_u64), 120);
    let mut reached = std::collections::BTreeSet::from([State::Draft]);
    for _ in 0..1_500 {
        let mut application = draft(new_application(), &enterprise()).unwrap();
        let mut today = date("2026-01-05");
        for (kind, who, leap) in strategy.new_tree(&mut runner).unwrap().current() {
            application = after(application, (kind, who), today);
            reached.insert(application.state);
            today = later(today, leap);
        }
    }
    assert!(reached.iter().eq(State::ALL), "{reached:?}");
}
