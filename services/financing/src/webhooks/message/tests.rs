//! What is told of events, and what is not.
use kezhuan_protocol::financing::v1::{
    Consent, ConsentGiven, LoanDisbursed, LoanMoved, WebhookEndpointDisabled, WebhookEndpointMoved,
};
use kezhuan_webhooks::{Letter, Secret, signature};
use prost::Message as _;
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP};

use super::*;

fn happening(event_name: &str, aggregate: &str, id: Uuid, payload: Vec<u8>) -> Happening {
    Happening {
        event_id: Uuid::now_v7(),
        event_name: event_name.to_owned(),
        aggregate: aggregate.to_owned(),
        aggregate_id: id,
        sequence: 1,
        occurred_at: "2025-03-03T01:02:03.000004Z".parse().unwrap(),
        legal_date: "2025-03-03".parse().unwrap(),
        payload,
    }
}

fn told_of(event: &Happening) -> Option<Message> {
    Messages::new().unwrap().of(event).unwrap()
}

#[test]
fn an_event_type_is_read_off_the_name_of_its_message() {
    assert_eq!(event_type("LoanDisbursed"), "ip.loan.disbursed");
    assert_eq!(event_type("LoanInstalmentPaid"), "ip.loan.instalment_paid");
    let known = Messages::new().unwrap().event_types();
    assert!(known.contains("ip.loan.disbursed"));
    assert!(known.contains("ip.webhook.endpoint_disabled"));
    assert!(known.iter().all(|known| !known.ends_with("moved")));
}

#[test]
fn a_message_names_the_case_its_state_and_its_place_in_the_order() {
    let id = Uuid::now_v7();
    let event = WebhookEndpointDisabled {
        moved: Some(WebhookEndpointMoved {
            webhook_endpoint: format!("webhookEndpoints/{id}"),
            organisation: "bank-1".to_owned(),
            from_state: "ENABLED".to_owned(),
            to_state: "DISABLED".to_owned(),
            version: 3,
        }),
        reason: "GONE".to_owned(),
    };
    let event = happening(
        "WebhookEndpointDisabled",
        "webhook_endpoint",
        id,
        event.encode_to_vec(),
    );
    let message = told_of(&event).unwrap();
    assert_eq!(message.case_name, format!("webhookEndpoints/{id}"));
    assert_eq!(message.organisations, ["bank-1"]);
    let body: serde_json::Value = serde_json::from_str(&message.body).unwrap();
    assert_eq!(
        body,
        json!({
            "type": "ip.webhook.endpoint_disabled",
            "timestamp": "2025-03-03T01:02:03.000004Z",
            "data": {
                "case": format!("webhookEndpoints/{id}"),
                "sequence": 1,
                "legal_date": "2025-03-03",
                "webhook_endpoint": format!("webhookEndpoints/{id}"),
                "organisation": "bank-1",
                "reason": "GONE",
                "from_state": "ENABLED",
                "to_state": "DISABLED",
                "version": 3,
            },
        })
    );
}

#[test]
fn when_a_consent_was_given_and_what_is_owed_is_not_told() {
    let id = Uuid::now_v7();
    let consent = Consent {
        name: format!("consents/{id}"),
        enterprise: "enterprise-1".to_owned(),
        bank: "bank-1".to_owned(),
        application: format!("applications/{id}"),
        given_on: "2025-03-03".to_owned(),
        ..Consent::default()
    };
    let moved = LoanMoved {
        loan: format!("loans/{id}"),
        bank: "bank-1".to_owned(),
        borrower: "enterprise-1".to_owned(),
        to_state: "DISBURSED".to_owned(),
        outstanding_fen: 1_234_567,
        ..LoanMoved::default()
    };
    let given = ConsentGiven {
        consent: Some(consent),
    };
    let disbursed = LoanDisbursed {
        moved: Some(moved),
        principal_fen: 1_234_567,
        ..LoanDisbursed::default()
    };
    for (event_name, payload) in [
        ("ConsentGiven", given.encode_to_vec()),
        ("LoanDisbursed", disbursed.encode_to_vec()),
    ] {
        let message = told_of(&happening(event_name, "any", id, payload)).unwrap();
        assert_eq!(message.organisations, ["bank-1", "enterprise-1"]);
        assert!(message.case_name.ends_with(&id.to_string()));
        for field in ["given_on", "outstanding_fen", "principal_fen"] {
            assert!(!message.body.contains(field), "{}", message.body);
        }
    }
}

#[test]
fn an_event_of_no_case_is_no_message() {
    let event = happening("TreeHeadSealed", "tree_head", Uuid::now_v7(), Vec::new());
    assert_eq!(told_of(&event), None);
}

fn disbursed() -> LoanDisbursed {
    LoanDisbursed {
        moved: Some(LoanMoved {
            loan: format!("loans/{}", Uuid::from_u128(2)),
            bank: "bank-1".to_owned(),
            borrower: "enterprise-1".to_owned(),
            from_state: "CONTRACTED".to_owned(),
            to_state: "ACTIVE".to_owned(),
            version: 2,
            biz_no: "20250303-000017".to_owned(),
            outstanding_fen: 500_000_000,
            others: vec!["insurer-1".to_owned(), "guarantor-1".to_owned()],
        }),
        principal_fen: 500_000_000,
        disbursed_on: "2025-03-03".to_owned(),
        maturity: "2026-03-03".to_owned(),
    }
}

/// Receivers were written for these bytes: those of the event, and those of the letter with its headers.
#[test]
fn an_event_and_its_letter_are_the_golden_ones() {
    let payload = disbursed().encode_to_vec();
    let golden = include_str!("../../../tests/golden/loan-disbursed.hex");
    assert_eq!(hex::encode(&payload), golden.trim_end());

    let happening = Happening {
        event_id: Uuid::from_u128(1),
        event_name: "LoanDisbursed".to_owned(),
        aggregate: "loan".to_owned(),
        aggregate_id: Uuid::from_u128(2),
        sequence: 2,
        occurred_at: "2025-03-03T01:02:03.000004Z".parse().unwrap(),
        legal_date: "2025-03-03".parse().unwrap(),
        payload,
    };
    let message = Messages::new().unwrap().of(&happening).unwrap().unwrap();
    let told = ["bank-1", "enterprise-1", "insurer-1", "guarantor-1"];
    assert_eq!(message.organisations, told);
    let letter = Letter {
        message_id: format!("msg_{}", message.event_id.simple()),
        body: message.body,
        secrets: vec![Secret::of([7; 32]), Secret::of([8; 32])],
        url: "https://bank.example/hook".to_owned(),
    };
    let timestamp = 1_740_963_724;
    let signature = signature(&letter, timestamp).unwrap();
    let headers = [
        ("content-type", "application/json".to_owned()),
        (HEADER_WEBHOOK_ID, letter.message_id),
        (HEADER_WEBHOOK_TIMESTAMP, timestamp.to_string()),
        (HEADER_WEBHOOK_SIGNATURE, signature),
    ];
    let headers = headers.map(|(name, value)| format!("{name}: {value}\n"));
    let text = format!("{}\n{}\n", headers.concat(), letter.body);
    assert_eq!(text, include_str!("../../../tests/golden/webhook.txt"));
}
