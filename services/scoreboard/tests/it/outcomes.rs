//! K10 and K10i: what negotiations at events make of the number of contracts, and apart from it of intents.
use kezhuan_protocol::events::v1::negotiation::ending::Code;
use kezhuan_protocol::events::v1::{
    ContractDropped, EventFollowUpStarted, EventMoved, NegotiationBegun, ProjectMoved,
    ProjectSubmitted, ProjectWithdrawn,
};
use kezhuan_protocol::scoreboard::v1::figure::Unit;
use kezhuan_protocol::scoreboard::v1::{
    ListFigureIntentsRequest, ListFigureOutcomesRequest, RebuildFiguresRequest,
};
use kezhuan_testkit::settled;
use uuid::Uuid;

use crate::event::Event;
use crate::negotiated::{contracted, ended, judged_again, negotiated, outcome, signed};
use crate::world::{SOON, World};

const XINHUI: &str = "440705";
const TAISHAN: &str = "440781";
const CITY: &str = "440700";
/// The year that runs; the figure is today's, of 2025-07-02.
const K10: (&str, i32) = ("K10", 2025);
const K10I: (&str, i32) = ("K10i", 2025);

/// Both sides accept and sign; answers the negotiation.
async fn intend(world: &World, division: &str) -> Uuid {
    let id = Uuid::now_v7();
    let moved = negotiated(id, division);
    let begun = NegotiationBegun {
        moved: Some(moved.clone()),
        ..NegotiationBegun::default()
    };
    for (sequence, event) in [
        (1, Event::Begun(begun)),
        (2, signed(moved, "2025-03-20", 20_000_000)),
    ] {
        world.announce(division, id, sequence, event).await;
    }
    id
}

/// The contract named is registered; answers it.
async fn contract(world: &World, (id, division): (Uuid, &str), on: &str, counts: bool) -> Uuid {
    let contract = Uuid::now_v7();
    let event = contracted(negotiated(id, division), outcome(contract, on, counts));
    world.announce(division, id, 3, event).await;
    contract
}

/// How many negotiations have an outcome, counted or not.
async fn outcomes(world: &World) -> i64 {
    let mut admin = world.scoreboard().admin().await.unwrap();
    let count = "SELECT count(*) FROM counted_standing WHERE code = 'K10'";
    sqlx::query_scalar(count)
        .fetch_one(&mut admin)
        .await
        .unwrap()
}

