//! Paying and taking back.
use super::*;

#[test]
fn a_claim_goes_from_draft_to_paid_and_each_step_moves_its_budget_once() {
    let mut ledger = Ledger::new(Fen(500), false);
    let mut claim = drafted();
    let walk = [
        (
            "2025-03-04",
            applicant(),
            file(),
            State::Filed,
            BudgetState::None,
        ),
        (
            "2025-03-04",
            service(),
            compute(Some(amount(100))),
            State::Computed,
            BudgetState::Reserved,
        ),
        (
            "2025-03-05",
            checker(),
            approve(),
            State::Approved,
            BudgetState::Committed,
        ),
        (
            "2025-03-06",
            checker(),
            publish(5),
            State::Published,
            BudgetState::Committed,
        ),
        (
            "2025-03-14",
            payer(),
            Command::Pay,
            State::Paid,
            BudgetState::Paid,
        ),
    ];
    for (version, (day, actor, command, state, budget)) in walk.into_iter().enumerate() {
        let decided = done(&claim, day, &actor, command);
        assert_eq!(decided.from, claim.state);
        claim = decided.claim;
        if let Some(entry) = decided.entry {
            ledger = ledger.book(entry).unwrap();
        }
        assert_eq!((claim.state, claim.budget_state()), (state, budget));
        assert_eq!(claim.version, i64::try_from(version).unwrap() + 2);
    }
    assert_eq!((ledger.paid, ledger.available()), (Fen(100), Fen(400)));
    assert_eq!(
        claim.notice.unwrap().outcome.unwrap().as_str(),
        "UNDISPUTED"
    );
}

#[test]
fn a_contract_that_left_or_shrank_is_not_paid() {
    let gone = ContractFacts {
        in_force: false,
        ..contract()
    };
    let shrunk = amended(Some(99));
    let reason = |claim: &Claim, day, actor: &Actor, contract, command| {
        on(claim, day, actor, contract, command).unwrap_err().reason
    };
    for (contract, expected) in [
        (&gone, "CONTRACT_NOT_IN_FORCE"),
        (&shrunk, "CLAIM_OUTDATED"),
    ] {
        assert_eq!(
            reason(&computed(), "2025-03-05", &checker(), contract, approve()),
            expected
        );
        assert_eq!(
            reason(&approved(), "2025-03-06", &checker(), contract, publish(5)),
            expected
        );
        assert_eq!(
            reason(&published(), "2025-03-14", &payer(), contract, Command::Pay),
            expected
        );
    }
}

#[test]
fn an_approved_grant_is_refused_only_when_its_contract_no_longer_carries_it() {
    let gone = ContractFacts {
        in_force: false,
        ..contract()
    };
    let lost = || refuse("REGISTRATION_LOST", "the registration was annulled");
    for (claim, day) in [(approved(), "2025-03-06"), (published(), "2025-03-14")] {
        assert_eq!(refused(&claim, day, &checker(), lost()), "GRANT_STILL_DUE");
        let ended = on(&claim, day, &checker(), &gone, lost()).unwrap();
        assert_eq!(ended.claim.state, State::Refused);
        assert_eq!(ended.entry, Some(Entry::ReleaseCommitted(Fen(100))));
        assert_eq!(ended.claim.budget_state(), BudgetState::None);
    }
    assert_eq!(
        on(&paid(), "2025-03-15", &checker(), &gone, lost())
            .unwrap_err()
            .reason,
        "STATE_FORBIDS"
    );
}

#[test]
fn a_broken_promise_is_recovered_and_never_for_more_than_was_paid() {
    let breach = |ground| Command::RecordBreach {
        ground,
        reason: text("moved away"),
    };
    let recover = |fen| Command::RecordRecovery { amount: Fen(fen) };
    let promise = BreachGround::Commitment;
    let lost = BreachGround::RegistrationLost;
    assert_eq!(
        refused(&paid(), "2030-03-04", &checker(), breach(promise)),
        "NO_COMMITMENT_IN_FORCE"
    );
    assert_eq!(
        refused(&paid(), "2026-01-05", &checker(), breach(lost)),
        "REGISTRATION_STILL_IN_FORCE"
    );
    let gone = ContractFacts {
        in_force: false,
        ..contract()
    };
    assert!(on(&paid(), "2031-01-06", &checker(), &gone, breach(lost)).is_ok());
    let recovering = done(&paid(), "2030-03-03", &checker(), breach(promise)).claim;
    assert_eq!(recovering.budget_state(), BudgetState::Paid);
    for fen in [0, 101] {
        assert_eq!(
            refused(&recovering, "2030-03-04", &payer(), recover(fen)),
            "RECOVERY_OUT_OF_RANGE"
        );
    }
    // A part leaves the case open, and what is outstanding shrinks.
    let part = done(&recovering, "2030-03-04", &payer(), recover(60));
    assert_eq!(part.entry, Some(Entry::Recover(Fen(60))));
    assert_eq!(part.event, Event::ClaimRecoveredInPart { amount: Fen(60) });
    assert_eq!(part.claim.state, State::Recovering);
    assert_eq!(
        refused(&part.claim, "2030-03-05", &payer(), recover(41)),
        "RECOVERY_OUT_OF_RANGE"
    );
    let rest = done(&part.claim, "2030-03-05", &payer(), recover(40));
    assert_eq!(rest.entry, Some(Entry::Recover(Fen(40))));
    assert_eq!(
        (rest.claim.state, rest.claim.recovered()),
        (State::Recovered, Fen(100))
    );
}

#[test]
fn a_claim_survives_being_stored() {
    let claim = paid();
    let stored = serde_json::to_string(&claim).unwrap();
    assert_eq!(serde_json::from_str::<Claim>(&stored).unwrap(), claim);
}
