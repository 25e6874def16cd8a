//! What the tests of webhooks have in common: a world that sends to loopback, events, and endpoints.
use kezhuan_auth::Caller;
use kezhuan_database::Write;
use kezhuan_financing::{Config, NAME};
use kezhuan_protocol::financing::v1::webhook_service_client::WebhookServiceClient;
use kezhuan_protocol::financing::v1::*;
use kezhuan_runtime::LegalClock;
use kezhuan_testkit::{TestDatabase, eventually};
use tonic::Status;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::world::{Person, SOON, World, id};

/// Calls one RPC of webhooks as somebody.
macro_rules! hook {
    ($world:expr, $person:expr, $rpc:ident, $request:expr) => {
        $crate::webhooks::desk::client(&$world, &$person)
            .$rpc($world.ask(&$person, $request))
            .await
            .map(tonic::Response::into_inner)
    };
}
pub(crate) use hook;

pub fn client(world: &World, person: &Person) -> WebhookServiceClient<Channel> {
    WebhookServiceClient::new(world.channel_of(person))
}

/// Sends to loopback in plain http, at once, and tries three times without a pause.
pub async fn world() -> World {
    world_with(|_| {}).await
}

/// The same with settings changed before the start.
pub async fn world_with(change: impl FnOnce(&mut Config)) -> World {
    World::with(World::CALM, "http://127.0.0.1:1", |config| {
        config.bus.sweep_ms = 50;
        config.webhooks.http_allowed = true;
        config.webhooks.allowed_ranges = vec!["127.0.0.0/8".parse().unwrap()];
        config.webhooks.retry_s = vec![0, 0];
        config.webhooks.jitter_percent_max = 0;
        config.webhooks.rest_after_failures = 100;
        config.webhooks.look_ms = 20;
        change(config);
    })
    .await
}

pub async fn created(
    world: &World,
    person: &Person,
    url: String,
    event_types: &[&str],
) -> Result<WebhookEndpoint, Status> {
    let request = CreateWebhookEndpointRequest {
        url,
        event_types: event_types.iter().map(|kind| (*kind).to_owned()).collect(),
        description: "核心系统".to_owned(),
        request_id: id(),
    };
    hook!(world, *person, create_webhook_endpoint, request)
}

/// An endpoint that is told everything.
pub async fn endpoint(world: &World, person: &Person, url: String) -> WebhookEndpoint {
    created(world, person, url, &[]).await.unwrap()
}

/// A loan of this bank was disbursed, as the service itself would tell it; the event's aggregate.
pub async fn disbursed(world: &World, bank: &str) -> Uuid {
    disbursed_in(&world.database, &world.clock, bank).await
}

/// The same where no service runs.
pub async fn disbursed_in(database: &TestDatabase, clock: &LegalClock, bank: &str) -> Uuid {
    let loan = Uuid::now_v7();
    let event = LoanDisbursed {
        moved: Some(LoanMoved {
            loan: format!("loans/{loan}"),
            bank: bank.to_owned(),
            borrower: "enterprise-1".to_owned(),
            from_state: "CONTRACTED".to_owned(),
            to_state: "DISBURSED".to_owned(),
            version: 2,
            ..LoanMoved::default()
        }),
        principal_fen: 500_000_000,
        ..LoanDisbursed::default()
    };
    let database = database.open_with(clock.clone()).unwrap();
    let caller = Caller::service(NAME, "440700");
    let written = database.write_as(&caller, move |write: &mut Write| {
        let event = event.clone();
        Box::pin(async move {
            write.publish("loan", loan, 1, &event);
            Ok::<_, kezhuan_database::Error>(())
        })
    });
    written.await.unwrap();
    loan
}

/// The whole log of somebody's organisation, newest first.
pub async fn log(world: &World, person: &Person, filter: &str) -> Vec<WebhookDelivery> {
    let request = ListWebhookDeliveriesRequest {
        filter: filter.to_owned(),
        ..ListWebhookDeliveriesRequest::default()
    };
    let answer = hook!(world, *person, list_webhook_deliveries, request);
    answer.unwrap().deliveries
}

/// Waits until the log narrowed by `filter` has `count` entries.
pub async fn logged(
    world: &World,
    person: &Person,
    filter: &str,
    count: usize,
) -> Vec<WebhookDelivery> {
    let come = eventually(SOON, async || {
        log(world, person, filter).await.len() >= count
    });
    let come = come.await;
    let found = log(world, person, filter).await;
    assert!(come, "{filter}: {found:?} of {count}");
    found
}

/// The endpoint as it is now.
pub async fn seen(world: &World, person: &Person, name: &str) -> WebhookEndpoint {
    let request = GetWebhookEndpointRequest {
        name: name.to_owned(),
    };
    hook!(world, *person, get_webhook_endpoint, request).unwrap()
}

/// Waits until an endpoint is disabled.
pub async fn disabled(world: &World, person: &Person, name: &str) -> WebhookEndpoint {
    let state = webhook_endpoint::State::Disabled;
    let come = eventually(SOON, async || {
        seen(world, person, name).await.state() == state
    });
    assert!(come.await, "it is still sent to");
    seen(world, person, name).await
}

/// Switches an endpoint on again.
pub async fn enabled(world: &World, person: &Person, name: &str) -> WebhookEndpoint {
    let now = seen(world, person, name).await;
    let request = UpdateWebhookEndpointRequest {
        name: now.name,
        etag: now.etag,
        request_id: id(),
        url: now.url,
        event_types: now.event_types,
        description: now.description,
        disabled: false,
    };
    hook!(world, *person, update_webhook_endpoint, request).unwrap()
}
