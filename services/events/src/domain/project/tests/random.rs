//! Whatever is asked in whatever order, a project stays consistent.
use proptest::prelude::*;

use super::*;

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        Just(Command::Return {
            reason: "补正".to_owned()
        }),
        Just(Command::Resubmit(Box::new(form()))),
        Just(Command::Pass),
        Just(Command::Refuse {
            code: "OUT_OF_SCOPE".to_owned(),
            note: "不属于范围".to_owned()
        }),
        Just(select()),
        Just(Command::Decline {
            note: "靠后".to_owned()
        }),
        Just(Command::Schedule(slot("2025-05-19", 540, 560))),
        Just(Command::Unschedule),
        Just(Command::Present),
        Just(Command::Withdraw),
        Just(Command::WithdrawWithEvent),
    ]
}

proptest! {
    #[test]
    fn a_slot_belongs_to_what_was_selected(
        commands in prop::collection::vec((command(), 0..3_usize), 1..40)
    ) {
        let mut desk = Desk::new();
        desk.call.experts_min = 0;
        let mut project = desk.submitted();
        for (command, who) in commands {
            let actor = [applicant(), organiser(), county()][who].clone();
            let before = project.clone();
            if let Ok(decided) = desk.ask(&project, &actor, command.clone()) {
                prop_assert_eq!(decided.project.version, before.version + 1);
                prop_assert_eq!(next(before.state, command.step()), Ok(decided.project.state));
                project = decided.project;
            }
            let may_have_slot = matches!(project.state, State::Selected | State::Presented);
            prop_assert!(project.slot.is_none() || may_have_slot);
            let was_decided = matches!(
                project.state,
                State::Selected | State::Presented | State::NotSelected
            );
            prop_assert!(project.review.is_some() || !was_decided);
        }
    }
}
