//! The RPCs of webhooks as a list: each line is one, each file beside this one does one.
mod convert;
mod names;
mod record;
mod wanted;

mod create_webhook_endpoint;
mod delete_webhook_endpoint;
mod get_webhook_delivery;
mod get_webhook_endpoint;
mod get_webhook_secret;
mod list_webhook_deliveries;
mod list_webhook_endpoints;
mod replay_webhook_deliveries;
mod replay_webhook_delivery;
mod rotate_webhook_secret;
mod update_webhook_endpoint;

use kezhuan_auth::Caller;
use kezhuan_database::{Database, once};
use kezhuan_protocol::financing::v1::webhook_service_server::WebhookService;
use kezhuan_protocol::financing::v1::*;
use tonic::{Request, Response, Status};

use crate::webhooks::{Webhooks, WebhooksConfig};

/// What every RPC of webhooks stands on. Cheap to clone.
#[derive(Clone)]
pub struct WebhooksApi {
    pub database: Database,
    pub webhooks: Webhooks,
}

impl WebhooksApi {
    /// Serves what `config` allows.
    pub fn new(database: &Database, config: &WebhooksConfig) -> anyhow::Result<WebhooksApi> {
        Ok(WebhooksApi {
            database: database.clone(),
            webhooks: Webhooks::new(config)?,
        })
    }
}

/// Writes run once per request id; reads just run. Each goes to `handle` of its own file.
macro_rules! webhook_service {
    (
        writes { $($write:ident($write_request:ty) -> $write_answer:ty;)* }
        reads { $($read:ident($read_request:ty) -> $read_answer:ty;)* }
    ) => {
        #[tonic::async_trait]
        impl WebhookService for WebhooksApi {
            $(async fn $write(&self, request: Request<$write_request>) -> Result<Response<$write_answer>, Status> {
                once(&self.database, request, |caller, input, key| $write::handle(self.clone(), caller, input, key)).await
            })*

            $(async fn $read(&self, request: Request<$read_request>) -> Result<Response<$read_answer>, Status> {
                let caller = Caller::of(&request)?;
                Ok(Response::new($read::handle(self.clone(), caller, request.into_inner()).await?))
            })*
        }
    };
}

webhook_service! {
    writes {
        create_webhook_endpoint(CreateWebhookEndpointRequest) -> WebhookEndpoint;
        update_webhook_endpoint(UpdateWebhookEndpointRequest) -> WebhookEndpoint;
        delete_webhook_endpoint(DeleteWebhookEndpointRequest) -> DeleteWebhookEndpointResponse;
        rotate_webhook_secret(RotateWebhookSecretRequest) -> WebhookEndpoint;
        replay_webhook_delivery(ReplayWebhookDeliveryRequest) -> WebhookDelivery;
        replay_webhook_deliveries(ReplayWebhookDeliveriesRequest) -> ReplayWebhookDeliveriesResponse;
    }
    reads {
        get_webhook_endpoint(GetWebhookEndpointRequest) -> WebhookEndpoint;
        list_webhook_endpoints(ListWebhookEndpointsRequest) -> ListWebhookEndpointsResponse;
        get_webhook_secret(GetWebhookSecretRequest) -> WebhookSecret;
        get_webhook_delivery(GetWebhookDeliveryRequest) -> WebhookDelivery;
        list_webhook_deliveries(ListWebhookDeliveriesRequest) -> ListWebhookDeliveriesResponse;
    }
}
