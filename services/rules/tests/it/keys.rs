//! Whose signatures are believed, and what becomes of packages whose key is revoked.
use kezhuan_protocol::rules::v1::package::State;
use kezhuan_protocol::rules::v1::upload_package_request::Start;
use kezhuan_protocol::rules::v1::{
    ListKeysRequest, Package, RegisterKeyRequest, RevokeKeyRequest, SigningKey, signing_key,
    timeline_entry,
};
use kezhuan_rule_host::Digest;
use kezhuan_rule_host::signature::PrivateKey;
use tonic::{Code, Status};

use crate::world::{
    APPROVER, AUTHOR, COUNTY, INCENTIVE, NEIGHBOUR, PENGJIANG, SECOND, Who, World, activation,
    refused, request_id,
};

/// Pengjiang's package under any signature.
async fn upload(world: &World, key: &str, signature: &[u8]) -> Package {
    let start = Start {
        owner: COUNTY.to_owned(),
        request_id: request_id(),
        key: key.to_owned(),
        signature: signature.to_vec(),
        ..Start::default()
    };
    world.upload_as(AUTHOR, start, PENGJIANG).await.unwrap()
}

/// Pengjiang's package signed with `key`.
async fn upload_with(world: &World, key: &PrivateKey) -> Package {
    let signed = key.sign(&Digest::of(PENGJIANG));
    upload(world, &signed.key, &hex::decode(signed.signature).unwrap()).await
}

pub async fn revoke(
    world: &World,
    (subject, tenant, role): (&str, &str, &str),
    name: &str,
) -> Result<SigningKey, Status> {
    let message = RevokeKeyRequest {
        name: name.to_owned(),
        reason: "私钥遗失".to_owned(),
        request_id: request_id(),
    };
    let request = world.ask_in(subject, tenant, &[role], message);
    let answer = world.client.clone().revoke_key(request).await?;
    Ok(answer.into_inner())
}

pub const ADMINISTRATOR: (&str, &str, &str) = ("administrator", COUNTY, "tenant_admin");

pub async fn keys(world: &World, tenant: &str) -> Vec<SigningKey> {
    let message = ListKeysRequest {
        tenant: tenant.to_owned(),
        ..ListKeysRequest::default()
    };
    let answer = world
        .client
        .clone()
        .list_keys(world.ask(AUTHOR, message))
        .await;
    answer.unwrap().into_inner().keys
}

#[tokio::test]
async fn only_the_signature_of_an_approved_key_of_the_owner_gets_a_package_through() {
    let world = World::new().await;
    let digest = Digest::of(PENGJIANG);
    let bytes =
        |key: &PrivateKey, digest: &Digest| hex::decode(key.sign(digest).signature).unwrap();
    let (own, foreign) = (&world.keys[COUNTY], &world.keys[NEIGHBOUR]);
    let waiting = PrivateKey::fresh();
    world.register(COUNTY, &waiting).await.unwrap();
    let revoked = PrivateKey::fresh();
    let registered = world.register(COUNTY, &revoked).await.unwrap();
    world.approve_key(&registered.name).await.unwrap();
    revoke(&world, ADMINISTRATOR, &registered.name)
        .await
        .unwrap();

    let id = |key: &PrivateKey| key.public().id();
    let other_bytes = bytes(own, &Digest::of(b"another package"));
    for (key, signature, why) in [
        (String::new(), Vec::new(), "the package is not signed"),
        (id(own), Vec::new(), "the package is not signed"),
        (
            id(own),
            other_bytes,
            "the signature is not over these bytes",
        ),
        (
            id(own),
            vec![7; 64],
            "the signature is not over these bytes",
        ),
        (
            id(own),
            bytes(foreign, &digest),
            "the signature is not over these bytes",
        ),
        (
            id(foreign),
            bytes(foreign, &digest),
            "the signing key is none of the owner's",
        ),
        (
            id(&waiting),
            bytes(&waiting, &digest),
            "the city has not approved the signing key",
        ),
        (
            id(&revoked),
            bytes(&revoked, &digest),
            "the signing key was revoked",
        ),
    ] {
        let package = upload(&world, &key, &signature).await;
        assert_eq!(package.state(), State::Refused, "{why}");
        assert_eq!(package.problems.len(), 1, "{:?}", package.problems);
        assert!(
            package.problems[0].contains(why),
            "{why}: {:?}",
            package.problems
        );
        let answer = world
            .activate(APPROVER, &activation(&package, "2025-01-01", ""))
            .await;
        refused(answer, Code::FailedPrecondition, "PACKAGE_NOT_TESTED");
    }
    // None of it shuts the owner out: the same bytes, well signed, go through.
    let package = upload_with(&world, own).await;
    assert_eq!(package.state(), State::Tested, "{:?}", package.problems);
    assert_eq!(
        (package.key.clone(), package.signature.len()),
        (id(own), 64)
    );
    assert_eq!(world.package(&package.name).await, package);
    world.stop().await;
}

