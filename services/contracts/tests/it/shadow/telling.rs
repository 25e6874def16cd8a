//! Who tells a service of shadows, in what order, and whom it tells of their ledgers.

use kezhuan_protocol::contracts::v1::ReplayDeadLetterRequest;
use kezhuan_protocol::rules::v1::{Rulebook, Shadow, ShadowEnded, ShadowStarted};
use kezhuan_rule_host::Digest;
use kezhuan_testkit::eventually;
use prost::{Message, Name};
use tokio::net::TcpListener;
use tonic::Code;
use uuid::Uuid;

use super::{
    SOON, adopt, adopted, author, caught_up, county, ended, in_force, ledger, ledger_of, report,
    shadow, shipped,
};
use crate::adoption::event_set_aside;
use crate::shelf::{self, Shelf};
use crate::world::{self, World, id, person, reason, service};

/// Takes an event of the rules service over that was set aside: what a consumer does, once a person asks for it.
async fn heard<E: Message + Name>(world: &World, event: &E) {
    let request = ReplayDeadLetterRequest {
        name: event_set_aside(world, event).await,
        request_id: id(),
    };
    let operator = person("ops", "city", "440700", &["operator"]);
    let mut client = world.client();
    let taken = client.replay_dead_letter(world.ask(&operator, request));
    assert!(taken.await.unwrap().into_inner().resolved);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_ended_gets_no_more_lines_and_older_news_do_not_start_it_again() {
    let world = county(|_| {}).await;
    in_force(&world).await;
    let (ends, goes_on) = (shadow(&shipped("taishan")), shadow(&shipped("taishan")));
    adopted(&world, &ends).await;
    adopted(&world, &goes_on).await;
    world.registered(world::form()).await;
    let (before, _) = caught_up(&world, &ends, 1).await;
    // By event, as when the call did not come through; started again by one that comes late.
    let shadow = Some(ended(&ends));
    heard(&world, &ShadowEnded { shadow }).await;
    adopted(&world, &ends).await;
    world.registered(world::form()).await;
    caught_up(&world, &goes_on, 2).await;
    let (after, _) = ledger(&world, &ends).await;
    assert_eq!((after.running, report(&after)), (false, report(&before)));
    assert_eq!(after.decisions_to_come, 0);

    // One whose start is heard after its end never runs.
    let late = super::shadow(&shipped("taishan"));
    adopted(&world, &ended(&late)).await;
    adopted(&world, &late).await;
    let (told, _) = ledger(&world, &late).await;
    assert!(!told.running && told.problem.contains("before"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_tenant_does_not_even_learn_that_it_is_there() {
    let world = county(|_| {}).await;
    in_force(&world).await;
    let taishan = shadow(&shipped("taishan"));
    let stranger = adopt(&world, &service("scoreboard"), &taishan).await;
    assert_eq!(reason(&stranger.unwrap_err()), "NOT_THE_RULES_SERVICE");
    adopted(&world, &taishan).await;
    world.registered(world::form()).await;
    caught_up(&world, &taishan, 1).await;
    let nothing = Shadow {
        name: format!("shadows/{}", Uuid::now_v7()),
        ..taishan.clone()
    };
    let foreign_author = person("mo", "office-440705", "440705", &["rule_author"]);
    let foreign_bureau = person("mo", "stb-440705", "440705", &["county_stb"]);
    for (by, sought) in [
        (foreign_author, &taishan),
        (foreign_bureau, &taishan),
        // As its own author is told of what is not there.
        (author(), &nothing),
    ] {
        let refused = ledger_of(&world.channel, (&world, &by), sought).await;
        let refused = refused.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::NotFound, "SHADOW_UNKNOWN")
        );
    }
    for by in [
        person("zhao", "stb-440703", "440703", &["county_stb"]),
        person("luo", "stb-440700", "440700", &["city_stb"]),
        person("sun", "audit", "", &["auditor"]),
        service("rules"),
    ] {
        let read = ledger_of(&world.channel, (&world, &by), &taishan).await;
        assert_eq!(report(&read.unwrap().0).decisions, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_started_while_the_service_was_away_is_taken_over_at_its_start() {
    let taishan = shadow(&shipped("taishan"));
    let gone = Shadow {
        package: format!("packages/{}", Digest::of(b"gone")),
        ..shadow(&shipped("taishan"))
    };
    let over = ended(&shadow(&shipped("taishan")));
    let stocked = Shelf {
        packages: vec![shipped("taishan")],
        rulebook: Rulebook {
            // One whose package is gone holds up nobody else.
            shadows: vec![gone, over.clone(), taishan.clone()],
            ..Rulebook::default()
        },
        ..Shelf::default()
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let world = World::with_rules(World::CALM, &shelf::serve(listener, stocked)).await;
    let taken_over = eventually(SOON, async || {
        let read = ledger_of(&world.channel, (&world, &author()), &taishan).await;
        read.map_err(|unknown| assert_eq!(unknown.code(), Code::NotFound))
            .is_ok()
    });
    assert!(taken_over.await, "nothing was taken over");
    world.registered(world::form()).await;
    caught_up(&world, &taishan, 1).await;
    assert!(!ledger(&world, &over).await.0.running);

    // By event, too.
    let other = shadow(&shipped("taishan"));
    let started = ShadowStarted {
        shadow: Some(other.clone()),
    };
    heard(&world, &started).await;
    assert!(ledger(&world, &other).await.0.running);
}
