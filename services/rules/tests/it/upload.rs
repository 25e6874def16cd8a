//! Packages come in, are checked, and go out as they came.
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use kezhuan_protocol::rules::v1::package::State;
use kezhuan_protocol::rules::v1::upload_package_request::Part;
use kezhuan_protocol::rules::v1::{
    GetPackageRequest, ListPackagesRequest, Package, UploadPackageRequest,
};
use sha2::{Digest, Sha256};
use tonic::Code;

use crate::world::{
    APPROVER, AUTHOR, COUNTY, NEIGHBOUR, PENGJIANG, TAISHAN, Who, World, activation, refused,
    request_id,
};

#[tokio::test]
async fn a_good_package_is_tested_and_comes_back_byte_for_byte() {
    let world = World::new().await;
    let package = world.uploaded().await;
    assert_eq!(package.state(), State::Tested, "{:?}", package.problems);
    assert_eq!(package.problems, Vec::<String>::new());
    assert_eq!(
        package.name,
        format!("packages/{}", hex::encode(Sha256::digest(PENGJIANG)))
    );
    let mut hooks: Vec<_> = package
        .hooks
        .iter()
        .map(|hook| hook.hook.as_str())
        .collect();
    hooks.sort_unstable();
    assert_eq!(
        hooks,
        [
            "tc.claim.materials@1",
            "tc.incentive@1",
            "tc.sla@1",
            "tc.split@1"
        ]
    );
    assert!(
        package
            .hooks
            .iter()
            .all(|hook| hook.interface_version.starts_with("1.")),
        "{:?}",
        package.hooks
    );
    assert_eq!(
        (package.owner.as_str(), package.uploader.as_str()),
        (COUNTY, "author")
    );
    assert_eq!(
        usize::try_from(package.size_bytes).unwrap(),
        PENGJIANG.len()
    );

    assert!(
        world.download(&package.name).await.unwrap() == PENGJIANG,
        "the bytes differ"
    );
    let asked = world.ask(
        APPROVER,
        GetPackageRequest {
            name: package.name.clone(),
        },
    );
    assert_eq!(
        world
            .client
            .clone()
            .get_package(asked)
            .await
            .unwrap()
            .into_inner(),
        package
    );
    let asked = world.ask(APPROVER, ListPackagesRequest::default());
    assert_eq!(
        world
            .client
            .clone()
            .list_packages(asked)
            .await
            .unwrap()
            .into_inner()
            .packages,
        [package]
    );
    assert_eq!(world.events_of("package").await, ["PackageTested"]);
    world.stop().await;
}

#[tokio::test]
async fn a_truncated_package_is_kept_as_refused_with_its_problem_and_never_put_in_force() {
    let world = World::new().await;
    let truncated = &PENGJIANG[..PENGJIANG.len() / 2];
    let package = world
        .upload(AUTHOR, COUNTY, truncated, &request_id())
        .await
        .unwrap();
    assert_eq!(package.state(), State::Refused);
    assert_eq!(package.problems.len(), 1, "{:?}", package.problems);
    assert!(
        package.problems[0].contains("规则包格式不合要求"),
        "{:?}",
        package.problems
    );
    assert_eq!(world.events_of("package").await, ["PackageRefused"]);
    // To whom it isn't, the same bytes are told as what they are, and nothing of the package is shown.
    let neighbour = Who {
        subject: "taishan",
        tenant: NEIGHBOUR,
    };
    let answer = world
        .upload(neighbour, NEIGHBOUR, truncated, &request_id())
        .await;
    refused(answer, Code::InvalidArgument, "PACKAGE_UNREADABLE");
    assert_eq!(world.events_of("package").await, ["PackageRefused"]);
    let answer = world
        .activate(APPROVER, &activation(&package, "2025-01-01", ""))
        .await;
    refused(answer, Code::FailedPrecondition, "PACKAGE_NOT_TESTED");
    world.stop().await;
}

