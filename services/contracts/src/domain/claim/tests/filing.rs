//! What a claimant may do.
use super::*;

#[test]
fn a_draft_needs_a_registered_contract_with_a_certified_amount_and_a_party() {
    let ask = |tenant: &str, contract: &ContractFacts, claimed, actor: &Actor| {
        draft(new_claim(tenant), contract, claimed, vec![], actor).map(|_| ())
    };
    let reason = |answer: Result<(), Refused>| answer.unwrap_err().reason;
    let good = contract();
    let not_in_force = ContractFacts {
        in_force: false,
        ..contract()
    };
    let unknown = ContractFacts {
        technical: None,
        ..contract()
    };
    let stranger = Actor::person("bob", "other", "", [Role::Applicant]);
    assert_eq!(ask(COUNTY, &good, false, &applicant()), Ok(()));
    assert_eq!(ask("440705", &good, false, &applicant()), Ok(()));
    assert_eq!(
        reason(ask("440781", &good, false, &applicant())),
        "NOT_THE_PAYING_TENANT"
    );
    assert_eq!(
        reason(ask(COUNTY, &good, true, &applicant())),
        "ALREADY_CLAIMED"
    );
    assert_eq!(
        reason(ask(COUNTY, &not_in_force, false, &applicant())),
        "CONTRACT_NOT_IN_FORCE"
    );
    assert_eq!(
        reason(ask(COUNTY, &unknown, false, &applicant())),
        "AMOUNT_NOT_CERTIFIED"
    );
    assert_eq!(reason(ask(COUNTY, &good, false, &stranger)), "NOT_A_PARTY");
    assert_eq!(
        reason(ask(COUNTY, &good, false, &checker())),
        "ROLE_MISSING"
    );
}

#[test]
fn missing_materials_are_all_named() {
    let nothing = Command::File { materials: vec![] };
    let answer = on(&drafted(), "2025-03-04", &applicant(), &contract(), nothing).unwrap_err();
    assert_eq!(answer.reason, "MATERIALS_MISSING");
    assert_eq!(answer.fields.len(), 1);
}

#[test]
fn a_claimant_may_withdraw_before_the_decision_and_frees_the_budget() {
    let withdraw = || Command::Withdraw { reason: text("") };
    for (claim, entry) in [
        (drafted(), None),
        (filed(), None),
        (computed(), Some(Entry::Release(Fen(100)))),
    ] {
        let decided = done(&claim, "2025-03-05", &applicant(), withdraw());
        assert_eq!(
            (decided.entry, decided.claim.state),
            (entry, State::Withdrawn)
        );
        assert_eq!(decided.claim.budget_state(), BudgetState::None);
    }
    let stranger = Actor::person("bob", "buyer", "", [Role::Applicant]);
    assert_eq!(
        refused(&computed(), "2025-03-05", &stranger, withdraw()),
        "NOT_THE_APPLICANT"
    );
    assert_eq!(
        refused(&approved(), "2025-03-05", &applicant(), withdraw()),
        "STATE_FORBIDS"
    );
}
