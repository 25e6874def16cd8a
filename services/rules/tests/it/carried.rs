//! A service carries what an author signed: it uploads, proposes and takes back, and people agree.
use std::time::Duration;

use futures::StreamExt as _;
use kezhuan_protocol::rules::v1::timeline_entry::State;
use kezhuan_protocol::rules::v1::upload_package_request::{Part, Start};
use kezhuan_protocol::rules::v1::{
    ActivateRuleRequest, ApproveActivationRequest, Package, TimelineEntry, UploadPackageRequest,
    WithdrawActivationRequest,
};
use kezhuan_rule_host::Digest;
use kezhuan_testkit::eventually;
use tonic::{Code, Status};

use crate::world::{
    APPROVER, AUTHOR, CHUNK_BYTES, COUNTY, NEIGHBOUR, PENGJIANG, SECOND, TAISHAN, World,
    activation, refused, request_id,
};

const CARRIER: &str = "rule-controller";

async fn world() -> World {
    World::with(|config| config.carrying.services = vec![CARRIER.to_owned()]).await
}

const PATIENCE: Duration = Duration::from_secs(30);

/// Brings Pengjiang's package in the name of `author`.
async fn brought(world: &World, service: &str, author: &str) -> Result<Package, Status> {
    let chunks = PENGJIANG.chunks(CHUNK_BYTES);
    let chunks = chunks.map(|chunk| Part::Chunk(chunk.to_vec()));
    let parts = std::iter::once(start(world, (COUNTY, PENGJIANG), author)).chain(chunks);
    sent(world, service, parts.collect(), false).await
}

/// The first part of an upload of this county's package.
fn start(world: &World, (county, bytes): (&str, &[u8]), author: &str) -> Part {
    let signed = world.keys[county].sign(&Digest::of(bytes));
    Part::Start(Start {
        owner: county.to_owned(),
        request_id: request_id(),
        key: signed.key,
        signature: hex::decode(signed.signature).unwrap(),
        author: author.to_owned(),
    })
}

/// Sends these parts and ends, or leaves the stream open.
async fn sent(
    world: &World,
    service: &str,
    parts: Vec<Part>,
    is_left_open: bool,
) -> Result<Package, Status> {
    let parts = parts.into_iter();
    let parts = parts.map(|part| UploadPackageRequest { part: Some(part) });
    let open = futures::stream::pending().take(usize::from(is_left_open));
    let request = world.ask_as_service(service, futures::stream::iter(parts).chain(open));
    let answer = world.client.clone().upload_package(request).await?;
    Ok(answer.into_inner())
}

async fn proposed(
    world: &World,
    service: &str,
    wanted: &ActivateRuleRequest,
) -> Result<TimelineEntry, Status> {
    let request = world.ask_as_service(service, wanted.clone());
    let answer = world.client.clone().activate_rule(request).await?;
    Ok(answer.into_inner())
}

#[tokio::test]
async fn what_a_service_carries_waits_for_two_people_neither_of_them_its_author() {
    let world = world().await;
    let package = brought(&world, CARRIER, AUTHOR.subject).await.unwrap();
    assert_eq!(package.uploaders, [CARRIER, AUTHOR.subject]);
    let wanted = activation(&package, "2025-04-01", "");
    let entry = proposed(&world, CARRIER, &wanted).await.unwrap();
    assert_eq!(
        (entry.state(), entry.activated_by.as_str()),
        (State::Proposed, CARRIER)
    );
    assert!(entry.approvals.is_empty(), "{entry:?}");
    let by_author = world.approve(AUTHOR, &entry.name).await;
    refused(by_author, Code::FailedPrecondition, "SELF_APPROVAL");
    let first = world.approve(APPROVER, &entry.name).await.unwrap();
    assert_eq!(first.state(), State::Proposed);
    let second = world.approve(SECOND, &entry.name).await.unwrap();
    assert_eq!(second.state(), State::Approved);
    world.stop().await;
}

#[tokio::test]
async fn a_service_agrees_to_nothing_and_takes_back_only_its_own() {
    let world = world().await;
    let package = brought(&world, CARRIER, "li").await.unwrap();
    let entry = proposed(&world, CARRIER, &activation(&package, "2025-04-01", ""))
        .await
        .unwrap();
    let approval = ApproveActivationRequest {
        name: entry.name.clone(),
        request_id: request_id(),
    };
    let request = world.ask_as_service(CARRIER, approval);
    let answer = world.client.clone().approve_activation(request).await;
    refused(answer, Code::PermissionDenied, "ROLE_MISSING");

    let take_back = |name: &str| WithdrawActivationRequest {
        name: name.to_owned(),
        reason: "清单已修改".to_owned(),
        request_id: request_id(),
    };
    let request = world.ask_as_service(CARRIER, take_back(&entry.name));
    let withdrawn = world.client.clone().withdraw_activation(request).await;
    assert_eq!(withdrawn.unwrap().into_inner().state(), State::Withdrawn);

    let of_a_person = activation(&package, "2025-05-01", "");
    let of_a_person = world.activate(APPROVER, &of_a_person).await.unwrap();
    let request = world.ask_as_service(CARRIER, take_back(&of_a_person.name));
    let answer = world.client.clone().withdraw_activation(request).await;
    refused(answer, Code::FailedPrecondition, "NOT_PROPOSER");
    world.stop().await;
}