#[tokio::test]
async fn a_key_is_registered_by_its_tenant_and_approved_by_the_city() {
    let world = World::new().await;
    let key = PrivateKey::fresh();
    let registered = world.register(COUNTY, &key).await.unwrap();
    assert_eq!(registered.state(), signing_key::State::Registered);
    assert_eq!(registered.key, key.public().id());
    refused(
        world.register(COUNTY, &key).await,
        Code::AlreadyExists,
        "KEY_KNOWN",
    );
    let message = RegisterKeyRequest {
        tenant: COUNTY.to_owned(),
        title: "规则签名".to_owned(),
        public_key: "ab".to_owned(),
        request_id: request_id(),
    };
    let request = world.ask_in("administrator", COUNTY, &["tenant_admin"], message.clone());
    let answer = world.client.clone().register_key(request).await;
    refused(answer, Code::InvalidArgument, "FIELD_INVALID");
    let request = world.ask_in("administrator", NEIGHBOUR, &["tenant_admin"], message);
    let answer = world.client.clone().register_key(request).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");

    // A county's bureau is not the city's.
    let message = kezhuan_protocol::rules::v1::ApproveKeyRequest {
        name: registered.name.clone(),
        request_id: request_id(),
    };
    let request = world.ask_in("bureau", COUNTY, &["city_stb"], message);
    let answer = world.client.clone().approve_key(request).await;
    refused(answer, Code::PermissionDenied, "NOT_THE_CITY");
    let approved = world.approve_key(&registered.name).await.unwrap();
    assert_eq!(
        (approved.state(), approved.approved_by.as_str()),
        (signing_key::State::Approved, "city")
    );
    let again = world.approve_key(&registered.name).await;
    refused(again, Code::FailedPrecondition, "KEY_STATE");
    let unknown = "signingKeys/0198c0de-0000-7000-8000-000000000000";
    refused(
        world.approve_key(unknown).await,
        Code::NotFound,
        "KEY_UNKNOWN",
    );

    let stranger = revoke(
        &world,
        ("other", NEIGHBOUR, "tenant_admin"),
        &registered.name,
    )
    .await;
    refused(stranger, Code::PermissionDenied, "FOREIGN_TENANT");
    let revoked = revoke(&world, ("city", "440700", "city_stb"), &registered.name)
        .await
        .unwrap();
    assert_eq!(
        (revoked.state(), revoked.revoke_reason.as_str()),
        (signing_key::State::Revoked, "私钥遗失")
    );
    let again = revoke(&world, ADMINISTRATOR, &registered.name).await;
    refused(again, Code::FailedPrecondition, "KEY_STATE");
    assert_eq!(keys(&world, COUNTY).await.len(), 2);
    // Those that the world begins with, and this one.
    assert_eq!(keys(&world, "").await.len(), world.keys.len() + 1);
    assert_eq!(keys(&world, COUNTY).await[1], revoked);
    let events = world.events_of("signing_key").await;
    let before = 2 * world.keys.len();
    assert_eq!(
        events[before..],
        ["KeyRegistered", "KeyApproved", "KeyRevoked"]
    );
    world.stop().await;
}

