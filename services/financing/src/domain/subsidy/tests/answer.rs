//! What becomes of a rule's answer.
use super::*;

fn after(outcome: RuleOutcome) -> Command {
    command_after(outcome, &filed(), &interest(), Fen(600))
}

fn answered(ok: bool, base: i64, amount: i64) -> Command {
    let answer = Answer {
        ok,
        base: Fen(base),
        amount: Fen(amount),
        reasons: vec![text("HALF")],
    };
    let decision = Uuid::from_u128(4);
    after(RuleOutcome::Answered { answer, decision })
}

#[test]
fn an_answer_within_the_law_is_computed_and_any_other_goes_to_a_person() {
    let Command::Compute {
        amount: Some(found),
        ..
    } = answered(true, 1_001, 500)
    else {
        panic!("not computed");
    };
    assert_eq!((found.split.city, found.split.county), (Fen(150), Fen(350)));
    for (ok, base, amount, failure) in [
        (true, 1_000, 500, "BASE_MISMATCH"),
        (true, 1_001, 1_002, "OVER_INTEREST_PAID"),
        (true, 1_001, -1, "OVER_INTEREST_PAID"),
        (true, 1_001, 601, "OVER_BUDGET"),
        (false, 1_001, 500, "REFUSAL_WITH_AMOUNT"),
    ] {
        let Command::SendToManual { failure: found, .. } = answered(ok, base, amount) else {
            panic!("{failure} went through");
        };
        assert_eq!(found, failure);
    }
}

#[test]
fn no_subsidy_and_no_rule_are_answers_and_a_failure_is_none() {
    let none = answered(false, 1_001, 0);
    assert!(matches!(none, Command::Compute { amount: None, .. }));
    let decision = Uuid::from_u128(4);
    let Command::Compute {
        amount, reasons, ..
    } = after(RuleOutcome::NoRule { decision })
    else {
        panic!("not computed");
    };
    assert_eq!((amount, reasons), (None, vec![text("NO_RULE_IN_FORCE")]));
    let (failure, decision) = (text("TRAP"), None);
    let failed = after(RuleOutcome::Failed { failure, decision });
    assert!(matches!(failed, Command::SendToManual { .. }));
}
