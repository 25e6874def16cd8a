use super::*;

fn failed(blocked: Blocked) -> Command {
    Command::SendToManual {
        blocked,
        hook: "tc.sla@1".to_owned(),
        failure: "OUT_OF_FUEL".to_owned(),
    }
}

fn by_hand(registration: Option<NewRegistration>) -> Command {
    Command::DecideManual {
        reason: "规则失败,人工受理".to_owned(),
        registration,
    }
}

#[test]
fn a_failed_rule_keeps_the_state_the_contract_came_from() {
    let desk = Desk::submitted(form());
    assert_eq!(
        desk.reason(&registrar(), failed(Blocked::Accept)),
        "NOT_BY_A_PERSON"
    );
    assert_eq!(
        desk.reason(&timer(), failed(Blocked::Register)),
        "STATE_FORBIDS"
    );
    let manual = desk.take(&timer(), failed(Blocked::Accept));
    assert_eq!(
        manual.contract.manual.as_ref().unwrap().from,
        State::Submitted
    );
    assert_eq!(
        manual.reason(&applicant(), Command::AskAgain),
        "ROLE_MISSING"
    );
    for actor in [registrar(), second(), timer()] {
        let back = manual.clone().take(&actor, Command::AskAgain);
        assert_eq!(
            (back.contract.state, &back.contract.manual),
            (State::Submitted, &None)
        );
        assert_eq!(*back.event(), Event::ContractManualResolved);
    }
}

#[test]
fn a_person_with_the_right_of_the_blocked_step_decides_it() {
    let manual = Desk::submitted(form()).take(&timer(), failed(Blocked::Accept));
    assert_eq!(manual.reason(&second(), by_hand(None)), "ROLE_MISSING");
    assert_eq!(manual.reason(&applicant(), by_hand(None)), "ROLE_MISSING");
    let unreasoned = Command::DecideManual {
        reason: String::new(),
        registration: None,
    };
    assert_eq!(manual.reason(&registrar(), unreasoned), "REASON_MISSING");
    let accepted = manual.take(&registrar(), by_hand(None));
    assert_eq!(accepted.contract.state, State::Accepted);
    assert!(matches!(accepted.event(), Event::ContractAccepted { .. }));
    assert_eq!(accepted.contract.manual_decisions.len(), 1);

    let manual = Desk::reviewed(form()).take(&timer(), failed(Blocked::Register));
    assert_eq!(
        manual.reason(&registrar(), by_hand(Some(new_registration()))),
        "ROLE_MISSING"
    );
    let both = Actor::person("rui", "office-440703", OFFICE, [Role::Registrar2]);
    assert_eq!(
        manual.reason(&both, by_hand(Some(new_registration()))),
        "SAME_REVIEWER"
    );
    let registered = manual.take(&second(), by_hand(Some(new_registration())));
    assert_eq!(registered.contract.state, State::Registered);
    assert!(matches!(
        registered.event(),
        Event::ContractRegistered { .. }
    ));
    assert!(registered.last.unwrap().new_version.is_some());
}

#[test]
fn the_applicant_may_still_withdraw() {
    let manual = Desk::submitted(form()).take(&timer(), failed(Blocked::Accept));
    let withdrawn = manual.take(&applicant(), Command::Withdraw { reason: note() });
    assert_eq!(
        (withdrawn.contract.state, &withdrawn.contract.manual),
        (State::Withdrawn, &None)
    );
}
