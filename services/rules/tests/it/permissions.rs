//! Every RPC × role × foreign county: who may call, and what a stranger is shown.
use kezhuan_protocol::rules::v1::alert::Kind;
use kezhuan_rule_host::signature::PrivateKey;
use kezhuan_testkit::Estate;

use crate::world::{APPROVER, AUTHOR, COUNTY, World, activation};
use crate::{appropriations, facts, shadows};

const SERVICES: [&str; 2] = [
    "kezhuan.rules.v1.RulesService",
    "kezhuan.clock.v1.ClockService",
];

#[tokio::test]
async fn every_rpc_admits_the_roles_of_its_row_and_hides_what_is_not_public() {
    let world = World::new().await;
    let package = world.uploaded().await;
    // It ends soon, and its owner is told; what may follow leaves a gap.
    let ending = activation(&package, "2024-01-01", "2025-03-10");
    world.put_in_force(&ending).await.unwrap();
    world.open(&[Kind::TimelineEnds]).await;
    let wanted = activation(&package, "2025-05-01", "");
    let entry = world.activate(APPROVER, &wanted).await.unwrap().name;
    let key = world.register(COUNTY, &PrivateKey::fresh()).await.unwrap();
    let wanted = appropriations::wanted(100);
    let appropriation = appropriations::set(&world, COUNTY, &wanted).await.unwrap();
    let kept = facts::kept(&world).await;
    let shadow = shadows::start(&world, AUTHOR, &shadows::wanted(&package, ""))
        .await
        .unwrap();
    let probe = world.probe(&SERVICES);
    let found = probe.roles().await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let estate = Estate {
        tenant: COUNTY,
        organisation: AUTHOR.subject,
        resources: &[
            package.name,
            entry,
            key.name,
            appropriation.name,
            kept.name,
            shadow.name,
        ],
        secrets: &[],
        // Packages and timelines are public rules, and so are the keys they are signed with, and which package
        // there is to activate.
        open: &[
            "GetPackage",
            "ListPackages",
            "DownloadPackage",
            "ListTimeline",
            "ActivateRule",
            "StartShadow",
            "ListKeys",
            "ApproveKey",
            "RevokeKey",
        ],
        plausible: &[("reason", "试用")],
    };
    let found = probe.hides(&estate).await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
    world.stop().await;
}
