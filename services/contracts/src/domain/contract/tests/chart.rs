//! The whole machine, state by step, written a second time by hand from the rule book.
use super::super::chart::{Destination, next};
use super::*;
use Destination::{Back, Blocked as BlockedStep, To};

const STEPS: [Step; 27] = [
    Step::Submit,
    Step::Resubmit,
    Step::Lapse,
    Step::Withdraw,
    Step::Return,
    Step::Refuse,
    Step::Accept,
    Step::AskSupplement,
    Step::FileSupplement,
    Step::Classify,
    Step::AskExpertReview,
    Step::GiveOpinion,
    Step::CompleteOpinions,
    Step::Register,
    Step::Reject,
    Step::SendBack,
    Step::SendToManual,
    Step::AskAgain,
    Step::DecideManual,
    Step::Reopen,
    Step::AskAmendment,
    Step::ReviewAmendment,
    Step::ApproveAmendment,
    Step::RefuseAmendment,
    Step::WithdrawAmendment,
    Step::Deregister,
    Step::Annul,
];

/// Where a step leads, from the states that allow it; every other state refuses it.
fn rule_book(step: Step) -> Vec<(State, Destination)> {
    use State::*;
    match step {
        Step::Submit => vec![(Draft, To(Submitted))],
        Step::Resubmit => vec![(Returned, To(Submitted))],
        Step::Lapse => vec![(Returned, To(Lapsed))],
        Step::Withdraw => [
            Draft,
            Submitted,
            Returned,
            Accepted,
            AwaitingSupplement,
            FirstReviewed,
            ExpertReview,
            Manual,
        ]
        .map(|from| (from, To(Withdrawn)))
        .to_vec(),
        Step::Return => vec![(Submitted, To(Returned))],
        Step::Refuse => vec![(Submitted, To(NotAccepted))],
        Step::Accept => vec![(Submitted, To(Accepted))],
        Step::AskSupplement => vec![(Accepted, To(AwaitingSupplement))],
        Step::FileSupplement => vec![(AwaitingSupplement, To(Accepted))],
        Step::Classify => vec![(Accepted, To(FirstReviewed))],
        Step::AskExpertReview => vec![(FirstReviewed, To(ExpertReview))],
        Step::GiveOpinion => vec![(ExpertReview, To(ExpertReview))],
        Step::CompleteOpinions => vec![(ExpertReview, To(FirstReviewed))],
        Step::Register => vec![(FirstReviewed, To(Registered))],
        Step::Reject => vec![(FirstReviewed, To(Rejected))],
        Step::SendBack => vec![(FirstReviewed, To(Accepted))],
        Step::SendToManual => vec![(Submitted, To(Manual)), (FirstReviewed, To(Manual))],
        Step::AskAgain => vec![(Manual, Back)],
        Step::DecideManual => vec![(Manual, BlockedStep)],
        Step::Reopen => vec![(NotAccepted, To(Accepted)), (Rejected, To(Accepted))],
        Step::AskAmendment => vec![(Registered, To(AmendmentPending))],
        Step::ReviewAmendment => vec![(AmendmentPending, To(AmendmentPending))],
        Step::ApproveAmendment | Step::RefuseAmendment | Step::WithdrawAmendment => {
            vec![(AmendmentPending, To(Registered))]
        }
        Step::Deregister => vec![(Registered, To(Deregistered))],
        Step::Annul => vec![(Registered, To(Annulled)), (AmendmentPending, To(Annulled))],
    }
}

#[test]
fn every_state_and_step_follows_the_rule_book() {
    for step in STEPS {
        let allowed = rule_book(step);
        for state in State::ALL {
            let expected = allowed
                .iter()
                .find(|(from, _)| from == state)
                .map(|(_, to)| *to);
            assert_eq!(next(*state, step), expected, "{state:?} {step:?}");
        }
    }
}