#[tokio::test]
async fn intents_and_contracts_are_counted_apart_where_the_event_took_place() {
    let world = World::new().await;
    let counting = intend(&world, XINHUI).await;
    let before_the_event = intend(&world, XINHUI).await;
    intend(&world, TAISHAN).await;
    world.expect_count(K10I, XINHUI, (2, 0)).await;
    world.expect_count(K10I, CITY, (3, 0)).await;
    world.expect_count(K10, CITY, (0, 0)).await;

    let named = contract(&world, (counting, XINHUI), "2025-05-06", true).await;
    contract(&world, (before_the_event, XINHUI), "2025-03-01", false).await;
    let standing = settled(SOON, 2, async || outcomes(&world).await);
    assert_eq!(standing.await, 2, "both judgements have come");
    world.expect_count(K10, XINHUI, (1, 0)).await;
    world.expect_count(K10, TAISHAN, (0, 0)).await;
    world.expect_count(K10, CITY, (1, 0)).await;
    world.expect_count(K10I, CITY, (3, 0)).await;

    let contracts = world.figure("K10", "").await;
    assert_eq!(
        (contracts.unit(), contracts.amount_fen),
        (Unit::Contracts, 0)
    );
    assert_eq!(contracts.target, None, "the plan sets no number");
    assert_eq!(world.figure("K10i", "").await.unit(), Unit::Intents);

    let message = ListFigureOutcomesRequest {
        year: 2025,
        ..ListFigureOutcomesRequest::default()
    };
    let asked = world.ask(XINHUI, "county_stb", message);
    let shown = world.client.clone().list_figure_outcomes(asked).await;
    let shown = shown.unwrap().into_inner().outcomes;
    let shown: Vec<_> = shown
        .iter()
        .map(|row| {
            (
                row.contract.clone(),
                row.total_amount_fen,
                row.technical_amount_fen,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [(format!("contracts/{named}"), 5_000_000, Some(4_000_000))]
    );
    let message = ListFigureIntentsRequest {
        year: 2025,
        page_size: 1,
        ..ListFigureIntentsRequest::default()
    };
    let asked = world.ask(XINHUI, "county_stb", message);
    let shown = world.client.clone().list_figure_intents(asked).await;
    let shown = shown.unwrap().into_inner();
    assert_eq!(shown.intents[0].amount_fen, 20_000_000);
    assert!(!shown.next_page_token.is_empty(), "there is another one");

    let message = RebuildFiguresRequest {
        request_id: Uuid::now_v7().to_string(),
    };
    let asked = world.ask(CITY, "operator", message);
    let rebuilt = world.client.clone().rebuild_figures(asked).await;
    let rebuilt = rebuilt.unwrap().into_inner();
    assert_eq!(
        (rebuilt.forgotten_outcomes, rebuilt.forgotten_intents),
        (2, 3)
    );
    world.expect_count(K10, XINHUI, (1, 0)).await;
    world.expect_count(K10I, CITY, (3, 0)).await;
    world.stop().await;
}

#[tokio::test]
async fn the_newest_judgement_stands_and_one_after_the_year_is_a_correction() {
    let world = World::new().await;
    let (corrected, annulled) = (intend(&world, XINHUI).await, intend(&world, XINHUI).await);
    let first = contract(&world, (corrected, XINHUI), "2025-05-06", false).await;
    let second = contract(&world, (annulled, XINHUI), "2025-05-07", true).await;
    world.expect_count(K10, XINHUI, (1, 0)).await;
    let event = judged_again(
        negotiated(corrected, XINHUI),
        outcome(first, "2025-05-06", true),
    );
    world.announce(XINHUI, corrected, 4, event).await;
    world.expect_count(K10, XINHUI, (2, 0)).await;

    world.advance_to("2026-02-02");
    let event = judged_again(
        negotiated(annulled, XINHUI),
        outcome(second, "2025-05-07", false),
    );
    world.announce(XINHUI, annulled, 4, event).await;
    world.expect_count(K10, XINHUI, (2, -1)).await;
    world.expect_count(("K10", 2026), CITY, (0, 0)).await;
    world.expect_count(K10I, CITY, (2, 0)).await;
    world.stop().await;
}

#[tokio::test]
async fn a_contract_that_was_dropped_counts_no_more() {
    let world = World::new().await;
    let talked = intend(&world, XINHUI).await;
    let named = contract(&world, (talked, XINHUI), "2025-05-06", true).await;
    world.expect_count(K10, XINHUI, (1, 0)).await;
    let dropped = ContractDropped {
        moved: Some(negotiated(talked, XINHUI)),
        contract: format!("contracts/{named}"),
    };
    let event = Event::ContractDropped(dropped);
    world.announce(XINHUI, talked, 4, event).await;
    world.expect_count(K10, XINHUI, (0, 0)).await;
    world.expect_count(K10I, XINHUI, (1, 0)).await;
    world.stop().await;
}

#[tokio::test]
async fn an_intent_of_a_cancelled_event_counts_no_more() {
    let world = World::new().await;
    let (cancelled, judged) = (intend(&world, XINHUI).await, intend(&world, XINHUI).await);
    let declined = intend(&world, XINHUI).await;
    world.expect_count(K10I, XINHUI, (3, 0)).await;
    for (id, code) in [
        (cancelled, Code::EventCancelled),
        (declined, Code::Declined),
    ] {
        let event = ended(negotiated(id, XINHUI), code);
        world.announce(XINHUI, id, 3, event).await;
    }
    // The register told of its contract before it was ended with the event.
    let mut not_linked = outcome(Uuid::now_v7(), "2025-05-06", false);
    not_linked.reasons = vec!["NOT_LINKED".to_owned()];
    let event = contracted(negotiated(judged, XINHUI), not_linked);
    world.announce(XINHUI, judged, 3, event).await;
    world.expect_count(K10I, XINHUI, (1, 0)).await;
    world.expect_count(K10, XINHUI, (0, 0)).await;
    world.stop().await;
}

#[tokio::test]
async fn events_who_came_and_projects_stand_beside_the_contracts() {
    let world = World::new().await;
    for (people, person_times) in [(80, 130), (20, 20)] {
        let event = Uuid::now_v7();
        let held = EventFollowUpStarted {
            moved: Some(EventMoved {
                event: format!("events/{event}"),
                division: XINHUI.to_owned(),
                ends_on: "2025-03-21".to_owned(),
                ..EventMoved::default()
            }),
            people,
            person_times,
            ..EventFollowUpStarted::default()
        };
        world.announce(XINHUI, event, 1, Event::Held(held)).await;
    }
    let project = Uuid::now_v7();
    for id in [project, Uuid::now_v7()] {
        let submitted = ProjectSubmitted {
            moved: project_of(id),
        };
        let event = Event::ProjectSubmitted(submitted);
        world.announce(XINHUI, id, 1, event).await;
    }
    world.expect_count(("K10p", 2025), XINHUI, (2, 0)).await;
    let withdrawn = ProjectWithdrawn {
        moved: project_of(project),
        by_event: false,
    };
    let event = Event::ProjectWithdrawn(withdrawn);
    world.announce(XINHUI, project, 2, event).await;
    for (code, count) in [
        ("K10e", 2),
        ("K10a", 100),
        ("K10t", 150),
        ("K10p", 1),
        ("K10", 0),
    ] {
        world.expect_count((code, 2025), XINHUI, (count, 0)).await;
        world.expect_count((code, 2025), CITY, (count, 0)).await;
    }
    world.expect_count(("K10e", 2024), CITY, (0, 0)).await;
    world.stop().await;
}

fn project_of(project: Uuid) -> Option<ProjectMoved> {
    Some(ProjectMoved {
        project: format!("projects/{project}"),
        ..ProjectMoved::default()
    })
}
