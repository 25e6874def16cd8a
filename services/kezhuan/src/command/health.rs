//! `kezhuan health`: asks services, wherever they run, whether they serve.
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use kezhuan_rpc::ClientConfig;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use crate::refusal;

/// How long one may take to connect and to answer.
const ANSWER_MAX: Duration = Duration::from_secs(10);

/// What `kezhuan health` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// Services, such as https://trial-rules.kezhuan.svc:8444
    #[arg(value_name = "ADDRESS", required = true)]
    addresses: Vec<String>,
    /// PEM file of the authority behind https addresses
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
}

/// Prints a line for each; false when one of them does not serve.
pub async fn run(arguments: Arguments) -> anyhow::Result<bool> {
    let config = ClientConfig {
        tls_ca_file: arguments.ca.unwrap_or_default(),
        ..ClientConfig::default()
    };
    let mut all_serve = true;
    for address in &arguments.addresses {
        let said = match status(&config, address).await {
            Ok(status) => {
                all_serve &= status == ServingStatus::Serving;
                status.as_str_name().to_owned()
            }
            Err(error) => {
                all_serve = false;
                format!("{error:#}")
            }
        };
        println!("{address} {said}");
    }
    Ok(all_serve)
}

async fn status(config: &ClientConfig, address: &str) -> anyhow::Result<ServingStatus> {
    let asked = async {
        let channel = config.endpoint(address)?.connect().await?;
        let answer = HealthClient::new(channel)
            .check(HealthCheckRequest::default())
            .await;
        anyhow::Ok(answer.map_err(refusal::readable)?.get_ref().status())
    };
    tokio::time::timeout(ANSWER_MAX, asked)
        .await
        .with_context(|| format!("no answer within {} s", ANSWER_MAX.as_secs()))?
}
