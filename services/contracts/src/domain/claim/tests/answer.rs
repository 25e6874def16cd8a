//! The host's second look at a rule's answer.
use kezhuan_law::Fen;
use uuid::Uuid;

use crate::domain::claim::{
    Answer, Command, ContractFacts, FactsParty, Limits, Payee, Recipient, RuleOutcome, Split,
    command_after,
};

fn contract() -> ContractFacts {
    ContractFacts {
        id: Uuid::nil(),
        in_force: true,
        registered_on: "2025-03-03".parse().unwrap(),
        certificate_number: "KZ-TCZ-2025-440784-000001".to_owned(),
        form_version: 1,
        kind: "KF-WT".to_owned(),
        public_name: None,
        total: Fen(2_000),
        technical: Some(Fen(1_000)),
        parties: vec![
            FactsParty {
                side: Payee::Seller,
                enterprise: "USCC-seller".to_owned(),
                recipient: Recipient {
                    name: "Seller Ltd".to_owned(),
                    credit_code: "USCC-seller".to_owned(),
                },
                organisation: "seller".to_owned(),
                division: "440784".to_owned(),
            },
            FactsParty {
                side: Payee::Buyer,
                enterprise: "USCC-buyer".to_owned(),
                recipient: Recipient::default(),
                organisation: String::new(),
                division: "440100".to_owned(),
            },
        ],
        office: None,
        office_name: String::new(),
    }
}

fn answer(amount: i64) -> Answer {
    Answer {
        ok: true,
        reasons: vec!["OK".to_owned()],
        amount: Fen(amount),
        counted: Fen(amount),
        payee: Some(Payee::Seller),
        cap_hit: false,
    }
}

fn limits() -> Limits {
    Limits {
        budget_left: Fen(500),
        tenant: "440784".to_owned(),
    }
}

fn after(answer: Answer, split: Option<Split>, limits: &Limits) -> Command {
    let outcome = RuleOutcome::Answered {
        answer,
        split,
        decision: Uuid::nil(),
    };
    command_after(outcome, limits, &contract())
}

#[test]
fn a_good_answer_becomes_the_amount_with_the_default_split() {
    let Command::Compute {
        amount: Some(amount),
        reasons,
        decision,
    } = after(answer(101), None, &limits())
    else {
        panic!("the answer holds");
    };
    assert_eq!((amount.split.city, amount.split.county), (Fen(30), Fen(71)));
    assert_eq!(amount.total, Fen(101));
    assert_eq!(amount.enterprise, "USCC-seller");
    assert_eq!(amount.recipient.name, "Seller Ltd");
    assert_eq!(reasons, ["OK"]);
    assert_eq!(decision, Some(Uuid::nil()));
}

#[test]
fn no_rule_or_no_benefit_is_computed_as_none() {
    let none = RuleOutcome::NoRule {
        decision: Uuid::nil(),
    };
    let Command::Compute {
        amount, reasons, ..
    } = command_after(none, &limits(), &contract())
    else {
        panic!("no rule needs no person");
    };
    assert_eq!(
        (amount, reasons),
        (None, vec!["NO_RULE_IN_FORCE".to_owned()])
    );

    let refused = Answer {
        ok: false,
        payee: None,
        ..answer(0)
    };
    assert!(matches!(
        after(refused, None, &limits()),
        Command::Compute { amount: None, .. }
    ));
}

#[test]
fn an_answer_outside_the_limits_goes_to_a_person_and_is_never_made_to_fit() {
    let poor = Limits {
        budget_left: Fen(99),
        ..limits()
    };
    let uncapped = Limits {
        budget_left: Fen(10_000),
        ..limits()
    };
    let wrong_split = Split {
        city: Fen(1),
        county: Fen(1),
    };
    let with = |change: fn(&mut Answer)| {
        let mut answer = answer(100);
        change(&mut answer);
        answer
    };
    for (answer, split, limits, failure) in [
        (answer(-1), None, limits(), "NEGATIVE_AMOUNT"),
        (
            with(|a| a.counted = Fen(-1)),
            None,
            limits(),
            "NEGATIVE_AMOUNT",
        ),
        (
            with(|a| a.counted = Fen(1_001)),
            None,
            limits(),
            "COUNTED_OVER_TECHNICAL_AMOUNT",
        ),
        (
            with(|a| a.ok = false),
            None,
            limits(),
            "REFUSAL_WITH_AMOUNT",
        ),
        (with(|a| a.payee = None), None, limits(), "PAYEE_MISSING"),
        (
            with(|a| a.payee = Some(Payee::Broker)),
            None,
            limits(),
            "PAYEE_NOT_A_PARTY",
        ),
        (
            with(|a| a.payee = Some(Payee::Office)),
            None,
            limits(),
            "PAYEE_NOT_A_PARTY",
        ),
        (answer(100), None, poor, "OVER_BUDGET"),
        (
            with(|a| a.amount = Fen(1_001)),
            None,
            uncapped,
            "OVER_TECHNICAL_AMOUNT",
        ),
        (answer(100), Some(wrong_split), limits(), "SPLIT_MISMATCH"),
    ] {
        let Command::SendToManual { failure: said, .. } = after(answer, split, &limits) else {
            panic!("{failure} was let through");
        };
        assert_eq!(said, failure);
    }
}

#[test]
fn a_failed_rule_goes_to_a_person_with_its_failure() {
    let failed = RuleOutcome::Failed {
        failure: "OUT_OF_FUEL".to_owned(),
        decision: None,
    };
    assert_eq!(
        command_after(failed, &limits(), &contract()),
        Command::SendToManual {
            failure: "OUT_OF_FUEL".to_owned(),
            decision: None
        }
    );
}
