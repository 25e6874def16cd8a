//! The cluster: resources are watched, looked at, and told how far they came. There is no finalizer: deleting a resource changes
//! nothing at the rules service, and nothing there holds a deletion up.
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use chrono::Utc;
use futures::{FutureExt as _, StreamExt as _};
use kezhuan_runtime::Shutdown;
use kube::api::{Api, ListParams, Patch, PatchParams};
use kube::runtime::controller::{self, Action, Config as Limits, Controller};
use kube::runtime::watcher;
use kube::{Client, ResourceExt as _};
use tokio::sync::oneshot;
use tonic::Status;
use tracing::Instrument as _;

use crate::config::KubernetesConfig;
use crate::domain::{CARRIER, REGISTRY_FAILED, REGISTRY_REFUSED};
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

fn tell(looked: Result<(), controller::Error<Failure, watcher::Error>>) {
    match looked {
        // What failed in a look was told in its span.
        Ok(()) | Err(controller::Error::ReconcilerFailed(..)) => {}
        // A resource that was deleted meanwhile, or the API server went away for a while: the watch begins anew.
        Err(error) => tracing::warn!(?error, "a resource could not be looked at"),
    }
}

async fn look(object: Arc<RulePackage>, context: Arc<Context>) -> Result<Action, Failure> {
    // What is to be gone asks for nothing any more.
    if object.metadata.deletion_timestamp.is_some() {
        return Ok(Action::await_change());
    }
    let span = metrics::span(&object);
    let looking = async {
        let looked = looked(&object, &context).await;
        if let Err(error) = &looked {
            let of = &object.metadata;
            let (namespace, name) = (&of.namespace, &of.name);
            tracing::warn!(
                ?error,
                namespace,
                name,
                "a look at a resource came to nothing"
            );
        }
        looked
    };
    looking.instrument(span).await
}

async fn looked(object: &RulePackage, context: &Context) -> Result<Action, Failure> {
    let (generation, before) = (object.metadata.generation, object.status.as_ref());
    let looked = match context.reconciler.look(object).await {
        Ok(looked) => looked,
        Err(why) => {
            metrics::looked("rules_unreachable");
            let found = unreached(&why, generation, before, Utc::now());
            write(object, &found, context).await?;
            return Err(why.into());
        }
    };
    let (after, outcome) = outcome(&looked, (context.look, context.retry));
    metrics::looked(outcome);
    let found = status(looked, generation, before, Utc::now());
    write(object, &found, context).await?;
    Ok(Action::requeue(after))
}

/// When to look again, and what the look is counted as.
fn outcome(looked: &Looked, (look, retry): (Duration, Duration)) -> (Duration, &'static str) {
    let findings = &looked.account.findings;
    let is_told = |reason: &str| findings.iter().any(|finding| finding.reason == reason);
    // Of nothing else does it go by itself: whom a registry lets in is its operator's to mend, and no author's.
    match (is_told(REGISTRY_FAILED), is_told(REGISTRY_REFUSED)) {
        (true, _) => (retry, "registry_failed"),
        (false, true) => (look, "registry_failed"),
        (false, false) if looked.account.waits_for.is_empty() => (look, "decided"),
        (false, false) => (look, "waiting"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{NOT_THERE, Problem, unreadable};

    #[test]
    fn a_registry_that_fails_or_lets_nobody_in_is_no_waiting_for_an_author() {
        let (look, retry) = (Duration::from_secs(60), Duration::from_secs(15));
        for (reason, after, counted) in [
            (REGISTRY_FAILED, retry, "registry_failed"),
            (REGISTRY_REFUSED, look, "registry_failed"),
            (NOT_THERE, look, "waiting"),
        ] {
            let problem = Problem::new(reason, "不可用", "away");
            let looked = Looked {
                package: String::new(),
                account: unreadable("Pulled", &problem),
            };
            assert_eq!(
                outcome(&looked, (look, retry)),
                (after, counted),
                "{reason}"
            );
        }
    }
}
