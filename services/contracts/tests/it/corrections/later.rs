//! A correction's list goes on: what another rule decides on its days later is added whenever that happens.
use kezhuan_protocol::contracts::v1::contracts_service_client::ContractsServiceClient;
use tonic::transport::Channel;
use uuid::Uuid;

use super::*;
use crate::last_good::compiler;
use crate::world::second_registrar;

/// Waits until the entry's list is made; it was adopted long ago, so that nothing is listed for its being new.
async fn listed_long_ago(world: &World, entry: &TimelineEntry) {
    let id = entry.name.trim_start_matches("timelineEntries/");
    let id: Uuid = id.parse().unwrap();
    let aged = sqlx::query(
        "UPDATE rule_entry SET listing_since = listing_since - interval '1 day' WHERE id = $1",
    )
    .bind(id)
    .execute(&mut world.database.admin().await.unwrap())
    .await
    .unwrap();
    assert_eq!(aged.rows_affected(), 1);
    let is_listed = settled(SOON, true, async || {
        sqlx::query_scalar("SELECT listed FROM rule_entry WHERE id = $1")
            .bind(id)
            .fetch_one(&mut world.database.admin().await.unwrap())
            .await
            .unwrap()
    });
    assert!(is_listed.await, "its list is never made");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_that_goes_to_the_rule_of_its_pin_after_the_list_was_made_is_added_to_it() {
    let wrong = version(&[], "2025-01-01", "");
    let world = under(&wrong).await;
    let early = claimed(&world).await;
    // Registered, and so pinned, under the wrong rule; not claimed yet.
    let contract = world.registered(world::form()).await;
    let more = corrected(&world, &wrong, &[("rate_development_bp", 200)]).await;
    let name = name_of(&more);
    let listed = lines(&world, &name, 1).await;
    line_of(&listed, &early);
    listed_long_ago(&world, &more).await;

    let late = file(&world, &create(&world, &contract.name).await).await;
    let late = late.unwrap();
    assert_eq!(late.amount_fen, 100_000, "the rule it opened under");
    let listed = lines(&world, &name, 2).await;
    let line = line_of(&listed, &late);
    assert_eq!(
        (line.kind(), line.state(), line.old_fen, line.new_fen),
        (line::Kind::TopUp, line::State::Proposed, 100_000, 200_000)
    );
    // Told of again, once.
    let told = settled(SOON, 2, async || world.events_of(&name).await.len());
    assert_eq!(told.await, 2);
    listed_long_ago(&world, &more).await;
    assert_eq!(
        world.events_of(&name).await,
        ["CorrectionProposed", "CorrectionProposed"]
    );
    let told = correction(&world, &authority(), &name).await.unwrap();
    assert_eq!((told.asked, told.lines, told.proposed), (2, 2, 2));
}

/// Registers a reviewed contract through one instance.
async fn registered_through(
    world: &World,
    through: &ContractsServiceClient<Channel>,
    reviewed: Contract,
) -> Contract {
    let request = RegisterContractRequest {
        name: reviewed.name,
        etag: reviewed.etag,
        request_id: id(),
        ..Default::default()
    };
    let mut through = through.clone();
    let answer = through.register_contract(world.ask(&second_registrar(), request));
    answer.await.unwrap().into_inner()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_process_that_can_not_load_the_correction_decides_is_listed_whenever_that_is() {
    let wrong = version(&[], "2025-01-01", "");
    let world = under(&wrong).await;
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (script, cached) = (compiler(folder.path()), cache.path().to_owned());
    let replica = world
        .beside_with(|config| {
            config.rule_host.compiler = Some(script);
            config.rule_host.cache = cached;
        })
        .await;
    // It has loaded what is in force before it answers anything.
    let request = ListCorrectionsRequest::default();
    let mut through = replica.clone();
    let answer = through.list_corrections(world.ask(&authority(), request));
    answer.await.unwrap();

    std::fs::write(folder.path().join("broken"), "").unwrap();
    let right = TimelineEntry {
        corrects: true,
        ..of_package("xinhui", &[("rate_to_tier_bp", 200)], "2025-03-01", "")
    };
    let cut = TimelineEntry {
        effective_to: "2025-02-28".to_owned(),
        ..wrong
    };
    let adopted = adopt_with(&world, right.clone(), vec![cut]).await.unwrap();
    assert!(adopted.in_force, "{}", adopted.problem);
    listed_long_ago(&world, &right).await;

    let submitted = world.submitted(world::form()).await;
    let reviewed = world
        .classify(&world.accept(&submitted).await.unwrap())
        .await;
    let contract = registered_through(&world, &replica, reviewed).await;
    let claim = file(&world, &create(&world, &contract.name).await).await;
    let claim = claim.unwrap();
    assert_eq!(claim.amount_fen, 100_000, "the last good rule's");
    let listed = lines(&world, &name_of(&right), 1).await;
    let line = line_of(&listed, &claim);
    assert_eq!(
        (line.kind(), line.old_fen, line.new_fen),
        (line::Kind::TopUp, 100_000, 200_000)
    );
}
