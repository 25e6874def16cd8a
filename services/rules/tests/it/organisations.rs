//! A bank owns, signs, approves and puts in force its own rule, and nobody else's.
use kezhuan_protocol::rules::v1::package::State as PackageState;
use kezhuan_protocol::rules::v1::timeline_entry::State;
use kezhuan_protocol::rules::v1::upload_package_request::{Part, Start};
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, ApproveActivationRequest, GetRulebookRequest, ListTimelineRequest,
    Package, RegisterKeyRequest, SigningKey, StartShadowRequest, TimelineEntry,
    UploadPackageRequest,
};
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::PrivateKey;
use tonic::{Code, Status};

use crate::world::{
    APPROVER, CHUNK_BYTES, COUNTY, INCENTIVE, World, activation, refused, request_id,
};

const BANK: &str = "91440700MA5WBANK0B";
const OTHER_BANK: &str = "91440703MA4W0AAA0X";
const LTV: &str = "ip.ltv@1";
const WUYI_BANK: &[u8] = include_bytes!("../../../../plugins/packages/wuyi-bank/wuyi-bank.wasm");

async fn registered(world: &World, bank: &str, key: &PrivateKey) -> Result<SigningKey, Status> {
    let message = RegisterKeyRequest {
        tenant: bank.to_owned(),
        title: "质押率规则签名".to_owned(),
        public_key: hex::encode(key.public().as_bytes()),
        request_id: request_id(),
    };
    let request = world.ask_of("administrator", bank, &["tenant_admin"], message);
    let answer = world.client.clone().register_key(request).await?;
    Ok(answer.into_inner())
}

async fn uploaded(
    world: &World,
    (subject, organisation): (&str, &str),
    owner: &str,
    key: &PrivateKey,
) -> Result<Package, Status> {
    let signed = key.sign(&Digest::of(WUYI_BANK));
    let start = Start {
        owner: owner.to_owned(),
        request_id: request_id(),
        key: signed.key,
        signature: hex::decode(signed.signature).unwrap(),
        ..Start::default()
    };
    let chunks = WUYI_BANK.chunks(CHUNK_BYTES);
    let parts: Vec<_> = std::iter::once(Part::Start(start))
        .chain(chunks.map(|chunk| Part::Chunk(chunk.to_vec())))
        .map(|part| UploadPackageRequest { part: Some(part) })
        .collect();
    let stream = futures::stream::iter(parts);
    let request = world.ask_of(subject, organisation, &["rule_author"], stream);
    let answer = world.client.clone().upload_package(request).await?;
    Ok(answer.into_inner())
}

async fn proposed(
    world: &World,
    bank: &str,
    wanted: &ActivateRuleRequest,
) -> Result<TimelineEntry, Status> {
    let request = world.ask_of("chen", bank, &["rule_approver"], wanted.clone());
    let answer = world.client.clone().activate_rule(request).await?;
    Ok(answer.into_inner())
}

async fn approved(
    world: &World,
    (subject, bank): (&str, &str),
    name: &str,
) -> Result<TimelineEntry, Status> {
    let message = ApproveActivationRequest {
        name: name.to_owned(),
        request_id: request_id(),
    };
    let request = world.ask_of(subject, bank, &["rule_approver"], message);
    let answer = world.client.clone().approve_activation(request).await?;
    Ok(answer.into_inner())
}

fn wanted(package: &Package) -> ActivateRuleRequest {
    ActivateRuleRequest {
        tenant: BANK.to_owned(),
        hook: LTV.to_owned(),
        settings_json: r#"{"invention_bp":5000}"#.to_owned(),
        reason: "知识产权质押贷款管理办法".to_owned(),
        ..activation(package, "2025-04-01", "")
    }
}

/// The bank's package, signed with a key that the city believes.
async fn taken_in(world: &World) -> Package {
    let key = PrivateKey::fresh();
    let known = registered(world, BANK, &key).await.unwrap();
    assert_eq!(known.tenant, BANK);
    world.approve_key(&known.name).await.unwrap();
    let package = uploaded(world, ("author", BANK), BANK, &key).await.unwrap();
    assert_eq!(package.state(), PackageState::Tested, "{package:?}");
    assert_eq!(package.owner, BANK);
    package
}