#[tokio::test]
async fn nobody_carries_who_is_not_named_and_the_author_is_always_known() {
    let world = world().await;
    let stranger = brought(&world, "contracts", "li").await;
    refused(stranger, Code::PermissionDenied, "NOT_A_CARRIER");
    let nameless = brought(&world, CARRIER, "").await;
    refused(nameless, Code::InvalidArgument, "FIELD_INVALID");
    let package = brought(&world, CARRIER, "li").await.unwrap();
    let wanted = activation(&package, "2025-04-01", "");
    let stranger = proposed(&world, "contracts", &wanted).await;
    refused(stranger, Code::PermissionDenied, "NOT_A_CARRIER");
    let nowhere = ActivateRuleRequest {
        tenant: String::new(),
        ..wanted.clone()
    };
    let nowhere = proposed(&world, CARRIER, &nowhere).await;
    refused(nowhere, Code::InvalidArgument, "FIELD_INVALID");
    // A person's own name is the one that counts.
    let signed = world.keys[COUNTY].sign(&Digest::of(PENGJIANG));
    let posing = Start {
        owner: COUNTY.to_owned(),
        request_id: request_id(),
        key: signed.key,
        signature: hex::decode(signed.signature).unwrap(),
        author: "somebody-else".to_owned(),
    };
    let posing = world.upload_as(AUTHOR, posing, PENGJIANG).await;
    refused(posing, Code::InvalidArgument, "FIELD_INVALID");
    world.stop().await;
}

#[tokio::test]
async fn a_carrier_takes_the_places_of_whom_it_carries_for_and_others_none() {
    let world = World::with(|config| {
        config.carrying.services = vec![CARRIER.to_owned()];
        config.intake.uploads_per_tenant_max = 1;
    })
    .await;
    let of_county = || vec![start(&world, (COUNTY, PENGJIANG), "li")];
    // It is told at once, with its stream still open.
    let stranger = sent(&world, "contracts", of_county(), true);
    let stranger = tokio::time::timeout(PATIENCE, stranger).await.unwrap();
    refused(stranger, Code::PermissionDenied, "NOT_A_CARRIER");

    // It may come second, and is refused then until the other is through.
    let held = eventually(PATIENCE, async || {
        let held = sent(&world, CARRIER, of_county(), true).await;
        held.is_err_and(|status| status.code() != Code::ResourceExhausted)
    });
    let meanwhile = async {
        let is_full = eventually(PATIENCE, async || {
            let second = sent(&world, CARRIER, of_county(), false).await;
            second.is_err_and(|status| status.code() == Code::ResourceExhausted)
        });
        assert!(is_full.await);
        let chunks = TAISHAN.chunks(CHUNK_BYTES);
        let chunks = chunks.map(|chunk| Part::Chunk(chunk.to_vec()));
        let parts = std::iter::once(start(&world, (NEIGHBOUR, TAISHAN), "li")).chain(chunks);
        sent(&world, CARRIER, parts.collect(), false).await.unwrap()
    };
    tokio::select! {
        _ = held => panic!("it holds its place"),
        package = meanwhile => assert_eq!(package.owner, NEIGHBOUR),
    }
    world.stop().await;
}

#[tokio::test]
async fn an_author_who_is_named_later_counts_as_well_and_each_tenant_is_its_own() {
    let world = world().await;
    world.uploaded().await;
    let again = brought(&world, CARRIER, APPROVER.subject).await.unwrap();
    assert_eq!(
        again.uploaders,
        [AUTHOR.subject, CARRIER, APPROVER.subject],
        "{again:?}"
    );
    assert_eq!(world.package(&again.name).await.uploaders, again.uploaders);
    // Another county may have the rule; its own people agree.
    let wanted = ActivateRuleRequest {
        tenant: NEIGHBOUR.to_owned(),
        ..activation(&again, "2025-04-01", "")
    };
    let entry = proposed(&world, CARRIER, &wanted).await.unwrap();
    assert_eq!(entry.tenant, NEIGHBOUR);
    let foreign = world.approve(SECOND, &entry.name).await;
    refused(foreign, Code::PermissionDenied, "FOREIGN_TENANT");
    world.stop().await;
}
