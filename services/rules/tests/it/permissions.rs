//! Every RPC × role × foreign county: who may call, and what a stranger is shown.
use kezhuan_testkit::Estate;

use crate::world::{AUTHOR, COUNTY, World};

const SERVICES: [&str; 2] = [
    "kezhuan.rules.v1.RulesService",
    "kezhuan.clock.v1.ClockService",
];

#[tokio::test]
async fn every_rpc_admits_the_roles_of_its_row_and_hides_what_is_not_public() {
    let world = World::new().await;
    let package = world.uploaded().await.name;
    let probe = world.probe(&SERVICES);
    let found = probe.roles().await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let estate = Estate {
        tenant: COUNTY,
        organisation: AUTHOR.subject,
        resources: &[package],
        secrets: &[],
        // Packages and timelines are public rules, and so is which package there is to activate.
        open: &[
            "GetPackage",
            "ListPackages",
            "DownloadPackage",
            "ListTimeline",
            "ActivateRule",
        ],
        plausible: &[],
    };
    let found = probe.hides(&estate).await.unwrap();
    assert!(found.is_empty(), "{}", found.join("\n"));
    world.stop().await;
}