#[tokio::test]
async fn two_of_a_bank_put_its_own_rule_in_force() {
    let world = World::new().await;
    let package = taken_in(&world).await;
    let entry = proposed(&world, BANK, &wanted(&package)).await.unwrap();
    assert_eq!(entry.state(), State::Proposed);
    // Neither who uploaded it, nor another bank, nor an authority says the second word.
    let answer = approved(&world, ("author", BANK), &entry.name).await;
    refused(answer, Code::FailedPrecondition, "SELF_APPROVAL");
    let answer = approved(&world, ("chen", BANK), &entry.name).await;
    refused(answer, Code::FailedPrecondition, "APPROVED_ALREADY");
    let answer = approved(&world, ("tan", OTHER_BANK), &entry.name).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    let answer = world.approve(APPROVER, &entry.name).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    let entry = approved(&world, ("liang", BANK), &entry.name)
        .await
        .unwrap();
    assert_eq!(entry.state(), State::Approved);
    assert_eq!(
        (entry.tenant.as_str(), entry.package_owner.as_str()),
        (BANK, BANK)
    );
    let timeline = world.timeline_as(ListTimelineRequest {
        tenant: BANK.to_owned(),
        hook: LTV.to_owned(),
        ..ListTimelineRequest::default()
    });
    assert_eq!(timeline.await.entries, std::slice::from_ref(&entry));
    // The services that ask hear of it as of any other.
    let request = world.ask_as_service("financing", GetRulebookRequest {});
    let rulebook = world.client.clone().get_rulebook(request).await.unwrap();
    let adopted = rulebook.into_inner().entries;
    let tenants: Vec<_> = adopted.iter().map(|entry| entry.tenant.as_str()).collect();
    assert_eq!(tenants, [BANK]);
    world.stop().await;
}

#[tokio::test]
async fn each_kind_of_owner_answers_only_its_own_hooks() {
    let world = World::new().await;
    let package = taken_in(&world).await;
    let county = world.uploaded().await;
    let incentive = ActivateRuleRequest {
        tenant: BANK.to_owned(),
        ..activation(&county, "2025-04-01", "")
    };
    assert_eq!(incentive.hook, INCENTIVE);
    let answer = proposed(&world, BANK, &incentive).await;
    refused(answer, Code::FailedPrecondition, "HOOK_NOT_YOURS");
    let ltv = ActivateRuleRequest {
        tenant: COUNTY.to_owned(),
        ..wanted(&package)
    };
    let answer = world.activate(APPROVER, &ltv).await;
    refused(answer, Code::FailedPrecondition, "HOOK_NOT_YOURS");
    let shadow = StartShadowRequest {
        tenant: BANK.to_owned(),
        hook: INCENTIVE.to_owned(),
        package: county.name.clone(),
        reason: "试用".to_owned(),
        request_id: request_id(),
        ..StartShadowRequest::default()
    };
    let request = world.ask_of("author", BANK, &["rule_author"], shadow);
    let answer = world.client.clone().start_shadow(request).await;
    refused(answer, Code::FailedPrecondition, "HOOK_NOT_YOURS");
    // Another bank may lend by this package, under figures of its own.
    let shared = ActivateRuleRequest {
        tenant: OTHER_BANK.to_owned(),
        ..wanted(&package)
    };
    let entry = proposed(&world, OTHER_BANK, &shared).await.unwrap();
    assert_eq!(
        (entry.tenant.as_str(), entry.package_owner.as_str()),
        (OTHER_BANK, BANK)
    );
    world.stop().await;
}

#[tokio::test]
async fn nobody_comes_to_a_tenant_s_or_another_bank_s_rules_as_an_organisation() {
    let world = World::new().await;
    let key = PrivateKey::fresh();
    // An organisation that calls itself by a county's code is not the county.
    let message = RegisterKeyRequest {
        tenant: COUNTY.to_owned(),
        title: "规则签名".to_owned(),
        public_key: hex::encode(key.public().as_bytes()),
        request_id: request_id(),
    };
    for organisation in [COUNTY, BANK] {
        let message = RegisterKeyRequest {
            request_id: request_id(),
            ..message.clone()
        };
        let request = world.ask_of("administrator", organisation, &["tenant_admin"], message);
        let answer = world.client.clone().register_key(request).await;
        refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    }
    let answer = uploaded(&world, ("author", OTHER_BANK), BANK, &key).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    // Nor does the package's own word for its owner help.
    let answer = uploaded(&world, ("author", OTHER_BANK), OTHER_BANK, &key).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    world.stop().await;
}
