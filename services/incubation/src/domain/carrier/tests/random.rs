use proptest::prelude::*;

use super::*;

fn any_grade() -> impl Strategy<Value = Grade> {
    prop::sample::select(Grade::ALL.to_vec())
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        any_grade().prop_map(apply),
        any::<bool>().prop_map(|met| Command::Find {
            finding: Finding::of_rule(met, Vec::new(), Uuid::nil()),
        }),
        Just(Command::SendToManual {
            failure: "TRAP".to_owned(),
            decision: None,
            question: Question::Accreditation,
        }),
        Just(Command::AskAgain),
        any::<bool>().prop_map(|met| Command::Resolve {
            met,
            reason: text(),
        }),
        Just(Command::Check { note: text() }),
        Just(Command::Refuse {
            code: "NO".to_owned(),
            note: text(),
        }),
        Just(Command::Assign {
            experts: vec![seat("a"), seat("b"), seat("c")],
        }),
        Just(Command::Propose {
            desk_review: text(),
        }),
        Just(Command::Object { text: text() }),
        Just(Command::Dismiss { reason: text() }),
        Just(Command::Accredit { document: text() }),
        (any_grade(), 0_u64..700).prop_map(|(grade, days)| Command::Record(Recorded {
            grade,
            since: day("2024-01-01") + chrono::Days::new(days),
            document: text(),
            attachment: "0f".repeat(32),
        })),
        (
            2025..2030,
            prop::sample::select(AssessmentGrade::ALL.to_vec())
        )
            .prop_map(|(year, grade)| assess(year, grade)),
        any::<bool>().prop_map(|passed| Command::Recheck {
            passed,
            reason: text(),
        }),
        Just(Command::EndRectification),
        Just(Command::Revoke { reason: text() }),
        any_grade().prop_map(|grade| Command::ChangeGrade {
            grade,
            figures: figures(),
            document: text(),
            reason: text(),
        }),
        Just(Command::Withdraw),
    ]
}

fn any_actor() -> impl Strategy<Value = Actor> {
    prop::sample::select(vec![
        operator(),
        county(),
        second_county(),
        city(),
        second_city(),
        service(),
        stranger(),
    ])
}

proptest! {
    #[test]
    fn whatever_is_asked_the_record_holds_together(
        asked in prop::collection::vec((any_command(), any_actor(), 0_u64..120), 1..60)
    ) {
        let mut carrier = drafted();
        let mut today = day(TODAY);
        for (command, actor, days) in asked {
            today = today + chrono::Days::new(days);
            let before = carrier.clone();
            match step_on(&carrier, &today.to_string(), &actor, command) {
                Ok(decided) => carrier = decided.carrier,
                Err(_) => continue,
            }
            prop_assert_eq!(carrier.version, before.version + 1);
            let holds = matches!(carrier.state, State::Accredited | State::Rectifying);
            let kept = carrier.state == State::Manual
                && carrier.manual.as_ref().is_some_and(|manual| manual.from == State::Accredited);
            prop_assert_eq!(carrier.current().is_some(), holds || kept);
            prop_assert_eq!(carrier.manual.is_some(), carrier.state == State::Manual);
            prop_assert_eq!(carrier.rectification.is_some(), carrier.state == State::Rectifying);
            let open = carrier.statuses.iter().filter(|status| status.until.is_none()).count();
            prop_assert!(open <= 1);
            for pair in carrier.statuses.windows(2) {
                prop_assert!(pair[0].until.is_some_and(|until| until <= pair[1].since));
            }
            let years: Vec<i32> = carrier.assessments.iter().map(|assessed| assessed.year).collect();
            let distinct: std::collections::BTreeSet<i32> = years.iter().copied().collect();
            prop_assert_eq!(distinct.len(), years.len());
        }
    }
}
