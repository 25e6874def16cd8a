//! Whatever is asked of a base, in whatever order: its record holds together.
use proptest::prelude::*;

use super::*;

/// Who may ask; everybody tries everything.
fn actors() -> Vec<Actor> {
    let mut all = vec![
        operator(),
        county(),
        city(),
        second_city(),
        service(),
        stranger(),
    ];
    all.extend((1..=5).map(expert));
    all
}

fn commands() -> impl Strategy<Value = Command> {
    let year = 2025..2030_i32;
    prop_oneof![
        Just(Command::Apply(call(Level::City))),
        Just(Command::Recommend {
            note: "好".to_owned()
        }),
        Just(assigned(1..=5)),
        (0..=100_i64).prop_map(|points| Command::Score {
            round: Round::Desk,
            points,
            reason: "改".to_owned()
        }),
        (0..=100_i64).prop_map(|points| Command::Score {
            round: Round::Site,
            points,
            reason: "改".to_owned()
        }),
        Just(by_host()),
        Just(by_rule(&[])),
        Just(failed(Blocked::Review)),
        Just(Command::AskAgain),
        Just(Command::Object {
            text: "异议".to_owned()
        }),
        any::<bool>().prop_map(|upheld| Command::ResolveObjection {
            upheld,
            reason: "核".to_owned()
        }),
        Just(plate()),
        (year, 0..=100_i64).prop_map(|(year, points)| assess(year, points)),
        any::<bool>().prop_map(|passed| Command::CheckRectification {
            passed,
            note: "核".to_owned()
        }),
        Just(Command::Delist {
            reason: "造假".to_owned()
        }),
        Just(Command::Renew(figures())),
        Just(Command::EndTerm),
        Just(Command::Withdraw),
    ]
}

fn holds_together(base: &Base) {
    assert_eq!(base.came_from.is_some(), base.state == State::Manual);
    assert_eq!(base.delisting.is_some(), base.state == State::Delisted);
    if base.is_accredited() {
        assert!(base.accreditation.is_some() && base.assess_due_on.is_some());
    }
    if base.state == State::Proposed {
        assert!(base.notice.is_some() && base.review.is_some() && base.reasons.is_empty());
        assert!(notice_is_answered(base));
    }
    // Two failures in a row end it.
    let history = base.history();
    let two_fails = history
        .windows(2)
        .any(|two| two == [Grade::Fail, Grade::Fail]);
    assert!(!two_fails || base.state == State::Delisted);
}

fn notice_is_answered(base: &Base) -> bool {
    crate::domain::notice::open_objection(&base.objections).is_none()
}

/// From where a case may be: a random walk from the draft rarely gets far.
fn starts() -> Vec<Base> {
    vec![
        drafted(),
        applied(),
        reviewed_base(),
        proposed(),
        accredited(),
    ]
}

proptest! {
    #[test]
    fn no_order_of_commands_breaks_the_record(
        start in 0..5_usize,
        asked in prop::collection::vec((commands(), 0..11_usize, 0..60_u64), 1..40),
    ) {
        let mut base = starts()[start].clone();
        let mut today = day(ACCREDITED_ON);
        let actors = actors();
        for (command, who, days) in asked {
            today = today + chrono::Days::new(days);
            let before = base.clone();
            match on(&base, command, &actors[who], &today.to_string()) {
                Ok(decided) => {
                    prop_assert_eq!(decided.from, before.state);
                    prop_assert_eq!(decided.base.version, before.version + 1);
                    base = decided.base;
                }
                Err(refused) => prop_assert!(!refused.reason.is_empty()),
            }
            holds_together(&base);
        }
    }
}
