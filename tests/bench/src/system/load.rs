//! Registrars at work: RegisterContract over TCP with a token, each contract once.
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;
use kezhuan_protocol::contracts::v1::{RegisterContractRequest, contract};
use tokio::time::Instant;
use tonic::Request;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, Endpoint};
use uuid::Uuid;

use super::seed::copy_id;

/// A registration that was acknowledged.
#[derive(Clone, Copy)]
pub struct Acknowledged {
    pub contract: Uuid,
    pub request: Uuid,
}

/// One registrar with a connection of its own.
#[derive(Clone)]
pub struct Registrar {
    client: ContractsServiceClient<Channel>,
    token: MetadataValue<Ascii>,
    etag: Arc<str>,
}

/// What `Registrar`s did together.
pub struct Work {
    pub took: Duration,
    /// Of each call, shortest first.
    pub latencies: Vec<Duration>,
    pub acknowledged: Vec<Acknowledged>,
}

impl Registrar {
    /// Connects; `etag` is what the contracts to come were last read with.
    pub async fn connect(address: &str, token: &str, etag: &str) -> anyhow::Result<Registrar> {
        let channel = Endpoint::from_shared(address.to_owned())?
            .tcp_nodelay(true)
            .connect()
            .await?;
        Ok(Registrar {
            client: ContractsServiceClient::new(channel),
            token: format!("Bearer {token}").parse()?,
            etag: etag.into(),
        })
    }

    /// Registers the copy with this number.
    pub async fn register(&mut self, number: i64) -> anyhow::Result<Acknowledged> {
        let (contract, request) = (copy_id(number), Uuid::new_v4());
        let mut message = Request::new(RegisterContractRequest {
            name: format!("contracts/{contract}"),
            etag: self.etag.to_string(),
            request_id: request.to_string(),
            ..RegisterContractRequest::default()
        });
        message
            .metadata_mut()
            .insert("authorization", self.token.clone());
        let answer = self.client.register_contract(message).await?.into_inner();
        ensure!(
            answer.state() == contract::State::Registered
                && answer.name.ends_with(&contract.to_string()),
            "not the registration that was asked for: {answer:?}"
        );
        Ok(Acknowledged { contract, request })
    }
}

/// All registrars take one contract after another until `count` are done.
pub async fn register_all(
    registrars: &[Registrar],
    first: i64,
    count: i64,
) -> anyhow::Result<Work> {
    let (next, end) = (Arc::new(AtomicI64::new(first)), first + count);
    let began = Instant::now();
    let mut working = tokio::task::JoinSet::new();
    for registrar in registrars {
        let (mut registrar, next) = (registrar.clone(), next.clone());
        working.spawn(async move {
            let mut done = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= end {
                    return anyhow::Ok(done);
                }
                let asked = Instant::now();
                let acknowledged = registrar
                    .register(number)
                    .await
                    .with_context(|| format!("contract {number}"))?;
                done.push((asked.elapsed(), acknowledged));
            }
        });
    }
    let mut done = Vec::new();
    while let Some(registrar) = working.join_next().await {
        done.extend(registrar??);
    }
    let took = began.elapsed();
    ensure!(
        i64::try_from(done.len())? == count,
        "{} of {count} were acknowledged",
        done.len()
    );
    let (mut latencies, acknowledged): (Vec<Duration>, Vec<Acknowledged>) =
        done.into_iter().unzip();
    latencies.sort_unstable();
    Ok(Work {
        took,
        latencies,
        acknowledged,
    })
}

/// The value below which `share` of the sorted values lie.
pub fn quantile(sorted: &[Duration], share: f64) -> Duration {
    let place = (sorted.len() as f64 * share).ceil() as usize;
    sorted
        .get(place.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}
