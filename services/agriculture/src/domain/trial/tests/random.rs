//! Random histories of a trial: no order of steps verifies what nobody confirmed, or what varies too much.
use proptest::prelude::*;

use super::*;

fn findings() -> impl Strategy<Value = Finding> {
    prop::sample::select(Finding::ALL)
}

fn commands() -> impl Strategy<Value = (Actor, Command)> {
    let weights = prop::collection::vec(30_000..90_000_i64, 1..5);
    let any = (0..11_u8, weights, 1..6_u8, findings(), any::<bool>());
    any.prop_map(|(which, weights, number, finding, accept)| match which {
        0 => (
            operator(),
            Command::Sow {
                sown_on: date("2025-03-10"),
            },
        ),
        1 => (operator(), harvest(plots(&weights))),
        2 | 3 => {
            let nominees = (1..=number.max(3)).map(nominee).collect();
            (county(), Command::AssignExperts { nominees })
        }
        4 | 5 => (expert(number), opinion(finding)),
        6 => {
            let asked = RuleOutcome::Answered {
                answer: Answer {
                    accept,
                    reasons: vec!["RULE".to_owned()],
                },
                decision: Uuid::from_u128(70),
            };
            (county(), Command::Verify { asked: Some(asked) })
        }
        7 => {
            let asked = RuleOutcome::Failed {
                failure: "TRAP".to_owned(),
                decision: None,
            };
            (county(), Command::Verify { asked: Some(asked) })
        }
        8 => (service(), Command::AskAgain),
        9 => {
            let reason = "人工".to_owned();
            (county(), Command::Resolve { accept, reason })
        }
        _ => {
            let (expert, note) = (format!("expert-{number}"), "回避".to_owned());
            (
                county(),
                Command::DeclareConflict {
                    expert,
                    reasons: Vec::new(),
                    note,
                },
            )
        }
    })
}

proptest! {
    #[test]
    fn what_is_verified_was_confirmed_by_three(
        commands in prop::collection::vec(commands(), 0..60),
    ) {
        let mut trial = planned();
        for (actor, command) in commands {
            let before = trial.clone();
            match take(&trial, &actor, command) {
                Ok(decided) => {
                    prop_assert_eq!(decided.trial.version, before.version + 1);
                    prop_assert_eq!(decided.from, before.state);
                    trial = decided.trial;
                }
                Err(refused) => prop_assert!(!refused.reason.is_empty()),
            }
            let decided = [State::Verified, State::Void].contains(&trial.state);
            prop_assert_eq!(decided, trial.verdict.is_some());
            prop_assert_eq!(trial.state == State::Manual, trial.waiting.is_some() && trial.state != State::Measured);
            if trial.is_verified() {
                prop_assert!(trial.found(Finding::Confirmed) >= 3);
                let figures = trial.figures.as_ref().unwrap();
                prop_assert!(figures.cv_bp.unwrap_or_default() <= 1_500);
            }
        }
    }
}
