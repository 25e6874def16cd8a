//! What arrives, who sees it, and that it arrives once.
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::webhooks::Receiver;
use kezhuan_testkit::{arrives_again, eventually};
use tonic::Code;

use super::desk::{self, hook};
use crate::world::{Person, SOON, World, banker, id, other_banker, reason};

async fn secret(world: &World, name: &str) -> String {
    let request = GetWebhookSecretRequest {
        name: name.to_owned(),
    };
    let secret = hook!(world, banker(), get_webhook_secret, request);
    secret.unwrap().current
}

#[tokio::test]
async fn a_bank_is_told_of_its_own_case_signed_and_in_the_shape_of_the_specification() {
    let world = desk::world().await;
    let (receiver, other) = (Receiver::start().await, Receiver::start().await);
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::endpoint(&world, &other_banker(), other.url()).await;

    let loan = desk::disbursed(&world, "bank-1").await;
    let letters = receiver.wait_for(1).await;
    let letter = &letters[0];
    assert!(letter.is_signed_by(&secret(&world, &endpoint.name).await));
    assert!(!letter.is_signed_by("whsec_bm90IHRoaXMgb25lLCBub3QgdGhpcyBvbmU="));
    assert_eq!(letter.headers["content-type"], "application/json");
    let body = letter.json();
    assert_eq!(body["type"], "ip.loan.disbursed");
    let data = &body["data"];
    assert_eq!(data["case"], format!("loans/{loan}"));
    assert_eq!(data["to_state"], "DISBURSED");
    assert_eq!(data["sequence"], 1);
    assert!(!String::from_utf8_lossy(&letter.body).contains("500000000"));

    let done = desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
    let request = GetWebhookDeliveryRequest {
        name: done[0].name.clone(),
    };
    let entry = hook!(world, banker(), get_webhook_delivery, request).unwrap();
    assert_eq!(entry.body_json.as_bytes(), letter.body);
    assert_eq!(
        (entry.message_id.as_str(), entry.attempts.len()),
        (letter.id(), 1)
    );
    assert_eq!(
        (
            entry.attempts[0].status_code,
            entry.attempts[0].detail.as_str()
        ),
        (200, "heard")
    );

    // The other bank was told nothing, and sees nothing of it.
    assert!(other.letters().is_empty());
    assert!(desk::log(&world, &other_banker(), "").await.is_empty());
    let request = GetWebhookDeliveryRequest {
        name: entry.name.clone(),
    };
    let refused = hook!(world, other_banker(), get_webhook_delivery, request).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
    let request = GetWebhookSecretRequest {
        name: endpoint.name.clone(),
    };
    let refused = hook!(world, other_banker(), get_webhook_secret, request).unwrap_err();
    assert_eq!(refused.code(), Code::NotFound);
}

#[tokio::test]
async fn only_the_types_asked_for_are_told_and_only_known_ones_can_be_asked_for() {
    let world = desk::world().await;
    let (wanted, unwanted) = (Receiver::start().await, Receiver::start().await);
    let kinds = ["ip.loan.disbursed"];
    let created = desk::created(&world, &banker(), wanted.url(), &kinds).await;
    created.unwrap();
    let kinds = ["ip.loan.repaid"];
    let created = desk::created(&world, &banker(), unwanted.url(), &kinds).await;
    created.unwrap();
    let kinds = ["ip.loan.disbursd"];
    let refused = desk::created(&world, &banker(), wanted.url(), &kinds).await;
    assert_eq!(reason(&refused.unwrap_err()), "EVENT_TYPE_UNKNOWN");
    // What happened before an endpoint was made is nothing that it asked for.
    let later = Receiver::start().await;
    desk::endpoint(&world, &banker(), later.url()).await;
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "UPDATE webhook_endpoint SET create_time = now() + interval '1 hour' WHERE url = $1",
    )
    .bind(later.url())
    .execute(&mut admin)
    .await
    .unwrap();
    desk::disbursed(&world, "bank-1").await;
    wanted.wait_for(1).await;
    // All are looked for by one statement: what was not made with the first was not made.
    assert_eq!(desk::log(&world, &banker(), "").await.len(), 1);
    assert!(unwanted.letters().is_empty());
}

