//! Random histories of a variety: no order of steps leads past the law.
use proptest::prelude::*;

use super::*;

fn commands() -> impl Strategy<Value = Command> {
    let season = prop_oneof![Just("2023-L"), Just("2024-E"), Just("2024-L"), Just("")];
    let region = prop_oneof![Just("CN"), Just("440000"), Just("450000"), Just("440700")];
    (0..9_u8, season, region).prop_map(|(which, season, region)| match which {
        0 => Command::RecordDus {
            report: report(season),
        },
        1 => Command::RecordRegional {
            report: report(season),
        },
        2 => Command::RecordProduction {
            report: report(season),
        },
        3 => Command::Approve {
            approval: approval(region),
        },
        4 => Command::RecordApproval {
            approval: approval(region),
        },
        5 => Command::Refuse {
            code: "POOR".to_owned(),
            note: String::new(),
        },
        6 => Command::Register {
            registration: registration(),
        },
        7 => Command::Introduce {
            introduction: introduction("440000", region),
        },
        _ => Command::Withdraw {
            reason: "另行处理".to_owned(),
        },
    })
}

proptest! {
    #[test]
    fn no_history_leads_past_the_gate(
        is_rice in any::<bool>(),
        commands in prop::collection::vec(commands(), 0..16),
    ) {
        let crop = if is_rice { "rice" } else { "tangerine" };
        let mut variety = bred(crop);
        let mut was_recorded = false;
        for command in commands {
            let is_record = matches!(command, Command::RecordApproval { .. });
            let before = variety.clone();
            match step(&variety, command) {
                Ok(after) => {
                    prop_assert_eq!(after.version, before.version + 1);
                    was_recorded |= is_record && before.state == State::Bred;
                    variety = after;
                }
                Err(refused) => prop_assert!(!refused.text.zh.is_empty() && !refused.text.en.is_empty()),
            }
            let allowed = variety.may(Action::Extend, HERE, &Terms::default()).allow;
            if variety.crop.is_major() {
                prop_assert!(!allowed || variety.state == State::Approved);
                prop_assert!(variety.registration.is_none());
                // Approved here only after the trials; what another authority approved came with its own.
                if variety.state == State::Approved && !was_recorded {
                    prop_assert!(variety.missing_for_approval().is_empty());
                }
            } else {
                prop_assert!(variety.approvals.is_empty());
            }
        }
    }
}
