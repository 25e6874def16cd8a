use uuid::Uuid;

use super::*;
use crate::domain::claim::{FactsParty, Payee, Recipient};

fn contract(technical: Option<i64>) -> ContractFacts {
    ContractFacts {
        id: Uuid::nil(),
        in_force: true,
        registered_on: "2025-03-03".parse().unwrap(),
        certificate_number: String::new(),
        form_version: 1,
        kind: "KF-WT".to_owned(),
        public_name: None,
        total: Fen(2_000),
        technical: technical.map(Fen),
        parties: vec![FactsParty {
            side: Payee::Seller,
            enterprise: "USCC-seller".to_owned(),
            recipient: Recipient::default(),
            organisation: "seller".to_owned(),
            division: "440703".to_owned(),
        }],
        office: None,
        office_name: String::new(),
    }
}

fn applicant() -> Actor {
    Actor::person("ann", "seller", "", [Role::Applicant])
}

fn registrar() -> Actor {
    Actor::person("reg", "office", "440703", [Role::Registrar])
}

fn new(amount: i64, received_on: &str, number: &str) -> NewIncome {
    NewIncome {
        id: Uuid::nil(),
        tenant: "440703".to_owned(),
        amount: Fen(amount),
        received_on: received_on.parse().unwrap(),
        receipt: Receipt {
            kind: ReceiptKind::BankSlip,
            number: number.to_owned(),
        },
        documents: vec![document(Some(Material::Receipt))],
    }
}

fn document(material: Option<Material>) -> Document {
    Document {
        id: Uuid::nil(),
        material,
    }
}

fn ask(new: NewIncome, contract: &ContractFacts) -> Result<IncomeVerification, Refused> {
    file(new, contract, &applicant(), "2025-04-01".parse().unwrap()).map(|(income, _)| income)
}

fn filed(amount: i64) -> IncomeVerification {
    ask(new(amount, "2025-04-01", "B-1"), &contract(Some(1_000))).unwrap()
}

fn verify(before: i64) -> Command {
    Command::Verify {
        verified_before: Fen(before),
    }
}

#[test]
fn every_error_of_a_filing_is_named_at_once() {
    let refused = ask(new(0, "2025-04-02", " "), &contract(Some(1_000))).unwrap_err();
    let reasons: Vec<_> = refused.fields.iter().map(|field| field.reason).collect();
    assert_eq!(reasons, ["NOT_POSITIVE", "IN_THE_FUTURE", "MISSING"]);
    let refused = ask(new(5, "2025-04-01", "B-1"), &contract(None)).unwrap_err();
    assert_eq!(refused.reason, "AMOUNT_NOT_CERTIFIED");
    let stranger = Actor::person("bob", "other", "", [Role::Applicant]);
    let today = "2025-04-01".parse().unwrap();
    let refused = file(
        new(5, "2025-04-01", "B-1"),
        &contract(Some(9)),
        &stranger,
        today,
    );
    assert_eq!(refused.unwrap_err().reason, "NOT_A_PARTY");
}

#[test]
fn verified_income_never_exceeds_the_technical_amount_in_force() {
    let contract = contract(Some(1_000));
    for (before, amount, fits) in [
        (0, 1_000, true),
        (600, 400, true),
        (600, 401, false),
        (i64::MAX, 1, false),
    ] {
        let answer = decide(&filed(amount), verify(before), &contract, &registrar());
        assert_eq!(answer.is_ok(), fits, "{before} + {amount}");
        if let Err(refused) = answer {
            assert_eq!(refused.reason, "INCOME_OVER_TECHNICAL_AMOUNT");
        }
    }
}

#[test]
fn parties_do_not_verify_their_own_income() {
    let contract = contract(Some(1_000));
    let reason = |actor: &Actor| {
        decide(&filed(5), verify(0), &contract, actor)
            .unwrap_err()
            .reason
    };
    assert_eq!(reason(&applicant()), "ROLE_MISSING");
    let own = Actor::person("reg", "seller", "440703", [Role::Registrar]);
    assert_eq!(reason(&own), "OWN_ORGANISATION");
    let elsewhere = Actor::person("reg", "office", "440705", [Role::Registrar]);
    assert_eq!(reason(&elsewhere), "NOT_THE_DECIDING_TENANT");
}

#[test]
fn a_receipt_is_decided_once() {
    let contract = contract(Some(1_000));
    let refuse = || Command::Refuse {
        code: RefusalCode::NotTechnical,
        note: "rent".to_owned(),
    };
    let outcomes = [
        (
            verify(0),
            registrar(),
            State::Verified,
            Event::IncomeVerified,
        ),
        (
            refuse(),
            registrar(),
            State::Refused,
            Event::IncomeRefused {
                code: RefusalCode::NotTechnical,
            },
        ),
        (
            Command::Withdraw,
            applicant(),
            State::Withdrawn,
            Event::IncomeWithdrawn,
        ),
    ];
    for (command, actor, state, event) in outcomes {
        let (income, happened) = decide(&filed(5), command, &contract, &actor).unwrap();
        assert_eq!((income.state, happened, income.version), (state, event, 2));
        for second in [verify(0), refuse(), Command::Withdraw] {
            let refused = decide(&income, second, &contract, &registrar()).unwrap_err();
            assert_eq!(refused.reason, "STATE_FORBIDS");
        }
    }
}

#[test]
fn names_read_back() {
    for state in State::ALL {
        assert_eq!(State::parse(state.as_str()), Some(state));
    }
    for code in RefusalCode::ALL {
        assert_eq!(RefusalCode::parse(code.as_str()), Some(code));
    }
    assert_eq!(ReceiptKind::parse("INVOICE"), Some(ReceiptKind::Invoice));
    assert_eq!(ReceiptKind::parse("CHEQUE"), None);
}

#[test]
fn a_filing_names_the_receipt_in_the_file() {
    for (documents, expected) in [
        (vec![], "MISSING"),
        (vec![document(None)], "NOT_A_RECEIPT"),
        (
            vec![
                document(Some(Material::Receipt)),
                document(Some(Material::Other)),
            ],
            "NOT_A_RECEIPT",
        ),
        (vec![document(Some(Material::Receipt)); 21], "TOO_MANY"),
    ] {
        let named = NewIncome {
            documents,
            ..new(5, "2025-04-01", "B-1")
        };
        let refused = ask(named, &contract(Some(9))).unwrap_err();
        let found = (refused.fields[0].field.as_str(), refused.fields[0].reason);
        assert_eq!(found, ("attachments", expected));
    }
}

#[test]
fn nothing_is_verified_without_a_receipt_in_the_file() {
    let bare = IncomeVerification {
        documents: Vec::new(),
        ..filed(5)
    };
    let refused = decide(&bare, verify(0), &contract(Some(9)), &registrar()).unwrap_err();
    assert_eq!(refused.reason, "RECEIPT_MISSING");
    assert_eq!(refused.fields[0].field, "attachments");
}

#[test]
fn a_receipt_is_its_payee_s_and_its_number_is_compared_without_spaces() {
    let income = ask(new(5, "2025-04-01", "b 1\u{3000}2"), &contract(Some(9))).unwrap();
    assert_eq!(income.payee, "USCC-seller");
    assert_eq!(income.receipt.compared_number(), "B12");
}