#[tokio::test]
async fn packages_of_others_are_not_taken() {
    let world = World::new().await;
    let answer = world.upload(AUTHOR, "440781", TAISHAN, &request_id()).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    // Nor under the own name: the manifest says whose it is.
    let answer = world.upload(AUTHOR, COUNTY, TAISHAN, &request_id()).await;
    refused(answer, Code::PermissionDenied, "FOREIGN_TENANT");
    assert_eq!(world.events_of("package").await, Vec::<String>::new());
    // Its owner is not shut out by the attempt.
    let owner = Who {
        subject: "taishan",
        tenant: NEIGHBOUR,
    };
    let package = world
        .upload(owner, NEIGHBOUR, TAISHAN, &request_id())
        .await
        .unwrap();
    assert_eq!(
        (package.state(), package.owner.as_str()),
        (State::Tested, "440781"),
        "{:?}",
        package.problems
    );
    world.stop().await;
}

#[tokio::test]
async fn a_repeated_upload_returns_the_first_answer_and_stores_nothing_twice() {
    let world = World::new().await;
    let id = request_id();
    let first = world.upload(AUTHOR, COUNTY, PENGJIANG, &id).await.unwrap();
    assert_eq!(
        world.upload(AUTHOR, COUNTY, PENGJIANG, &id).await.unwrap(),
        first
    );
    // The same bytes under another request are the same package; its uploader stays who it was, and one more has sent it.
    let again = world
        .upload(APPROVER, COUNTY, PENGJIANG, &request_id())
        .await;
    let of_both = Package {
        uploaders: vec![AUTHOR.subject.to_owned(), APPROVER.subject.to_owned()],
        ..first.clone()
    };
    assert_eq!(again.unwrap(), of_both);
    assert_eq!(world.events_of("package").await, ["PackageTested"]);
    let answer = world.upload(AUTHOR, COUNTY, &PENGJIANG[1..], &id).await;
    refused(answer, Code::InvalidArgument, "REQUEST_ID_REUSED");
    world.stop().await;
}

#[tokio::test]
async fn a_refused_upload_repeated_under_its_own_id_is_not_compiled_again() {
    let folder = tempfile::tempdir().unwrap();
    let (runs, compiler) = (folder.path().join("runs"), folder.path().join("compiler"));
    // Counts how often it is run, and compiles nothing.
    let script = format!("#!/bin/sh\necho run >> {}\nexit 1\n", runs.display());
    std::fs::write(&compiler, script).unwrap();
    std::fs::set_permissions(&compiler, Permissions::from_mode(0o755)).unwrap();
    let world = World::with(|config| config.rule_host.compiler = Some(compiler)).await;
    let upload = async |id: &str| world.upload(AUTHOR, COUNTY, PENGJIANG, id).await.unwrap();
    let compiled = || std::fs::read_to_string(&runs).unwrap().lines().count();
    let id = request_id();
    let first = upload(&id).await;
    assert_eq!(first.state(), State::Refused);
    assert!(first.problems[0].contains("compiler ended"), "{first:?}");
    assert_eq!(upload(&id).await, first);
    assert_eq!(compiled(), 1);
    // Another request is another attempt; the first stays answered as it was.
    assert_eq!(upload(&request_id()).await.state(), State::Refused);
    assert_eq!(compiled(), 2);
    assert_eq!(upload(&id).await, first);
    assert_eq!(compiled(), 2);
    world.stop().await;
}

#[tokio::test]
async fn an_upload_out_of_order_and_an_unknown_package_are_refused() {
    let world = World::new().await;
    let early = UploadPackageRequest {
        part: Some(Part::Chunk(PENGJIANG.to_vec())),
    };
    for parts in [vec![], vec![early]] {
        let request = world.ask(AUTHOR, futures::stream::iter(parts));
        refused(
            world.client.clone().upload_package(request).await,
            Code::InvalidArgument,
            "FIELD_INVALID",
        );
    }
    let unknown = format!("packages/{}", hex::encode([7_u8; 32]));
    refused(
        world.download(&unknown).await,
        Code::NotFound,
        "PACKAGE_UNKNOWN",
    );
    refused(
        world.download("packages/../x").await,
        Code::NotFound,
        "PACKAGE_UNKNOWN",
    );
    world.stop().await;
}