#[tokio::test]
async fn a_package_of_a_revoked_key_says_so_and_is_put_in_force_no_more_until_it_is_signed_anew() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let entry = world
        .put_in_force(&activation(&package, "2025-01-01", "2025-06-30"))
        .await
        .unwrap();
    let waiting = world
        .activate(APPROVER, &activation(&package, "2025-07-01", ""))
        .await
        .unwrap();
    let old = keys(&world, COUNTY).await.remove(0);
    revoke(&world, ADMINISTRATOR, &old.name).await.unwrap();

    let shown = world.package(&package.name).await;
    assert_eq!(shown.state(), State::Revoked);
    assert!(
        shown.problems[0].contains("私钥遗失"),
        "{:?}",
        shown.problems
    );
    let in_force = world.timeline(INCENTIVE, 0, "").await.entries.remove(0);
    assert_eq!(in_force.name, entry.name);
    assert!(
        in_force.problem.contains("私钥遗失"),
        "{}",
        in_force.problem
    );
    let later = activation(&package, "2026-01-01", "");
    let answer = world.activate(APPROVER, &later).await;
    refused(answer, Code::FailedPrecondition, "KEY_REVOKED");
    let answer = world.approve(SECOND, &waiting.name).await;
    refused(answer, Code::FailedPrecondition, "KEY_REVOKED");

    // The same bytes under a good key; what was in force under the old one stays barred.
    let key = PrivateKey::fresh();
    let registered = world.register(COUNTY, &key).await.unwrap();
    world.approve_key(&registered.name).await.unwrap();
    let signed = upload_with(&world, &key).await;
    assert_eq!(
        (signed.state(), &signed.key),
        (State::Tested, &key.public().id())
    );
    let entry = world.approve(SECOND, &waiting.name).await.unwrap();
    assert_eq!(
        (&entry.key, entry.problem.as_str()),
        (&key.public().id(), "")
    );
    let entries = world.timeline(INCENTIVE, 0, "").await.entries;
    let barred: Vec<bool> = entries
        .iter()
        .map(|entry| !entry.problem.is_empty())
        .collect();
    assert_eq!(barred, [true, false]);
    assert_eq!(
        world.events_of("package").await,
        ["PackageTested", "PackageTested"]
    );
    world.stop().await;
}

/// Who signs and sends the same bytes again is an uploader, too.
#[tokio::test]
async fn every_uploader_of_a_package_is_kept_from_approving_it() {
    let world = World::new().await;
    let bad = upload(&world, "", &[]).await;
    assert_eq!(bad.state(), State::Refused);
    let signed = world.keys[COUNTY].sign(&Digest::of(PENGJIANG));
    let start = Start {
        owner: COUNTY.to_owned(),
        request_id: request_id(),
        key: signed.key,
        signature: hex::decode(signed.signature).unwrap(),
        ..Start::default()
    };
    let package = world.upload_as(APPROVER, start, PENGJIANG).await.unwrap();
    assert_eq!(
        (package.state(), package.uploader.as_str()),
        (State::Tested, "approver")
    );
    let wanted = activation(&package, "2025-01-01", "");
    let proposed = world.activate(APPROVER, &wanted).await.unwrap();
    assert_eq!(proposed.approvals, []);
    for who in [APPROVER, AUTHOR] {
        let answer = world.approve(who, &proposed.name).await;
        refused(answer, Code::FailedPrecondition, "SELF_APPROVAL");
    }
    world.stop().await;
}

/// Also where nothing had to be looked at again.
#[tokio::test]
async fn who_sends_a_tested_package_once_more_is_kept_from_approving_it() {
    let world = World::new().await;
    let package = world.uploaded().await;
    let wanted = activation(&package, "2025-01-01", "");
    // He agreed before he sent it: he no longer counts.
    let proposed = world.activate(APPROVER, &wanted).await.unwrap();
    let of_both = Package {
        uploaders: vec![AUTHOR.subject.to_owned(), APPROVER.subject.to_owned()],
        ..package
    };
    for _ in 0..2 {
        let again = world
            .upload(APPROVER, COUNTY, PENGJIANG, &request_id())
            .await;
        assert_eq!(again.unwrap(), of_both);
    }
    let answer = world.approve(APPROVER, &proposed.name).await;
    refused(answer, Code::FailedPrecondition, "SELF_APPROVAL");
    let once = world.approve(SECOND, &proposed.name).await.unwrap();
    assert_eq!(once.state(), timeline_entry::State::Proposed);
    let third = Who {
        subject: "third",
        ..APPROVER
    };
    let twice = world.approve(third, &proposed.name).await.unwrap();
    assert_eq!(twice.state(), timeline_entry::State::Approved);
    // Once per sender, however often.
    let said: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit WHERE action = 'package.sent_again'")
            .fetch_one(&mut world.database.admin().await.unwrap())
            .await
            .unwrap();
    assert_eq!(said, 1);
    world.stop().await;
}
