//! Rules as Kubernetes users expect them: a `RulePackage` is carried to the rules service, and told how far it came there.
mod config;
pub mod desk;
pub mod domain;
pub mod kubernetes;
mod metrics;
pub mod reconciler;
mod refusals;
pub mod resource;
pub mod shelf;
pub mod status;

use std::time::Duration;

use anyhow::Context as _;
use kezhuan_artifacts::Registry;
use kezhuan_rpc::{Operation, Readiness, Served, serve};
use kezhuan_runtime::{LegalClock, Shutdown, Tasks};
use kube::{Client, CustomResourceExt as _};
use tokio::net::TcpListener;
use tonic::service::Routes;

pub use config::{Config, KubernetesConfig};

use desk::Desk;
use domain::Allowed;
use reconciler::Reconciler;
use resource::RulePackage;
use shelf::Shelf;

/// Names the program in settings and logs; as the rules service knows it is `domain::CARRIER`.
pub const NAME: &str = "rule-controller";

/// What a cluster is given so that it knows `RulePackage`.
pub fn definition() -> anyhow::Result<String> {
    let yaml = serde_saphyr::to_string(&RulePackage::crd())?;
    Ok(format!(
        "# Written by kezhuan-rule-controller --crd: change services/rule-controller/src/resource.rs instead.\n{yaml}"
    ))
}

/// Runs until `shutdown`, on the cluster it is in, or the one that KUBECONFIG names.
pub async fn run(
    config: Config,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    // Another part of the process may have chosen it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::try_default().await;
    let client = client.context("neither in a cluster nor does KUBECONFIG name one")?;
    let version = client.apiserver_version().await;
    let version = version.context("the cluster does not answer")?.git_version;
    tracing::info!(version, "the cluster answers");
    kubernetes::may_watch(&client, &config.kubernetes).await?;
    // Ready from here on: all else is told on the resources.
    let readiness = Readiness::of(NAME, &[]);
    let _operation = Operation::start(&config.server, readiness, &shutdown).await?;
    let reconciler = reconciler(&config, clock)?;
    let Config {
        server, kubernetes, ..
    } = config;
    let mut tasks = Tasks::new(shutdown.clone());
    let cluster = (client, kubernetes);
    tasks.spawn(
        "resources",
        self::kubernetes::run(cluster, reconciler, shutdown.clone()),
    );
    // Health and reflection alone: nobody calls this program.
    let served = Served {
        routes: Routes::default(),
        service_names: Vec::new(),
    };
    tasks.spawn("server", async move {
        serve(listener, &server, served, shutdown).await
    });
    tasks.join().await
}

/// What looks at resources, by these settings.
pub fn reconciler(config: &Config, clock: LegalClock) -> anyhow::Result<Reconciler> {
    let of = &config.kubernetes;
    let allowed = Allowed::parse(&of.namespaces, &of.registries);
    let allowed = allowed.map_err(|why| anyhow::anyhow!("kubernetes: {why}"))?;
    Ok(Reconciler::new(
        Desk::new(&config.rules, &config.client)?,
        Shelf::new(
            Registry::new(config.registry.clone()),
            Duration::from_secs(of.retry_s),
        ),
        allowed,
        clock,
    ))
}
