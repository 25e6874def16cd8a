//! Where a webhook may go: refused when it is asked for, and looked at again when it is sent.
use kezhuan_protocol::financing::v1::webhook_delivery::Failure;
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::webhooks::{Answer, Receiver};

use super::desk::{self, hook};
use crate::world::{World, banker, id, reason};

#[tokio::test]
async fn an_address_inside_is_refused_unless_the_installation_allows_it() {
    let world = World::with(World::CALM, "http://127.0.0.1:1", |config| {
        config.webhooks.http_allowed = true;
    })
    .await;
    for url in [
        "http://127.0.0.1:9/hook",
        "http://localhost:9/hook",
        "http://2130706433:9/",
        "https://10.0.0.1/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/hook",
        "https://[fd00::1]/hook",
    ] {
        let refused = desk::created(&world, &banker(), url.to_owned(), &[]).await;
        let refused = refused.unwrap_err();
        assert_eq!(reason(&refused), "WEBHOOK_ADDRESS_FORBIDDEN", "{url}");
    }
    let unknown = "https://no-such-host.invalid/hook".to_owned();
    let refused = desk::created(&world, &banker(), unknown, &[]).await;
    assert_eq!(reason(&refused.unwrap_err()), "WEBHOOK_HOST_UNKNOWN");
}

#[tokio::test]
async fn only_https_without_user_and_fragment_is_an_address() {
    let world = desk::world_with(|config| config.webhooks.http_allowed = false).await;
    for url in [
        "http://127.0.0.1/hook",
        "ftp://127.0.0.1/hook",
        "https://user:secret@127.0.0.1/hook",
        "https://127.0.0.1/hook#part",
        "127.0.0.1/hook",
        "",
    ] {
        let refused = desk::created(&world, &banker(), url.to_owned(), &[]).await;
        assert_eq!(
            reason(&refused.unwrap_err()),
            "WEBHOOK_URL_INVALID",
            "{url}"
        );
    }
    let long = format!("https://127.0.0.1/{}", "a".repeat(2_000));
    let refused = desk::created(&world, &banker(), long, &[]).await;
    assert_eq!(reason(&refused.unwrap_err()), "WEBHOOK_URL_INVALID");
}

/// The endpoint was good when it was made: what counts is where its name leads when a letter is sent.
#[tokio::test]
async fn a_name_is_looked_at_again_before_every_attempt() {
    let mut world = desk::world().await;
    let receiver = Receiver::start().await;
    let url = format!("http://localhost:{}/hook", receiver.port);
    let endpoint = desk::endpoint(&world, &banker(), url.clone()).await;
    desk::disbursed(&world, "bank-1").await;
    receiver.wait_for(1).await;
    desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;

    world.config.webhooks.allowed_ranges = Vec::new();
    world.restarted(async |_| {}).await;
    desk::disbursed(&world, "bank-1").await;
    let given_up = desk::logged(&world, &banker(), "state=\"FAILED\"", 1).await;
    let last = given_up[0].last_attempt.clone().unwrap();
    assert_eq!(last.failure(), Failure::AddressForbidden);
    assert_eq!(receiver.letters().len(), 1);
    // And it can't be switched on again as long as it leads there.
    let off = desk::disabled(&world, &banker(), &endpoint.name).await;
    let request = UpdateWebhookEndpointRequest {
        name: off.name,
        request_id: id(),
        url,
        ..UpdateWebhookEndpointRequest::default()
    };
    let refused = hook!(world, banker(), update_webhook_endpoint, request);
    assert_eq!(reason(&refused.unwrap_err()), "WEBHOOK_ADDRESS_FORBIDDEN");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let world = desk::world().await;
    let elsewhere = Receiver::start().await;
    let redirect = Answer::Redirect(elsewhere.url());
    let receiver = Receiver::answering(&[redirect]).await;
    desk::endpoint(&world, &banker(), receiver.url()).await;
    desk::disbursed(&world, "bank-1").await;
    receiver.wait_for(2).await;
    let done = desk::logged(&world, &banker(), "state=\"DELIVERED\"", 1).await;
    let request = GetWebhookDeliveryRequest {
        name: done[0].name.clone(),
    };
    let entry = hook!(world, banker(), get_webhook_delivery, request).unwrap();
    let answers: Vec<_> = entry
        .attempts
        .iter()
        .map(|attempt| (attempt.status_code, attempt.failure()))
        .collect();
    assert_eq!(
        answers,
        [
            (307, Failure::RefusedByReceiver),
            (200, Failure::Unspecified)
        ]
    );
    assert!(elsewhere.letters().is_empty());
}
