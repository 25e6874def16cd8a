//! What events make of the figures.
use kezhuan_protocol::contracts::v1::RegisteredVersion;
use kezhuan_protocol::scoreboard::v1::figure::Unit;
use kezhuan_protocol::scoreboard::v1::{
    FigureContract, ListDeadLettersRequest, ListFigureContractsRequest, ListFiguresRequest,
};
use uuid::Uuid;

use crate::event::{Event, version};
use crate::world::World;

const PENGJIANG: &str = "440703";
const JIANGHAI: &str = "440704";
const CITY: &str = "440700";

#[tokio::test]
async fn figures_stand_per_county_and_for_the_city_beside_its_target() {
    let world = World::new().await;
    let one = version(1, PENGJIANG, 125_000_000_000, 100_000_000_000);
    let other = version(1, JIANGHAI, 31_250_000_000, 1_000_000);
    world
        .announce(PENGJIANG, Uuid::now_v7(), 1, Event::Registered(one))
        .await;
    world
        .announce(JIANGHAI, Uuid::now_v7(), 1, Event::Registered(other))
        .await;
    world.expect_turnover(CITY, (156_250_000_000, 2, 0)).await;
    world
        .expect_turnover(PENGJIANG, (125_000_000_000, 1, 0))
        .await;
    world
        .expect_turnover(JIANGHAI, (31_250_000_000, 1, 0))
        .await;

    let city = world.figure("K6", "").await;
    assert_eq!(
        (city.division.as_str(), city.amount_wan.as_str()),
        (CITY, "156250.00")
    );
    let target = city.target.clone().expect("the plan sets the city one");
    assert_eq!(
        (
            target.amount_fen,
            target.count,
            target.strictly_over,
            target.met
        ),
        (250_000_000_000, 0, true, false)
    );
    assert_eq!((city.unit(), city.count), (Unit::Fen, 0));
    assert_eq!(
        (target.completion_bp, target.light.as_str()),
        (6_250, "AMBER")
    );
    assert!(target.source.contains("25亿元"));
    assert!(
        world.figure("K6", PENGJIANG).await.target.is_none(),
        "the plan sets counties none"
    );
    let technical = world.figure("K6b", CITY).await;
    assert_eq!(
        (technical.amount_fen, technical.target),
        (100_001_000_000, None)
    );

    let asked = world.ask("", "bank", ListFiguresRequest { year: 2025 });
    let all = world
        .client
        .clone()
        .list_figures(asked)
        .await
        .unwrap()
        .into_inner()
        .figures;
    assert_eq!(
        all.len(),
        10 * 8,
        "every figure of the city and seven counties"
    );
    let idle = all
        .iter()
        .find(|figure| figure.division == "440785" && figure.code == "K6")
        .unwrap();
    assert_eq!(
        (idle.amount_fen, idle.contracts),
        (0, 0),
        "a county without contracts is shown"
    );
    let asked = world.ask("", "bank", ListFiguresRequest { year: 2024 });
    let before = world
        .client
        .clone()
        .list_figures(asked)
        .await
        .unwrap()
        .into_inner()
        .figures;
    assert!(
        before.iter().all(|figure| figure.amount_fen == 0),
        "another year has other contracts"
    );
    world.stop().await;
}

#[tokio::test]
async fn an_event_delivered_twice_counts_once_and_blocks_nothing() {
    let world = World::new().await;
    let contract = Uuid::now_v7();
    let first = version(1, PENGJIANG, 5_000_000, 4_000_000);
    world
        .announce(PENGJIANG, contract, 1, Event::Registered(first.clone()))
        .await;
    world.expect_turnover(PENGJIANG, (5_000_000, 1, 0)).await;

    world.deliver_first_again("contracts").await;
    // Comes behind the repeat in order, so the repeat is through when this is counted.
    let amended = RegisteredVersion {
        total_amount_fen: 7_000_000,
        form_version: 2,
        ..first
    };
    world
        .announce(PENGJIANG, contract, 2, Event::Amended(amended))
        .await;
    world.expect_turnover(PENGJIANG, (7_000_000, 1, 0)).await;

    let asked = world.ask(CITY, "operator", ListDeadLettersRequest::default());
    let letters = world
        .client
        .clone()
        .list_dead_letters(asked)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(letters.dead_letters, [], "a repeat is no failure");
    world.stop().await;
}

