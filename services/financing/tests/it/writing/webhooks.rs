//! Endpoints of webhooks: made, changed, given a new secret, sent to again, deleted.
use kezhuan_protocol::financing::v1::webhook_service_client::WebhookServiceClient;
use kezhuan_protocol::financing::v1::*;
use kezhuan_testkit::webhooks::Receiver;

use super::bank;
use super::story::{Story, prove};
use crate::webhooks::desk;
use crate::world::*;

pub const RPCS: [&str; 6] = [
    "CreateWebhookEndpoint",
    "UpdateWebhookEndpoint",
    "RotateWebhookSecret",
    "ReplayWebhookDelivery",
    "ReplayWebhookDeliveries",
    "DeleteWebhookEndpoint",
];
const DELIVERED: &str = "state=\"DELIVERED\"";

#[tokio::test]
async fn an_endpoint_from_its_making_to_its_end() {
    let world = desk::world().await;
    let receiver = Receiver::start().await;
    let mut story = Story::of(&world).await;
    let create = CreateWebhookEndpointRequest {
        url: receiver.url(),
        ..CreateWebhookEndpointRequest::default()
    };
    // Whoever has no endpoints at all: another bank makes its own.
    let pair = (banker(), Some(applicant()));
    let made = prove!(
        story,
        WebhookServiceClient,
        pair,
        create_webhook_endpoint,
        create
    );
    let update = UpdateWebhookEndpointRequest {
        name: made.name.clone(),
        etag: made.etag.clone(),
        url: receiver.url(),
        description: "核心系统".to_owned(),
        ..UpdateWebhookEndpointRequest::default()
    };
    let changed = prove!(
        story,
        WebhookServiceClient,
        bank(),
        update_webhook_endpoint,
        update
    );
    let rotate = RotateWebhookSecretRequest {
        name: changed.name.clone(),
        etag: changed.etag.clone(),
        ..RotateWebhookSecretRequest::default()
    };
    prove!(
        story,
        WebhookServiceClient,
        bank(),
        rotate_webhook_secret,
        rotate
    );

    desk::disbursed(&world, "bank-1").await;
    let sent = desk::logged(&world, &banker(), DELIVERED, 1).await;
    let replay = ReplayWebhookDeliveryRequest {
        name: sent[0].name.clone(),
        ..ReplayWebhookDeliveryRequest::default()
    };
    prove!(
        story,
        WebhookServiceClient,
        bank(),
        replay_webhook_delivery,
        replay
    );
    desk::logged(&world, &banker(), DELIVERED, 1).await;
    let replay = ReplayWebhookDeliveriesRequest {
        endpoint: made.name.clone(),
        state: webhook_delivery::State::Delivered.into(),
        ..ReplayWebhookDeliveriesRequest::default()
    };
    prove!(
        story,
        WebhookServiceClient,
        bank(),
        replay_webhook_deliveries,
        replay
    );
    let now = desk::seen(&world, &banker(), &made.name).await;
    let delete = DeleteWebhookEndpointRequest {
        name: now.name,
        etag: now.etag,
        ..DeleteWebhookEndpointRequest::default()
    };
    prove!(
        story,
        WebhookServiceClient,
        bank(),
        delete_webhook_endpoint,
        delete
    );
    story.ends(&RPCS);
}
