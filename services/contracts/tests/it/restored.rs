//! The rules service was brought back to an earlier point, this one was not.
use kezhuan_database::restored::{Loss, set_back};
use kezhuan_protocol::contracts::v1::ReplayDeadLetterRequest;
use kezhuan_protocol::rules::v1::rule_stop::Fallback;
use kezhuan_protocol::rules::v1::{Appropriation, RuleStopped};

use crate::adoption::{announce, event_set_aside};
use crate::claims::cast::{appropriation, programme};
use crate::shelf::shelf;
use crate::stops::{accepted, adopted, is_manual, promise, stop, stopped, version};
use crate::world::{World, id, person, service};

/// Its numbers count no more here.
async fn rules_restored(world: &World) {
    let loss = Loss {
        source: "rules",
        reach: Vec::new(),
        events: Vec::new(),
    };
    let doors = world.database.open_as_admin().unwrap();
    set_back(&doors, &loss, kezhuan_contracts::GUARDED)
        .await
        .unwrap();
}

/// It knows of two changes less, and gives the number of the first of them again.
#[tokio::test]
async fn a_stop_of_a_restored_rules_service_holds() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let client = world.client();
    adopted(&world, &version(9, "2025-01-01", "", "k1")).await;
    let rules = service("rules");
    for known in [
        stopped(3, Fallback::ManualQueue, ""),
        stopped(4, Fallback::Unspecified, ""),
    ] {
        stop(&world, &rules, known).await.unwrap();
    }
    assert_eq!(promise(&accepted(&world, &client).await), 9);
    rules_restored(&world).await;
    let again = stopped(3, Fallback::ManualQueue, "");
    stop(&world, &rules, again).await.unwrap();
    assert!(is_manual(&accepted(&world, &client).await));
}

/// Of this service's own programme, and of another's that bars it.
#[tokio::test]
async fn an_appropriation_of_a_restored_rules_service_holds() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let own = Appropriation {
        version: 7,
        ..appropriation("440703", 10_000_000)
    };
    let foreign = Appropriation {
        family: "inc.rent".to_owned(),
        excludes: vec![own.family.clone()],
        ..own.clone()
    };
    for known in [own.clone(), foreign.clone()] {
        announce(&world, known, false).await.unwrap();
    }
    rules_restored(&world).await;
    let less = Appropriation {
        appropriation_fen: 8_000_000,
        version: 6,
        ..own
    };
    let bars_nobody = Appropriation {
        excludes: Vec::new(),
        version: 6,
        ..foreign
    };
    for told in [less, bars_nobody] {
        announce(&world, told, false).await.unwrap();
    }
    assert_eq!(programme(&world).await.appropriation_fen, 8_000_000);
    let mut admin = world.database.admin().await.unwrap();
    let barred: Vec<String> = sqlx::query_scalar("SELECT excludes FROM foreign_bar")
        .fetch_one(&mut admin)
        .await
        .unwrap();
    assert!(barred.is_empty(), "{barred:?}");
}

/// Its stream is read from the beginning: a stop that was taken back long ago stops nothing on the way.
#[tokio::test]
async fn what_was_counted_before_is_not_taken_over_again() {
    let world = World::with_rules(World::CALM, &shelf().await).await;
    let client = world.client();
    adopted(&world, &version(9, "2025-01-01", "", "k1")).await;
    rules_restored(&world).await;
    let old = Some(stopped(1, Fallback::ManualQueue, ""));
    let letter = event_set_aside(&world, &RuleStopped { stop: old }).await;
    let mut admin = world.database.admin().await.unwrap();
    sqlx::query(
        "INSERT INTO inbox (consumer, aggregate, aggregate_id, last_sequence)
         SELECT consumer, headers->>'ce-aggregate', (headers->>'ce-aggregateid')::uuid, 2
           FROM dead_letter WHERE 'deadLetters/' || event_id = $1",
    )
    .bind(&letter)
    .execute(&mut admin)
    .await
    .unwrap();
    let request = ReplayDeadLetterRequest {
        name: letter,
        request_id: id(),
    };
    let operator = person("ops", "city", "440700", &["operator"]);
    let mut replaying = client.clone();
    let replayed = replaying.replay_dead_letter(world.ask(&operator, request));
    assert!(replayed.await.unwrap().into_inner().resolved);
    assert_eq!(promise(&accepted(&world, &client).await), 9);
}