#[tokio::test]
async fn contracts_that_leave_stop_counting_in_their_year_and_are_corrected_after_it() {
    let world = World::new().await;
    let [stays, rescinded, annulled, late] = std::array::from_fn(|_| Uuid::now_v7());
    for (number, contract) in (1..).zip([stays, rescinded, annulled, late]) {
        let registered = version(number, PENGJIANG, 1_000_000 * i64::from(number), 500_000);
        world
            .announce(PENGJIANG, contract, 1, Event::Registered(registered))
            .await;
    }
    world.expect_turnover(PENGJIANG, (10_000_000, 4, 0)).await;

    world
        .announce(PENGJIANG, rescinded, 2, Event::Deregistered)
        .await;
    world
        .announce(PENGJIANG, annulled, 2, Event::Annulled)
        .await;
    world.expect_turnover(PENGJIANG, (5_000_000, 2, 0)).await;

    // In a later year the closed figure keeps the contract and shows a correction beside it.
    world
        .sources_clock
        .advance_to("2026-02-02".parse().unwrap())
        .unwrap();
    world.announce(PENGJIANG, late, 2, Event::Annulled).await;
    world
        .expect_turnover(PENGJIANG, (5_000_000, 2, -4_000_000))
        .await;
    // An amendment of the next year leaves the closed year alone.
    let amended = RegisteredVersion {
        total_amount_fen: 9_000_000,
        in_force_from: "2026-02-02".to_owned(),
        form_version: 2,
        ..version(1, PENGJIANG, 0, 0)
    };
    world
        .announce(PENGJIANG, stays, 2, Event::Amended(amended))
        .await;
    // Comes behind the amendment in order, and corrects by what the closed year counted.
    world
        .announce(PENGJIANG, stays, 3, Event::Deregistered)
        .await;
    world
        .expect_turnover(PENGJIANG, (5_000_000, 2, -5_000_000))
        .await;
    let behind = behind(&world, PENGJIANG, "registrar", PENGJIANG, 50).await;
    let shown: Vec<_> = behind
        .iter()
        .map(|row| (row.total_amount_fen, row.state.as_str()))
        .collect();
    assert_eq!(
        shown,
        [(1_000_000, "DEREGISTERED"), (4_000_000, "ANNULLED")]
    );
    world.stop().await;
}

#[tokio::test]
async fn behind_a_figure_a_registrar_sees_the_own_county_and_the_city_all() {
    let world = World::new().await;
    for division in [PENGJIANG, JIANGHAI] {
        for number in 1..=2 {
            let registered = version(number, division, 1_000_000, 800_000);
            world
                .announce(division, Uuid::now_v7(), 1, Event::Registered(registered))
                .await;
        }
    }
    world.expect_turnover(CITY, (4_000_000, 4, 0)).await;

    let divisions = |rows: &[FigureContract]| {
        rows.iter()
            .map(|row| row.division.clone())
            .collect::<Vec<_>>()
    };
    let own = behind(&world, PENGJIANG, "registrar", "", 50).await;
    assert_eq!(divisions(&own), [PENGJIANG, PENGJIANG]);
    assert_eq!(own[0].number, "KZ-TC-2025-440703-000001");
    assert_eq!(
        behind(&world, PENGJIANG, "registrar", JIANGHAI, 50).await,
        []
    );
    let all = behind(&world, CITY, "city_stb", "", 50).await;
    assert_eq!(divisions(&all), [PENGJIANG, PENGJIANG, JIANGHAI, JIANGHAI]);
    // Page by page comes the same, nothing twice and nothing left out.
    assert_eq!(behind(&world, CITY, "city_stb", "", 3).await, all);
    assert_eq!(
        behind(&world, CITY, "city_stb", JIANGHAI, 1).await,
        all[2..]
    );
    world.stop().await;
}

/// Every contract behind K6 of 2025, asked in pages of `page_size`.
async fn behind(
    world: &World,
    tenant: &str,
    role: &str,
    division: &str,
    page_size: i32,
) -> Vec<FigureContract> {
    let mut rows = Vec::new();
    let mut page_token = String::new();
    loop {
        let message = ListFigureContractsRequest {
            code: "K6".to_owned(),
            year: 2025,
            division: division.to_owned(),
            page_size,
            page_token,
        };
        let page = world
            .client
            .clone()
            .list_figure_contracts(world.ask(tenant, role, message))
            .await
            .unwrap()
            .into_inner();
        rows.extend(page.contracts);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return rows;
        }
    }
}
