//! Telling the services that ask rules of a change, at once; the event tells whoever was away.
use std::time::Duration;

use kezhuan_law::Fen;
use kezhuan_protocol::adoption::v1::adoption_service_client::AdoptionServiceClient;
use kezhuan_protocol::adoption::v1::{
    AdoptAppropriationRequest, AdoptRevocationRequest, AdoptRuleRequest, AdoptShadowRequest,
    AdoptStopRequest,
};
use kezhuan_protocol::rules::v1::{
    Appropriation, Delivery, RuleStop, Shadow, SigningKey, TimelineEntry,
};
use kezhuan_rpc::{ClientConfig, traced};
use tonic::Request;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use uuid::Uuid;

use crate::AdoptionConfig;
use crate::domain::appropriation::Heard;

/// What every service that asks rules has to know.
pub enum News {
    Activated {
        entry: TimelineEntry,
        closed: Vec<TimelineEntry>,
    },
    Stop(RuleStop),
    Revocation(SigningKey),
    Appropriation(Appropriation),
    Shadow(Shadow),
}

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

    /// Who is told: nobody, where this service has no token.
    pub fn addresses(&self) -> &[String] {
        match self.config.token_file.as_os_str().is_empty() {
            true => &[],
            false => &self.config.addresses,
        }
    }

    /// Tells all once, and answers who took it; one that can't be reached takes the change from the event.
    pub async fn tell(&self, news: &News) -> Vec<Delivery> {
        let calls = self.addresses().iter().map(|address| async move {
            let problem = match self.tell_one(address, news).await {
                Ok(()) => String::new(),
                Err(error) => {
                    let error = format!("{error:#}");
                    tracing::warn!(address, error, "the service has not adopted the change yet");
                    error
                }
            };
            Delivery {
                service: address.clone(),
                adopted: problem.is_empty(),
                problem,
            }
        });
        futures::future::join_all(calls).await
    }

    /// Tells one, which has its time to take it.
    pub async fn tell_one(&self, address: &str, news: &News) -> anyhow::Result<()> {
        let limit = Duration::from_millis(self.config.call_ms_max);
        match tokio::time::timeout(limit, self.call(address, news)).await {
            Ok(called) => called,
            Err(_) => anyhow::bail!("no answer within {} ms", limit.as_millis()),
        }
    }

    /// Asks all, before an appropriation is set, whether its books are theirs and what of it is bound.
    pub async fn hear(&self, appropriation: &Appropriation) -> Vec<Heard> {
        if self.config.token_file.as_os_str().is_empty() {
            return Vec::new();
        }
        let calls = self.config.addresses.iter().map(|address| async move {
            let limit = Duration::from_millis(self.config.call_ms_max);
            match tokio::time::timeout(limit, self.ask(address, appropriation)).await {
                Ok(Ok(heard)) => heard,
                Ok(Err(error)) => {
                    let error = format!("{error:#}");
                    tracing::warn!(address, error, "the service can't say what is bound");
                    Heard::Silent
                }
                Err(_) => Heard::Silent,
            }
        });
        futures::future::join_all(calls).await
    }

    async fn ask(&self, address: &str, appropriation: &Appropriation) -> anyhow::Result<Heard> {
        let (mut service, bearer) = self.service(address).await?;
        let request = AdoptAppropriationRequest {
            appropriation: Some(appropriation.clone()),
            validate_only: true,
            request_id: Uuid::now_v7().to_string(),
        };
        let answer = service
            .adopt_appropriation(authorised(request, bearer))
            .await?;
        let answer = answer.into_inner();
        Ok(match answer.owned {
            true => Heard::Owner {
                bound: Fen(answer.bound_fen),
            },
            false => Heard::Stranger,
        })
    }

    async fn service(
        &self,
        address: &str,
    ) -> anyhow::Result<(AdoptionServiceClient<Channel>, MetadataValue<Ascii>)> {
        let bearer = self.config.bearer().await?;
        let channel = self.client.endpoint(address)?.connect().await?;
        Ok((AdoptionServiceClient::new(channel), bearer))
    }

    async fn call(&self, address: &str, news: &News) -> anyhow::Result<()> {
        let (mut service, bearer) = self.service(address).await?;
        let request_id = Uuid::now_v7().to_string();
        match news {
            News::Activated { entry, closed } => {
                let request = AdoptRuleRequest {
                    entry: Some(entry.clone()),
                    closed: closed.clone(),
                    request_id,
                };
                let answer = service.adopt_rule(authorised(request, bearer)).await?;
                let answer = answer.into_inner();
                anyhow::ensure!(answer.in_force, "not in force there: {}", answer.problem);
            }
            News::Stop(stop) => {
                let request = AdoptStopRequest {
                    stop: Some(stop.clone()),
                    request_id,
                };
                service.adopt_stop(authorised(request, bearer)).await?;
            }
            News::Revocation(key) => {
                let request = AdoptRevocationRequest {
                    key: Some(key.clone()),
                    request_id,
                };
                service
                    .adopt_revocation(authorised(request, bearer))
                    .await?;
            }
            News::Appropriation(appropriation) => {
                let request = AdoptAppropriationRequest {
                    appropriation: Some(appropriation.clone()),
                    validate_only: false,
                    request_id,
                };
                service
                    .adopt_appropriation(authorised(request, bearer))
                    .await?;
            }
            News::Shadow(shadow) => {
                let request = AdoptShadowRequest {
                    shadow: Some(shadow.clone()),
                    request_id,
                };
                service.adopt_shadow(authorised(request, bearer)).await?;
            }
        }
        Ok(())
    }
}

impl AdoptionConfig {
    /// This service's token, read again for each call.
    pub(crate) async fn bearer(&self) -> anyhow::Result<MetadataValue<Ascii>> {
        let token = tokio::fs::read_to_string(&self.token_file).await?;
        Ok(format!("Bearer {}", token.trim()).parse()?)
    }
}

/// A request in this service's name.
pub(crate) fn authorised<T>(message: T, bearer: MetadataValue<Ascii>) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", bearer);
    traced(request)
}