/// One command of every step, as good as the step can get.
pub fn commands() -> Vec<Command> {
    vec![
        Command::Submit,
        Command::Resubmit,
        Command::Lapse,
        Command::Withdraw { reason: note() },
        Command::Return {
            ground: ReturnGround::MaterialsMissing,
            note: note(),
        },
        Command::Refuse {
            ground: NotAcceptedGround::Oral,
            note: note(),
        },
        accept(),
        Command::AskSupplement { note: note() },
        Command::FileSupplement {
            form: None,
            promised_working_days: None,
        },
        disputed(),
        Command::AskExpertReview,
        opinion(),
        register(),
        Command::Reject {
            ground: crate::domain::recognition::Ground::NoInnovation,
            note: note(),
        },
        Command::SendBack { note: note() },
        Command::SendToManual {
            blocked: Blocked::Accept,
            hook: "tc.sla@1".to_owned(),
            failure: "TRAP".to_owned(),
        },
        Command::AskAgain,
        Command::DecideManual {
            reason: note(),
            registration: Some(new_registration()),
        },
        Command::Reopen { reason: note() },
        ask_amendment(form()),
        Command::ReviewAmendment(Review::default()),
        approve(),
        Command::RefuseAmendment { note: note() },
        Command::WithdrawAmendment,
        Command::Deregister {
            ground: EndGround::Rescinded,
            note: note(),
        },
        Command::Annul { note: note() },
    ]
}

/// A contract in every state, reached by commands.
fn one_in_each_state() -> Vec<Desk> {
    let manual = Command::SendToManual {
        blocked: Blocked::Accept,
        hook: "tc.sla@1".to_owned(),
        failure: "TRAP".to_owned(),
    };
    let returned = Desk::submitted(form()).take(
        &registrar(),
        Command::Return {
            ground: ReturnGround::PriceUnclear,
            note: note(),
        },
    );
    let refuse = Command::Refuse {
        ground: NotAcceptedGround::Oral,
        note: note(),
    };
    let reject = Command::Reject {
        ground: crate::domain::recognition::Ground::NotInForce,
        note: note(),
    };
    let in_dispute = Desk::accepted(form()).take(&registrar(), disputed());
    let city = Actor::person("chen", "bureau-city", "440700", [Role::CityStb]);
    vec![
        Desk::draft(form()),
        Desk::submitted(form()),
        returned.clone(),
        returned.on("2025-05-01").take(&timer(), Command::Lapse),
        Desk::submitted(form()).take(&registrar(), refuse),
        Desk::accepted(form()),
        Desk::accepted(form()).take(&registrar(), Command::AskSupplement { note: note() }),
        Desk::reviewed(form()),
        in_dispute.take(&second(), Command::AskExpertReview),
        Desk::registered(form()),
        Desk::reviewed(form()).take(&second(), reject),
        Desk::draft(form()).take(&applicant(), Command::Withdraw { reason: note() }),
        Desk::amending(form()),
        Desk::registered(form()).take(
            &applicant(),
            Command::Deregister {
                ground: EndGround::Revoked,
                note: note(),
            },
        ),
        Desk::registered(form()).take(&city, Command::Annul { note: note() }),
        Desk::submitted(form()).take(&timer(), manual),
    ]
}

#[test]
fn what_the_chart_refuses_is_refused_with_the_state_and_nothing_changes() {
    let desks = one_in_each_state();
    let reached: Vec<State> = desks.iter().map(|desk| desk.contract.state).collect();
    assert_eq!(reached, State::ALL);
    let everyone = [applicant(), registrar(), second(), expert("gao"), timer()];
    for desk in &desks {
        for command in commands() {
            let step = command.step(false);
            if next(desk.contract.state, step).is_some() {
                continue;
            }
            for actor in &everyone {
                let refused = desk.ask(actor, command.clone()).unwrap_err();
                assert_eq!(
                    refused.reason, "STATE_FORBIDS",
                    "{:?} {step:?}",
                    desk.contract.state
                );
                assert!(
                    refused
                        .metadata
                        .contains(&("state", desk.contract.state.as_str().to_owned()))
                );
                assert!(!refused.text.zh.is_empty() && !refused.text.en.is_empty());
            }
        }
    }
}

#[test]
fn every_transition_counts_version_and_sequence_once() {
    for desk in one_in_each_state()
        .iter()
        .filter(|desk| desk.last.is_some())
    {
        let decided = desk.last.as_ref().unwrap();
        // A draft is version 1 and published nothing; each step since added one to both.
        assert_eq!(
            decided.contract.version,
            decided.contract.event_sequence + 1
        );
        assert!(decided.event.name().starts_with("Contract"));
    }
}
