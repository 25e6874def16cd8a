//! The cluster: resources are watched, looked at, and told how far they came. There is no finalizer: deleting a resource changes
//! nothing at the rules service, and nothing there holds a deletion up.
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::Utc;
use futures::{FutureExt as _, StreamExt as _};
use kezhuan_runtime::Shutdown;
use kube::api::{Api, ListParams, Patch, PatchParams};
use kube::runtime::controller::{Action, Config as Limits, Controller};
use kube::runtime::watcher;
use kube::{Client, ResourceExt as _};
use tokio::sync::oneshot;
use tonic::Status;

use crate::config::KubernetesConfig;
use crate::domain::{CARRIER, REGISTRY_FAILED};
use crate::metrics;
use crate::reconciler::{Looked, Reconciler};
use crate::resource::{RulePackage, RulePackageStatus};
use crate::status::{is_news, status, unreached};

/// A status that is written is a change, too: however often it would be another one, a resource is looked at no faster.
const CHANGES_APART: Duration = Duration::from_secs(1);

/// Why a look came to nothing; it is repeated.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the rules service: {0}")]
    Rules(#[from] Status),
    #[error("the cluster: {0}")]
    Cluster(#[from] kube::Error),
}

struct Context {
    client: Client,
    reconciler: Reconciler,
    look: Duration,
    retry: Duration,
}

/// Whether it has the definition and the right to watch: without them it would be ready, and no resource ever told anything.
pub async fn may_watch(client: &Client, config: &KubernetesConfig) -> anyhow::Result<()> {
    let (api, one) = (resources(client, config), ListParams::default().limit(1));
    api.list(&one).await.context(
        "RulePackages can't be listed: the definition is missing, the rights are, or kubernetes.watched_namespace is another",
    )?;
    Ok(())
}

fn resources(client: &Client, config: &KubernetesConfig) -> Api<RulePackage> {
    match config.watched_namespace.as_str() {
        "" => Api::all(client.clone()),
        namespace => Api::namespaced(client.clone(), namespace),
    }
}

/// Watches until `shutdown`.
pub async fn run(
    (client, config): (Client, KubernetesConfig),
    reconciler: Reconciler,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let api = resources(&client, &config);
    let context = Arc::new(Context {
        client,
        reconciler,
        look: Duration::from_secs(config.look_s),
        retry: Duration::from_secs(config.retry_s),
    });
    let (stopping, stopped) = oneshot::channel::<()>();
    kezhuan_runtime::spawn("end of watching", async move {
        shutdown.triggered().await;
        drop(stopping);
    });
    Controller::new(api, watcher::Config::default())
        .with_config(
            Limits::default()
                .concurrency(config.looks_max)
                .debounce(CHANGES_APART),
        )
        .graceful_shutdown_on(stopped.map(|_| ()))
        .run(look, again, context)
        .for_each(|looked| async move { tell(looked.map(|_| ())) })
        .await;
    Ok(())
}

fn tell<E: Debug>(looked: Result<(), E>) {
    // A resource that was deleted meanwhile, or the API server went away for a while: the watch begins anew.
    if let Err(error) = looked {
        tracing::warn!(?error, "a look at a resource came to nothing");
    }
}

async fn look(object: Arc<RulePackage>, context: Arc<Context>) -> Result<Action, Failure> {
    // What is to be gone asks for nothing any more.
    if object.metadata.deletion_timestamp.is_some() {
        return Ok(Action::await_change());
    }
    let (generation, before) = (object.metadata.generation, object.status.as_ref());
    let looked = match context.reconciler.look(&object).await {
        Ok(looked) => looked,
        Err(why) => {
            metrics::looked("rules_unreachable");
            write(
                &object,
                &unreached(&why, generation, before, Utc::now()),
                &context,
            )
            .await?;
            return Err(why.into());
        }
    };
    let (after, outcome) = outcome(&looked, &context);
    metrics::looked(outcome);
    let found = status(looked, generation, before, Utc::now());
    write(&object, &found, &context).await?;
    Ok(Action::requeue(after))
}

/// When to look again, and what the look is counted as.
fn outcome(looked: &Looked, context: &Context) -> (Duration, &'static str) {
    let mut findings = looked.account.findings.iter();
    // Of nothing else does it go by itself.
    if findings.any(|finding| finding.reason == REGISTRY_FAILED) {
        return (context.retry, "registry_failed");
    }
    match looked.account.waits_for.is_empty() {
        true => (context.look, "decided"),
        false => (context.look, "waiting"),
    }
}

/// Tells it, if it is anything new.
async fn write(
    object: &RulePackage,
    found: &RulePackageStatus,
    context: &Context,
) -> Result<(), kube::Error> {
    if !is_news(found, object.status.as_ref()) {
        return Ok(());
    }
    let namespace = object.namespace().unwrap_or_default();
    let api: Api<RulePackage> = Api::namespaced(context.client.clone(), &namespace);
    let patch = Patch::Merge(serde_json::json!({ "status": found }));
    let by = PatchParams::apply(CARRIER);
    api.patch_status(&object.name_any(), &by, &patch).await?;
    Ok(())
}

fn again(_: Arc<RulePackage>, _: &Failure, context: Arc<Context>) -> Action {
    Action::requeue(context.retry)
}
