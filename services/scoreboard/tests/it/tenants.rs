//! K7: what events of tenancies make of the number of tenant enterprises.
use kezhuan_protocol::incubation::v1::TenancyMoved;
use kezhuan_protocol::scoreboard::v1::figure::Unit;
use kezhuan_protocol::scoreboard::v1::{
    FigureTenancy, ListDeadLettersRequest, ListFigureTenanciesRequest,
};
use uuid::Uuid;

use crate::event::{Event, left, stay};
use crate::world::World;

const PENGJIANG: &str = "440703";
const XINHUI: &str = "440705";
const CITY: &str = "440700";
/// The year that runs; the figure is today's, of 2025-07-02.
const K7: (&str, i32) = ("K7", 2025);
const ONE: &str = "91440703MA50000A8K";
const OTHER: &str = "91440705MA50000B6B";

/// Admits a tenant; answers its tenancy.
async fn admit(world: &World, moved: &TenancyMoved) -> Uuid {
    let tenancy = Uuid::now_v7();
    let event = Event::Admitted(moved.clone());
    world.announce(&moved.tenant, tenancy, 1, event).await;
    tenancy
}

#[tokio::test]
async fn an_enterprise_counts_once_in_the_city_and_once_in_each_county() {
    let world = World::new().await;
    for moved in [
        stay(ONE, PENGJIANG, "2024-01-01"),
        stay(ONE, PENGJIANG, "2025-01-01"),
        stay(ONE, XINHUI, "2025-02-01"),
        stay(OTHER, PENGJIANG, "2025-03-03"),
        // A team that is no enterprise yet.
        stay("", PENGJIANG, "2024-05-01"),
    ] {
        admit(&world, &moved).await;
    }
    world.expect_count(K7, PENGJIANG, (2, 0)).await;
    world.expect_count(K7, XINHUI, (1, 0)).await;
    world.expect_count(K7, CITY, (2, 0)).await;

    let city = world.figure("K7", "").await;
    assert_eq!(
        (city.unit(), city.as_of.as_str(), city.amount_wan.as_str()),
        (Unit::Enterprises, "2025-07-02", "")
    );
    assert_eq!((city.amount_fen, city.contracts), (0, 0));
    let target = city.target.expect("the plan sets the city one");
    assert_eq!(
        (target.count, target.amount_fen, target.strictly_over),
        (1_000, 0, true)
    );
    assert_eq!(
        (target.met, target.completion_bp, target.light.as_str()),
        (false, 20, "RED")
    );
    assert!(target.source.contains("在孵企业"));
    let county = world.figure("K7", PENGJIANG).await;
    assert!(county.target.is_none(), "the plan sets counties none");
    // Of the years before there is what was told in this one, and nothing of those to come.
    world.expect_count(("K7", 2024), CITY, (0, 1)).await;
    let to_come = world.figure_of("K7", 2026, CITY).await;
    assert_eq!((to_come.count, to_come.as_of.as_str()), (0, ""));
    world.stop().await;
}

#[tokio::test]
async fn an_event_delivered_twice_counts_once_and_blocks_nothing() {
    let world = World::new().await;
    let moved = stay(ONE, PENGJIANG, "2025-03-03");
    let tenancy = admit(&world, &moved).await;
    world.expect_count(K7, PENGJIANG, (1, 0)).await;

    world.deliver_first_again("incubation").await;
    // Comes behind the repeat in order, so the repeat is through when this is counted.
    let gone = left(&moved, "2025-03-03");
    world
        .announce(PENGJIANG, tenancy, 2, Event::Exited(gone))
        .await;
    world.expect_count(K7, PENGJIANG, (0, 0)).await;

    let asked = world.ask(CITY, "operator", ListDeadLettersRequest::default());
    let letters = world.client.clone().list_dead_letters(asked).await;
    let letters = letters.unwrap().into_inner().dead_letters;
    assert_eq!(letters, [], "a repeat is no failure");
    world.stop().await;
}

#[tokio::test]
async fn a_tenant_elsewhere_counts_for_the_city_from_its_landing_whatever_the_order() {
    let world = World::new().await;
    let remote = |uscc: &str| TenancyMoved {
        division: "440305".to_owned(),
        tenant: XINHUI.to_owned(),
        remote: true,
        ..stay(uscc, "440305", "2025-01-06")
    };
    admit(&world, &remote(OTHER)).await;
    // Its application and its admission come behind the news of its landing.
    let tenancy = Uuid::now_v7();
    let landed = TenancyMoved {
        landing_uscc: OTHER.to_owned(),
        landed_on: "2025-05-05".to_owned(),
        ..remote(ONE)
    };
    for (sequence, event) in [
        (3, Event::Landed(landed)),
        (2, Event::Admitted(remote(ONE))),
        (1, Event::TenancyApplied(remote(ONE))),
    ] {
        world.announce(XINHUI, tenancy, sequence, event).await;
    }
    world.expect_count(K7, CITY, (1, 0)).await;
    world.expect_count(K7, XINHUI, (0, 0)).await;
    let shown = behind(&world, XINHUI, "county_stb", ("", 2025), 50).await;
    let [row] = shown.as_slice() else {
        panic!("one stands behind it: {shown:?}");
    };
    assert_eq!(row.tenancy, format!("tenancies/{tenancy}"));
    assert!(row.remote && row.counted);
    assert_eq!(
        (row.division.as_str(), row.landed_on.as_str()),
        ("440305", "2025-05-05")
    );
    world.stop().await;
}

