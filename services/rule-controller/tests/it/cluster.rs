//! Watching and telling, on a real API server: only where KUBECONFIG names one. It is given the definition and a namespace,
//! which goes again.
use std::time::Duration;

use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kezhuan_rule_controller::resource::{RulePackage, RulePackageSpec, Source};
use kezhuan_rule_controller::{Config, NAME, kubernetes, reconciler};
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_testkit::{eventually, skipped};
use kube::api::{Api, DeleteParams, Patch, PatchParams, PostParams};
use kube::{Client, CustomResourceExt as _};
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_resource_is_watched_and_told_what_is_wrong_with_it() {
    if std::env::var_os("KUBECONFIG").is_none() {
        skipped("rules on Kubernetes: KUBECONFIG names no cluster");
        return;
    }
    // Another test may have chosen it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::try_default().await.unwrap();
    let namespace = prepared(&client).await;
    // Nothing is asked of the rules service: what is wrong here needs no service to say so.
    let mut config: Config =
        kezhuan_runtime::load_config(NAME, include_str!("../../config/default.toml")).unwrap();
    config.kubernetes.watched_namespace.clone_from(&namespace);
    let shutdown = Shutdown::new();
    let looking = reconciler(&config, LegalClock::system()).unwrap();
    let watching = kubernetes::run(
        (client.clone(), config.kubernetes),
        looking,
        shutdown.clone(),
    );
    let watching = kezhuan_runtime::spawn("resources", watching);

    let resources: Api<RulePackage> = Api::namespaced(client.clone(), &namespace);
    let created = wrong();
    // A definition takes a moment until it is served.
    let is_created = eventually(PATIENCE, async || {
        let created = resources.create(&PostParams::default(), &created).await;
        created.is_ok()
    });
    assert!(is_created.await);
    let is_told = eventually(PATIENCE, async || {
        let found = resources.get_status("wrong").await.unwrap();
        let status = found.status.clone().unwrap_or_default();
        let is_wrong = |kind: &str| {
            let reason = status.conditions.iter().find(|one| one.kind == kind);
            reason.is_some_and(|one| one.reason == "DigestInvalid" && one.status == "False")
        };
        is_wrong("Accepted")
            && is_wrong("Ready")
            && status.observed_generation == found.metadata.generation
    });
    assert!(is_told.await);
    shutdown.trigger();
    tokio::time::timeout(PATIENCE, watching)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
    // With nobody there, a deletion waits for nobody.
    resources
        .delete("wrong", &DeleteParams::default())
        .await
        .unwrap();
    let is_gone = eventually(PATIENCE, async || {
        resources.get_opt("wrong").await.unwrap().is_none()
    });
    assert!(is_gone.await);
    let namespaces: Api<Namespace> = Api::all(client);
    namespaces
        .delete(&namespace, &DeleteParams::default())
        .await
        .unwrap();
}

/// The definition and a namespace of this test.
async fn prepared(client: &Client) -> String {
    let by = PatchParams::apply("kezhuan-test").force();
    let definitions: Api<CustomResourceDefinition> = Api::all(client.clone());
    let definition = Patch::Apply(RulePackage::crd());
    definitions
        .patch(RulePackage::crd_name(), &by, &definition)
        .await
        .unwrap();
    let namespace = format!("kezhuan-test-{}", Uuid::now_v7().simple());
    let namespaces: Api<Namespace> = Api::all(client.clone());
    let mut wanted = Namespace::default();
    wanted.metadata.name = Some(namespace.clone());
    namespaces
        .create(&PostParams::default(), &wanted)
        .await
        .unwrap();
    namespace
}

/// What no rules service has to be asked about.
fn wrong() -> RulePackage {
    let spec = RulePackageSpec {
        owner: "440703".to_owned(),
        author: "li".to_owned(),
        source: Source {
            oci: None,
            digest: Some("not a digest".to_owned()),
        },
        timeline: Vec::new(),
    };
    RulePackage::new("wrong", spec)
}
