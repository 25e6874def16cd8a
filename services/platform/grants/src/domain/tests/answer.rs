//! What becomes of a rule's answer.
use super::*;

fn after(outcome: RuleOutcome, limits: Limits) -> Command {
    command_after(outcome, &filed(), limits)
}

fn answered(ok: bool, total: i64, payee: Option<&str>, limits: Limits) -> Command {
    let answer = Answer {
        ok,
        amount: Fen(total),
        payee: payee.map(text),
        reasons: vec![text("HALF")],
    };
    let decision = Uuid::from_u128(4);
    after(RuleOutcome::Answered { answer, decision }, limits)
}

#[test]
fn an_answer_within_the_law_is_computed_and_any_other_goes_to_a_person() {
    for (payee, paid) in [(None, "acme"), (Some("house"), "house")] {
        let Command::Compute { amount, .. } = answered(true, 600, payee, limits()) else {
            panic!("not computed");
        };
        let amount = amount.unwrap();
        assert_eq!((amount.total, amount.payee.as_str()), (Fen(600), paid));
    }
    let none_left = Limits {
        available: Some(Fen::ZERO),
        ..limits()
    };
    let rich = Limits {
        available: Some(Fen(10_000)),
        ..limits()
    };
    let barred = Limits {
        barred: true,
        ..limits()
    };
    let missing = Limits {
        available: None,
        ..limits()
    };
    for (ok, total, payee, limits, failure) in [
        (true, -1, None, limits(), "NEGATIVE_AMOUNT"),
        (false, 500, None, limits(), "REFUSAL_WITH_AMOUNT"),
        (true, 500, Some("stranger"), limits(), "PAYEE_NOT_A_PARTY"),
        (true, 901, None, rich, "OVER_WHAT_IS_DUE"),
        (true, 601, None, limits(), "BUDGET_EXHAUSTED"),
        (true, 0, None, none_left, "BUDGET_EXHAUSTED"),
        (true, 500, None, missing, "BUDGET_MISSING"),
        (true, 500, None, barred, "BARRED_BY_OTHER_PROGRAMME"),
    ] {
        let Command::SendToManual { failure: found, .. } = answered(ok, total, payee, limits)
        else {
            panic!("{failure} went through");
        };
        assert_eq!(found, failure);
    }
}

#[test]
fn no_benefit_and_no_rule_are_answers_and_a_failure_is_none() {
    let without = Limits {
        most: None,
        available: None,
        barred: true,
    };
    let none = answered(false, 0, None, without);
    assert!(matches!(none, Command::Compute { amount: None, .. }));
    let decision = Uuid::from_u128(4);
    let Command::Compute {
        amount, reasons, ..
    } = after(RuleOutcome::NoRule { decision }, without)
    else {
        panic!("not computed");
    };
    assert_eq!((amount, reasons), (None, vec![text("NO_RULE_IN_FORCE")]));
    let failure = text("TRAP");
    let failed = after(RuleOutcome::Failed { failure, decision }, limits());
    assert_eq!(failed, send_to_manual());
}
