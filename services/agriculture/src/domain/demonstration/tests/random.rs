//! Random histories of a demonstration: nothing is extended that was not measured, accepted and lawful.
use proptest::prelude::*;

use super::*;

fn commands() -> impl Strategy<Value = (Actor, Command)> {
    (0..7_u8, any::<bool>()).prop_map(|(which, lawful)| match which {
        0 | 1 => {
            let (started_on, inputs) = (date("2025-03-03"), Vec::new());
            (operator(), Command::Start { started_on, inputs })
        }
        2 | 3 => (operator(), Command::Measure(what_was_measured())),
        4 => (county(), accept()),
        5 => {
            let variety = if lawful {
                approved()
            } else {
                variety_of("rice")
            };
            (operator(), extend(variety))
        }
        _ => (
            if lawful { operator() } else { county() },
            Command::Withdraw,
        ),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_extended_went_all_the_way(commands in prop::collection::vec(commands(), 0..24)) {
        let mut one = planned();
        for (actor, command) in commands {
            let is_lawful = match &command {
                Command::Extend { variety } => variety.state == variety::State::Approved,
                Command::Start { .. } | Command::Measure(_) | Command::Accept { .. } | Command::Withdraw => true,
            };
            let before = one.clone();
            match take(&one, &actor, command) {
                Ok(decided) => {
                    prop_assert_eq!(decided.from, before.state);
                    prop_assert_eq!(decided.demonstration.version, before.version + 1);
                    prop_assert!(is_lawful);
                    one = decided.demonstration;
                }
                Err(refused) => prop_assert!(!refused.text.zh.is_empty() && !refused.text.en.is_empty()),
            }
            prop_assert_eq!(one.is_accepted(), one.acceptance.is_some());
            prop_assert!(!one.is_accepted() || one.measurement.is_some());
            prop_assert_eq!(one.state == State::Extended, one.extended_on.is_some());
        }
    }
}
