//! Whatever is asked in whatever order, nothing is awarded that was not filed, judged, proposed and published.
use proptest::prelude::*;

use super::*;

fn command() -> impl Strategy<Value = Command> {
    let reasoned = || "经核实".to_owned();
    prop_oneof![
        Just(Command::File),
        Just(Command::Pass {
            group: "MATERIALS".to_owned()
        }),
        Just(assigning((1..=5).map(expert).collect())),
        Just(Command::DeclareConflict {
            expert: "judge-5".to_owned(),
            reasons: Vec::new(),
            note: reasoned()
        }),
        (0..=100_i64).prop_map(|points| scoring("QUALITY", points, "更正")),
        Just(BY_CARD),
        Just(proposing(Band::Second)),
        Just(Command::Drop {
            code: "NOT_CHOSEN".to_owned(),
            note: reasoned()
        }),
        Just(Command::Publish),
        Just(Command::Object { text: reasoned() }),
        any::<bool>().prop_map(move |upheld| Command::ResolveObjection {
            upheld,
            reason: reasoned()
        }),
        Just(awarding()),
        Just(Command::Revoke { reason: reasoned() }),
        Just(Command::Withdraw),
    ]
}

fn somebody() -> impl Strategy<Value = Actor> {
    prop_oneof![
        Just(county()),
        Just(office("ou")),
        Just(office("pan")),
        (1..=6_usize).prop_map(judge),
        Just(service()),
    ]
}

/// What has to be known of a nomination by its state.
fn holds(nomination: &Nomination) -> bool {
    let review = nomination.review.as_ref();
    let is_judged = review.is_some_and(|review| review.experts >= 5);
    let notice = nomination.notice.as_ref();
    match nomination.state {
        State::Draft | State::Filed | State::Valid | State::Manual => {
            review.is_none() && nomination.prize.is_none()
        }
        State::Scored => is_judged,
        State::Proposed => is_judged && nomination.committee.is_some(),
        State::Published | State::Disputed => is_judged && notice.is_some(),
        State::Awarded | State::Revoked => {
            let prize = nomination.prize.as_ref();
            let over = notice.zip(prize);
            let over = over.is_some_and(|(notice, prize)| prize.awarded_on > notice.last_day);
            is_judged && over && nomination.filed.is_some()
        }
        State::Invalid | State::Dropped | State::Withdrawn => nomination.prize.is_none(),
    }
}

/// From where a history starts: early and late steps are tried as often.
fn start() -> impl Strategy<Value = Nomination> {
    prop_oneof![
        Just(posted(&drafted_by(&county()), &county())),
        Just(judged_by_five()),
        Just(all_in([85; 5])),
        Just(scored()),
        Just(published()),
    ]
}

proptest! {
    #[test]
    fn nothing_is_awarded_that_was_not_judged_and_published(
        start in start(),
        asked in prop::collection::vec((command(), somebody(), 0..60_u64), 1..40)
    ) {
        let mut nomination = start;
        let mut today = day("2026-09-09");
        for (command, actor, days) in asked {
            today = today.checked_add_days(chrono::Days::new(days)).unwrap();
            let (before, step) = (nomination.clone(), command.step());
            let on = today.to_string();
            if let Ok(decided) = at_round(&nomination, command, (&actor, on.as_str()), (&round(), 0)) {
                prop_assert_eq!(decided.nomination.version, before.version + 1);
                let to = next(before.state, before.block(), step);
                prop_assert_eq!(to, Ok(decided.nomination.state));
                nomination = decided.nomination;
            }
            prop_assert!(holds(&nomination), "{:?}", nomination.state);
        }
    }
}
