//! Who decides, and on what.
use super::*;

#[test]
fn people_decide_only_where_duties_are_separate() {
    let own_case = person("ann", Role::CountyStb);
    let own_organisation = Actor::person("eve", "buyer", COUNTY, [Role::CountyStb]);
    let elsewhere = Actor::person("eve", "bureau", "440705", [Role::CountyStb]);
    for (actor, reason) in [
        (own_case, "SELF_REVIEW"),
        (own_organisation, "OWN_ORGANISATION"),
        (elsewhere, "NOT_THE_DECIDING_TENANT"),
        (applicant(), "ROLE_MISSING"),
        (service(), "ROLE_MISSING"),
    ] {
        assert_eq!(
            refused(&computed(), "2025-03-05", &actor, approve()),
            reason
        );
        assert_eq!(
            refused(&approved(), "2025-03-06", &actor, publish(5)),
            reason
        );
    }
    assert_eq!(
        refused(&filed(), "2025-03-04", &checker(), compute(None)),
        "NOT_BY_A_PERSON"
    );
    // One person with both roles still does not pay what they approved.
    let both = Actor::person(
        "county",
        "bureau",
        COUNTY,
        [Role::CountyStb, Role::FinancePayer],
    );
    assert_eq!(
        refused(&published(), "2025-03-14", &both, Command::Pay),
        "PAYER_IS_APPROVER"
    );
    assert_eq!(
        refused(&published(), "2025-03-14", &checker(), Command::Pay),
        "ROLE_MISSING"
    );
}

#[test]
fn what_a_person_computed_is_checked_by_another() {
    let manual = done(
        &filed(),
        "2025-03-04",
        &service(),
        Command::SendToManual {
            failure: text("OUT_OF_FUEL"),
            decision: None,
        },
    )
    .claim;
    assert_eq!(manual.failure.as_deref(), Some("OUT_OF_FUEL"));
    assert_eq!(
        refused(&manual, "2025-03-04", &checker(), by_hand(501)),
        "OVER_BUDGET"
    );
    assert_eq!(
        refused(&manual, "2025-03-04", &checker(), by_hand(-1)),
        "NEGATIVE_AMOUNT"
    );
    let decided = done(&manual, "2025-03-04", &checker(), by_hand(200));
    assert_eq!(
        decided.claim.amount.as_ref().unwrap().recipient,
        recipient("seller")
    );
    assert_eq!(decided.entry, Some(Entry::Reserve(Fen(200))));
    assert_eq!(
        refused(&decided.claim, "2025-03-05", &checker(), approve()),
        "CHECKER_IS_COMPUTER"
    );
    let other = person("second", Role::CountyStb);
    assert_eq!(
        done(&decided.claim, "2025-03-05", &other, approve())
            .claim
            .state,
        State::Approved
    );
    let again = done(&manual, "2025-03-04", &checker(), Command::AskAgain);
    assert_eq!(again.event, Event::ClaimAskedAgain);
    assert_eq!(again.claim.state, State::Filed);
}

#[test]
fn what_a_person_computed_counts_towards_the_year_up_to_all_of_j() {
    let failed = Command::SendToManual {
        failure: text("TRAP"),
        decision: None,
    };
    let manual = done(&filed(), "2025-03-04", &service(), failed).claim;
    let weighed = |total: i64, weight: Option<i64>| {
        let Command::ComputeByHand {
            payee,
            split,
            reason,
            limits,
            ..
        } = by_hand(total)
        else {
            unreachable!()
        };
        Command::ComputeByHand {
            total: Fen(total),
            payee,
            split,
            counted: weight.map(Fen),
            reason,
            limits,
        }
    };
    let counted = |command| {
        let decided = done(&manual, "2025-03-04", &checker(), command);
        decided.claim.amount.map(|amount| amount.counted)
    };
    assert_eq!(counted(weighed(200, None)), Some(Fen(1_000)));
    for weight in [0, 500, 1_000] {
        assert_eq!(counted(weighed(200, Some(weight))), Some(Fen(weight)));
    }
    assert_eq!(counted(weighed(0, Some(500))), None);
    for (weight, reason) in [
        (-1, "NEGATIVE_AMOUNT"),
        (1_001, "COUNTED_OVER_TECHNICAL_AMOUNT"),
    ] {
        let command = weighed(200, Some(weight));
        assert_eq!(refused(&manual, "2025-03-04", &checker(), command), reason);
    }
}

#[test]
fn a_benefit_of_none_can_only_be_refused_and_a_found_one_needs_words() {
    let none = done(&filed(), "2025-03-04", &service(), compute(None)).claim;
    assert_eq!(
        refused(&none, "2025-03-05", &checker(), approve()),
        "AMOUNT_NONE"
    );
    let decided = done(
        &none,
        "2025-03-05",
        &checker(),
        refuse("NO_RULE_IN_FORCE", ""),
    );
    assert_eq!((decided.entry, decided.claim.state), (None, State::Refused));

    let claim = computed();
    assert_eq!(
        refused(&claim, "2025-03-05", &checker(), refuse("FALSE", " ")),
        "REASON_MISSING"
    );
    assert_eq!(
        refused(&claim, "2025-03-05", &checker(), refuse("because", "x")),
        "REFUSAL_CODE_INVALID"
    );
    let decided = done(
        &claim,
        "2025-03-05",
        &checker(),
        refuse("FALSE_DOCUMENTS", "seen"),
    );
    assert_eq!(decided.entry, Some(Entry::Release(Fen(100))));
    assert_eq!(decided.claim.amount, None);
    assert_eq!(decided.claim.budget_state(), BudgetState::None);
}

#[test]
fn a_grant_is_tied_to_a_commitment() {
    for (commitments, reason) in [
        (vec![], "COMMITMENT_MISSING"),
        (
            vec![Commitment {
                until: date("2030-03-03"),
                conditions: vec![],
            }],
            "COMMITMENT_INVALID",
        ),
    ] {
        let approve = Command::Approve { commitments };
        assert_eq!(
            refused(&computed(), "2025-03-05", &checker(), approve),
            reason
        );
    }
}
