//! K9: what events of agricultural bases make of the number of provincial ones.
use kezhuan_protocol::agriculture::v1::{BaseDelisted, BaseExpired, BaseMoved, base};
use kezhuan_protocol::scoreboard::v1::figure::Unit;
use kezhuan_protocol::scoreboard::v1::{
    FigureBase, ListDeadLettersRequest, ListFigureBasesRequest, ReplayDeadLetterRequest,
};
use kezhuan_rpc::Explanation;
use kezhuan_testkit::settled;
use uuid::Uuid;

use crate::event::{Event, accredited, provincial};
use crate::world::{SOON, World};

const XINHUI: &str = "440705";
const TAISHAN: &str = "440781";
const CITY: &str = "440700";
/// The year that runs; the figure is today's, of 2025-07-02.
const K9: (&str, i32) = ("K9", 2025);

/// Accredits a base of the province; answers it.
async fn accredit(world: &World, division: &str, from: &str, until: &str) -> Uuid {
    let id = Uuid::now_v7();
    let moved = provincial(id, division);
    for (sequence, event) in [
        (1, Event::BaseApplied(moved.clone())),
        (2, Event::Accredited(accredited(moved, from, until))),
    ] {
        world.announce(division, id, sequence, event).await;
    }
    id
}

fn delisted(id: Uuid, division: &str, on: &str) -> Event {
    Event::Delisted(BaseDelisted {
        moved: Some(provincial(id, division)),
        code: "FRAUD".to_owned(),
        delisted_on: on.to_owned(),
    })
}

#[tokio::test]
async fn provincial_bases_count_in_their_county_while_they_are_accredited() {
    let world = World::new().await;
    accredit(&world, XINHUI, "2024-09-01", "2027-08-31").await;
    let fraud = accredit(&world, XINHUI, "2025-03-03", "2028-03-02").await;
    accredit(&world, TAISHAN, "2025-03-03", "2028-03-02").await;
    // The last day of one term is today, of another it was yesterday.
    accredit(&world, TAISHAN, "2022-07-03", "2025-07-02").await;
    let over = accredit(&world, TAISHAN, "2022-07-02", "2025-07-01").await;
    let of_the_city = Uuid::now_v7();
    let moved = BaseMoved {
        level: base::Level::City.into(),
        ..provincial(of_the_city, XINHUI)
    };
    let event = Event::Accredited(accredited(moved, "2025-03-03", "2028-03-02"));
    world.announce(XINHUI, of_the_city, 1, event).await;
    world.expect_count(K9, XINHUI, (2, 0)).await;
    world.expect_count(K9, TAISHAN, (2, 0)).await;
    world.expect_count(K9, CITY, (4, 0)).await;

    let city = world.figure("K9", "").await;
    assert_eq!(
        (city.unit(), city.as_of.as_str()),
        (Unit::Bases, "2025-07-02")
    );
    assert_eq!(
        city.target, None,
        "the plan wants a batch, and sets no number"
    );

    let event = delisted(fraud, XINHUI, "2025-07-02");
    world.announce(XINHUI, fraud, 3, event).await;
    world.expect_count(K9, XINHUI, (1, 0)).await;
    // The end of a term keeps the order, and a new term closes the gap behind it.
    let expired = BaseExpired {
        moved: Some(provincial(over, TAISHAN)),
        valid_until: "2025-07-01".to_owned(),
    };
    world
        .announce(TAISHAN, over, 3, Event::BaseExpired(expired))
        .await;
    let renewed = accredited(provincial(over, TAISHAN), "2025-07-02", "2028-07-01");
    world
        .announce(TAISHAN, over, 4, Event::Accredited(renewed))
        .await;
    world.expect_count(K9, TAISHAN, (3, 0)).await;
    let shown = behind(&world, TAISHAN, "county_stb", 2).await;
    let renewed = shown.iter().find(|row| row.base == format!("bases/{over}"));
    let renewed = renewed.expect("it stands behind the figure");
    assert_eq!(
        (renewed.accredited_on.as_str(), renewed.valid_until.as_str()),
        ("2022-07-02", "2028-07-01")
    );
    world.stop().await;
}

#[tokio::test]
async fn a_base_delisted_after_the_year_stays_in_its_figure() {
    let world = World::new().await;
    let kept = accredit(&world, XINHUI, "2025-03-03", "2028-03-02").await;
    let late = accredit(&world, XINHUI, "2025-03-03", "2028-03-02").await;
    world.expect_count(K9, CITY, (2, 0)).await;
    world.advance_to("2026-02-02");
    for (id, on) in [(kept, "2026-01-15"), (late, "2025-12-30")] {
        let event = delisted(id, XINHUI, on);
        world.announce(XINHUI, id, 3, event).await;
    }
    world.expect_count(K9, CITY, (2, -1)).await;
    world.expect_count(("K9", 2026), CITY, (0, 0)).await;
    let shown = behind(&world, CITY, "city_stb", 1).await;
    let mut shown: Vec<_> = shown
        .iter()
        .map(|row| (row.delisted_on.as_str(), row.counted, row.still_counted))
        .collect();
    shown.sort_unstable();
    assert_eq!(
        shown,
        [("2025-12-30", true, false), ("2026-01-15", true, true)]
    );
    world.stop().await;
}

#[tokio::test]
async fn news_that_can_t_be_counted_wait_as_a_dead_letter_of_their_base() {
    let world = World::new().await;
    let id = Uuid::now_v7();
    let moved = provincial(id, XINHUI);
    let event = Event::Accredited(accredited(moved, "2025-03-03", "soon"));
    world.announce(XINHUI, id, 1, event).await;
    // It is tried again for some time.
    let count = settled(SOON * 4, 1, async || letters(&world).await.len());
    assert_eq!(count.await, 1);
    let letter = letters(&world).await.remove(0);
    assert!(letter.1.contains("valid_until"), "{letter:?}");
    assert!(letter.2.ends_with("base.BaseAccredited"), "{letter:?}");
    let message = ReplayDeadLetterRequest {
        name: letter.0,
        request_id: Uuid::now_v7().to_string(),
    };
    let asked = world.ask(CITY, "operator", message);
    let refused = world.client.clone().replay_dead_letter(asked).await;
    let told = Explanation::of(&refused.unwrap_err());
    assert_eq!(told.reason, "STILL_FAILING");
    assert!(told.en.contains("valid_until"), "{told:?}");
    // The others go on.
    accredit(&world, XINHUI, "2025-03-03", "2028-03-02").await;
    world.expect_count(K9, XINHUI, (1, 0)).await;
    world.stop().await;
}

/// Name, cause and subject of what could not be processed.
async fn letters(world: &World) -> Vec<(String, String, String)> {
    let asked = world.ask(CITY, "operator", ListDeadLettersRequest::default());
    let letters = world.client.clone().list_dead_letters(asked).await;
    let letters = letters.unwrap().into_inner().dead_letters.into_iter();
    letters
        .map(|letter| (letter.name, letter.cause, letter.subject))
        .collect()
}

/// Every base behind K9 of 2025 that somebody sees, asked in pages of `page_size`.
async fn behind(world: &World, tenant: &str, role: &str, page_size: i32) -> Vec<FigureBase> {
    let mut rows = Vec::new();
    let mut page_token = String::new();
    loop {
        let message = ListFigureBasesRequest {
            year: 2025,
            division: String::new(),
            page_size,
            page_token,
        };
        let asked = world.ask(tenant, role, message);
        let page = world.client.clone().list_figure_bases(asked).await;
        let page = page.unwrap().into_inner();
        rows.extend(page.bases);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return rows;
        }
    }
}
