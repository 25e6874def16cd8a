//! The county's own rule, put in force before anything is broken, so that faults meet rule calls too.
use futures::stream;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::upload_package_request::{Part, Start};
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, ApproveActivationRequest, ApproveKeyRequest, RegisterKeyRequest,
    UploadPackageRequest,
};
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::{PackageSignature, PrivateKey};
use tonic::transport::Channel;
use uuid::Uuid;

use crate::people::{People, Person, TENANT};

/// Pengjiang's package as it is shipped.
const PACKAGE: &[u8] = include_bytes!("../../../plugins/packages/pengjiang/pengjiang.wasm");
const CHUNK_BYTES: usize = 256 * 1024;
const IN_FORCE_FROM: &str = "2025-01-01";
/// The hooks that a contract's straight way into the register asks.
pub const HOOKS: [&str; 2] = ["tc.sla", "tc.incentive"];

/// Signs and uploads the package as its author and puts its hooks in force as two approvers.
pub async fn put_in_force(
    mut rules: RulesServiceClient<Channel>,
    people: &People,
) -> anyhow::Result<()> {
    let signed = signed(&mut rules, people).await?;
    let start = Part::Start(Start {
        owner: TENANT.to_owned(),
        request_id: fresh(),
        key: signed.key,
        signature: hex::decode(signed.signature)?,
        ..Start::default()
    });
    let chunks = PACKAGE
        .chunks(CHUNK_BYTES)
        .map(|chunk| Part::Chunk(chunk.to_vec()));
    let parts: Vec<_> = std::iter::once(start)
        .chain(chunks)
        .map(|part| UploadPackageRequest { part: Some(part) })
        .collect();
    let upload = people.ask(Person::RuleAuthor, stream::iter(parts));
    let package = rules.upload_package(upload).await?.into_inner();
    for hook in HOOKS {
        let activation = ActivateRuleRequest {
            tenant: TENANT.to_owned(),
            hook: format!("{hook}@1"),
            package: package.name.clone(),
            effective_from: IN_FORCE_FROM.to_owned(),
            reason: "故障试验启用".to_owned(),
            request_id: fresh(),
            ..ActivateRuleRequest::default()
        };
        let proposed = rules
            .activate_rule(people.ask(Person::RuleApprover, activation))
            .await?;
        let approval = ApproveActivationRequest {
            name: proposed.into_inner().name,
            request_id: fresh(),
        };
        rules
            .approve_activation(people.ask(Person::SecondRuleApprover, approval))
            .await?;
    }
    Ok(())
}

/// The package under a key made for this run, registered by the county and approved by the city.
async fn signed(
    rules: &mut RulesServiceClient<Channel>,
    people: &People,
) -> anyhow::Result<PackageSignature> {
    let key = PrivateKey::fresh();
    let registration = RegisterKeyRequest {
        title: "故障试验".to_owned(),
        public_key: hex::encode(key.public().as_bytes()),
        request_id: fresh(),
        ..RegisterKeyRequest::default()
    };
    let registered = rules
        .register_key(people.ask(Person::TenantAdmin, registration))
        .await?;
    let approval = ApproveKeyRequest {
        name: registered.into_inner().name,
        request_id: fresh(),
    };
    rules
        .approve_key(people.ask(Person::City, approval))
        .await?;
    Ok(key.sign(&Digest::of(PACKAGE)))
}

fn fresh() -> String {
    Uuid::now_v7().to_string()
}