#[tokio::test]
async fn an_event_that_arrives_again_is_told_once() {
    let world = desk::world().await;
    let receiver = Receiver::start().await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    let loan = desk::disbursed(&world, "bank-1").await;
    receiver.wait_for(1).await;

    // The consumer has forgotten that it applied the event, and it comes once more.
    let mut admin = world.database.admin().await.unwrap();
    let forget = "DELETE FROM inbox WHERE consumer = 'financing-webhooks' AND aggregate_id = $1";
    sqlx::query(forget)
        .bind(loan)
        .execute(&mut admin)
        .await
        .unwrap();
    arrives_again(&world.config.bus, "financing", "loan.LoanDisbursed")
        .await
        .unwrap();
    let applied_again = eventually(SOON, async || {
        let counted = "SELECT count(*) FROM inbox WHERE consumer = 'financing-webhooks' AND aggregate_id = $1";
        let counted: i64 = sqlx::query_scalar(counted)
            .bind(loan)
            .fetch_one(&mut admin)
            .await
            .unwrap();
        counted == 1
    });
    assert!(applied_again.await);
    // What it had made stands in the same write: nothing.
    assert_eq!(desk::log(&world, &banker(), "").await.len(), 1);
    assert_eq!(receiver.letters().len(), 1);
}

#[tokio::test]
async fn the_log_is_narrowed_and_paged() {
    let world = desk::world().await;
    let receiver = Receiver::start().await;
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    let first = desk::disbursed(&world, "bank-1").await;
    for _ in 0..2 {
        desk::disbursed(&world, "bank-1").await;
    }
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 3).await;
    let of_case = format!("case=\"loans/{first}\" AND event_type=\"ip.loan.disbursed\"");
    assert_eq!(desk::log(&world, &banker(), &of_case).await.len(), 1);
    let late = "create_time>=\"2999-01-01T00:00:00Z\"";
    assert!(desk::log(&world, &banker(), late).await.is_empty());
    let (mut names, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListWebhookDeliveriesRequest {
            endpoint: endpoint.name.clone(),
            page_size: 2,
            page_token,
            ..ListWebhookDeliveriesRequest::default()
        };
        let page = hook!(world, banker(), list_webhook_deliveries, request).unwrap();
        names.extend(page.deliveries.into_iter().map(|entry| entry.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 3);
    let request = ListWebhookDeliveriesRequest {
        filter: "state=\"SENT\"".to_owned(),
        ..ListWebhookDeliveriesRequest::default()
    };
    let refused = hook!(world, banker(), list_webhook_deliveries, request).unwrap_err();
    assert_eq!(reason(&refused), "FILTER_INVALID");
}

#[tokio::test]
async fn an_endpoint_belongs_to_its_organisation_and_ends_with_its_deletion() {
    let world = desk::world().await;
    let receiver = Receiver::start().await;
    let endpoint = desk::endpoint(&world, &banker(), receiver.url()).await;
    let request = DeleteWebhookEndpointRequest {
        name: endpoint.name.clone(),
        etag: endpoint.etag.clone(),
        request_id: id(),
    };
    let refused = hook!(
        world,
        other_banker(),
        delete_webhook_endpoint,
        request.clone()
    );
    assert_eq!(refused.unwrap_err().code(), Code::NotFound);
    desk::disbursed(&world, "bank-1").await;
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
    hook!(world, banker(), delete_webhook_endpoint, request).unwrap();
    let request = ListWebhookEndpointsRequest::default();
    let left = hook!(world, banker(), list_webhook_endpoints, request).unwrap();
    assert!(left.webhook_endpoints.is_empty());
    assert_eq!(desk::log(&world, &banker(), "").await.len(), 1);
    // Another is told from then on, and the deleted one nothing any more.
    let other = Receiver::start().await;
    desk::endpoint(&world, &banker(), other.url()).await;
    desk::disbursed(&world, "bank-1").await;
    other.wait_for(1).await;
    assert_eq!(desk::log(&world, &banker(), "").await.len(), 2);
    assert_eq!(receiver.letters().len(), 1);
}

#[tokio::test]
async fn an_organisation_has_so_many_endpoints_and_says_so_much_of_each() {
    let world = desk::world_with(|config| config.webhooks.endpoints_max = 1).await;
    let receiver = Receiver::start().await;
    let create = async |person: Person, letters: usize| {
        let request = CreateWebhookEndpointRequest {
            url: receiver.url(),
            description: "说".repeat(letters),
            request_id: id(),
            ..CreateWebhookEndpointRequest::default()
        };
        hook!(world, person, create_webhook_endpoint, request)
    };
    let wordy = create(banker(), 201).await.unwrap_err();
    assert_eq!(reason(&wordy), "DESCRIPTION_TOO_LONG");
    let only = create(banker(), 200).await.unwrap();
    let second = create(banker(), 1).await.unwrap_err();
    assert_eq!(reason(&second), "WEBHOOK_ENDPOINTS_FULL");
    create(other_banker(), 1).await.unwrap();
    let request = DeleteWebhookEndpointRequest {
        name: only.name,
        request_id: id(),
        ..DeleteWebhookEndpointRequest::default()
    };
    hook!(world, banker(), delete_webhook_endpoint, request).unwrap();
    create(banker(), 1).await.unwrap();
}