#[tokio::test]
async fn a_team_counts_from_the_day_it_became_an_enterprise() {
    let world = World::new().await;
    let team = stay("", PENGJIANG, "2025-01-06");
    let tenancy = admit(&world, &team).await;
    let other = stay("", PENGJIANG, "2025-01-06");
    let another = admit(&world, &other).await;
    let registered = |uscc: &str, registered_on: &str| TenancyMoved {
        uscc: uscc.to_owned(),
        registered_on: registered_on.to_owned(),
        ..team.clone()
    };
    // Not yet on the day of the figure, and on it.
    for (tenancy, uscc, day) in [(another, OTHER, "2025-07-03"), (tenancy, ONE, "2025-07-02")] {
        let event = Event::BecameEnterprise(registered(uscc, day));
        world.announce(PENGJIANG, tenancy, 2, event).await;
    }
    world.expect_count(K7, PENGJIANG, (1, 0)).await;
    let shown = behind(&world, PENGJIANG, "county_stb", ("", 2025), 50).await;
    let one = shown
        .iter()
        .find(|row| row.uscc == ONE)
        .expect("it stands behind it");
    assert!(one.counted);
    world.stop().await;
}

#[tokio::test]
async fn who_leaves_stops_counting_on_that_day_and_may_come_again() {
    let world = World::new().await;
    let [one, other] = [ONE, OTHER].map(|uscc| stay(uscc, PENGJIANG, "2025-03-03"));
    let (moves, stays) = (admit(&world, &one).await, admit(&world, &other).await);
    world.expect_count(K7, CITY, (2, 0)).await;

    // Out of one carrier and into another on the same day: it is one enterprise all the time.
    let gone = left(&one, "2025-06-01");
    world
        .announce(PENGJIANG, moves, 2, Event::Exited(gone))
        .await;
    admit(&world, &stay(ONE, XINHUI, "2025-06-01")).await;
    world.expect_count(K7, XINHUI, (1, 0)).await;
    world.expect_count(K7, PENGJIANG, (1, 0)).await;
    world.expect_count(K7, CITY, (2, 0)).await;

    // The day of the exit is the day of the figure.
    let graduated = left(&other, "2025-07-02");
    world
        .announce(PENGJIANG, stays, 2, Event::Graduated(graduated))
        .await;
    world.expect_count(K7, PENGJIANG, (0, 0)).await;
    // Its graduation was found false, and then its stay ends tomorrow.
    let returned = Event::Returned(other.clone());
    world.announce(PENGJIANG, stays, 3, returned).await;
    world.expect_count(K7, PENGJIANG, (1, 0)).await;
    let expired = left(&other, "2025-07-03");
    world
        .announce(PENGJIANG, stays, 4, Event::TenantExpired(expired))
        .await;
    // Enters today, and one that enters tomorrow.
    admit(&world, &stay("91440783MA50000D20", XINHUI, "2025-07-02")).await;
    admit(&world, &stay("91440704MA50000E0D", XINHUI, "2025-07-03")).await;
    world.expect_count(K7, XINHUI, (2, 0)).await;
    world.expect_count(K7, PENGJIANG, (1, 0)).await;
    world.advance_to("2025-07-03");
    world.expect_count(K7, XINHUI, (3, 0)).await;
    world.expect_count(K7, PENGJIANG, (0, 0)).await;
    world.stop().await;
}

#[tokio::test]
async fn behind_the_figure_a_county_sees_its_own_and_the_city_all() {
    let world = World::new().await;
    for (uscc, division) in [
        (ONE, PENGJIANG),
        (OTHER, PENGJIANG),
        (ONE, XINHUI),
        ("", XINHUI),
    ] {
        admit(&world, &stay(uscc, division, "2025-03-03")).await;
    }
    world.expect_count(K7, PENGJIANG, (2, 0)).await;
    world.expect_count(K7, XINHUI, (1, 0)).await;

    let shown = |rows: &[FigureTenancy]| {
        let shown = rows
            .iter()
            .map(|row| (row.uscc.clone(), row.division.clone()));
        shown.collect::<Vec<_>>()
    };
    let pair = |uscc: &str, division: &str| (uscc.to_owned(), division.to_owned());
    let own = behind(&world, PENGJIANG, "county_stb", ("", 2025), 50).await;
    assert_eq!(shown(&own), [pair(ONE, PENGJIANG), pair(OTHER, PENGJIANG)]);
    assert_eq!(
        (own[0].carrier.as_str(), own[0].state.as_str()),
        ("carriers/of-440703", "INCUBATING")
    );
    let foreign = behind(&world, PENGJIANG, "county_stb", (XINHUI, 2025), 50).await;
    assert_eq!(foreign, []);
    let all = behind(&world, CITY, "city_stb", ("", 2025), 50).await;
    assert_eq!(all.len(), 3, "the team stands behind no figure");
    // Page by page comes the same, nothing twice and nothing left out.
    assert_eq!(behind(&world, CITY, "city_stb", ("", 2025), 1).await, all);
    assert_eq!(behind(&world, CITY, "city_stb", ("", 2027), 50).await, []);
    world.stop().await;
}

/// Every stay behind K7 of a division and year, asked in pages of `page_size`.
pub async fn behind(
    world: &World,
    tenant: &str,
    role: &str,
    (division, year): (&str, i32),
    page_size: i32,
) -> Vec<FigureTenancy> {
    let mut rows = Vec::new();
    let mut page_token = String::new();
    loop {
        let message = ListFigureTenanciesRequest {
            year,
            division: division.to_owned(),
            page_size,
            page_token,
        };
        let asked = world.ask(tenant, role, message);
        let page = world.client.clone().list_figure_tenancies(asked).await;
        let page = page.unwrap().into_inner();
        rows.extend(page.tenancies);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return rows;
        }
    }
}
