//! Telling the services that ask rules of an activation, at once; the event tells whoever was away.
use std::time::Duration;

use kezhuan_protocol::adoption::v1::AdoptRuleRequest;
use kezhuan_protocol::adoption::v1::adoption_service_client::AdoptionServiceClient;
use kezhuan_protocol::rules::v1::TimelineEntry;
use kezhuan_rpc::{ClientConfig, traced};
use tonic::Request;
use uuid::Uuid;

use crate::AdoptionConfig;

/// Calls each adopting service once.
#[derive(Clone)]
pub struct Teller {
    config: AdoptionConfig,
    client: ClientConfig,
}

impl Teller {
    /// Nothing is connected before there is something to tell.
    pub fn new(config: &AdoptionConfig, client: &ClientConfig) -> Teller {
        Teller {
            config: config.clone(),
            client: client.clone(),
        }
    }

    /// Tells all; one that can't be reached takes the change from the event.
    pub async fn tell(&self, entry: &TimelineEntry, closed: &[TimelineEntry]) {
        if self.config.token_file.as_os_str().is_empty() {
            return;
        }
        let calls = self.config.addresses.iter().map(|address| async move {
            let limit = Duration::from_millis(self.config.call_ms_max);
            match tokio::time::timeout(limit, self.call(address, entry, closed)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(
                    address,
                    error = format!("{error:#}"),
                    "the service will adopt the rule from its event"
                ),
                Err(_) => tracing::warn!(address, "the service took too long to adopt the rule"),
            }
        });
        futures::future::join_all(calls).await;
    }

    async fn call(
        &self,
        address: &str,
        entry: &TimelineEntry,
        closed: &[TimelineEntry],
    ) -> anyhow::Result<()> {
        let token = tokio::fs::read_to_string(&self.config.token_file).await?;
        let channel = self.client.endpoint(address)?.connect().await?;
        let mut request = Request::new(AdoptRuleRequest {
            entry: Some(entry.clone()),
            closed: closed.to_vec(),
            request_id: Uuid::now_v7().to_string(),
        });
        request
            .metadata_mut()
            .insert("authorization", format!("Bearer {}", token.trim()).parse()?);
        let answer = AdoptionServiceClient::new(channel)
            .adopt_rule(traced(request))
            .await?
            .into_inner();
        anyhow::ensure!(answer.in_force, "not in force there: {}", answer.problem);
        Ok(())
    }
}
