//! What confirmed extensions come to: each plot and household once in a season, one rounding of the whole sum.
use kezhuan_protocol::agriculture::v1::*;

use super::cast::*;
use crate::bases::cast::drafted;
use crate::varieties::approved;
use crate::world::*;

fn of_season(season: &str) -> GetOutcomeRequest {
    GetOutcomeRequest {
        season: season.to_owned(),
        ..GetOutcomeRequest::default()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn seasons_and_bases_are_added_up() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let shown = accepted(&world, &base, &variety).await;
    let one = open(&world, &shown, "2025-L").await.unwrap();
    confirmed(
        &world,
        &base,
        &one,
        &[row("H-1", "P-1", 101), row("H-2", "P-2", 100)],
    )
    .await;
    let shown = accepted(&world, &base, &variety).await;
    let two = open(&world, &shown, "2025-L").await.unwrap();
    confirmed(&world, &base, &two, &[row("H-1", "P-3", 101)]).await;
    let spring = open(&world, &shown, "2026-E").await.unwrap();
    confirmed(&world, &base, &spring, &[row("H-1", "P-1", 100)]).await;
    // Not confirmed: it counts nowhere.
    let open_still = open(&world, &shown, "2026-L").await.unwrap();
    record(&world, &open_still, &[row("H-9", "P-9", 9_999)]).await;

    let late = outcome(&world, &county(), of_season("2025-L")).await;
    assert_eq!((late.area_c, late.households, late.plots), (302, 2, 3));
    // 302 × 3,500 × 310 / 10,000.
    assert_eq!((late.added_value_fen, late.valued_area_c), (32_767, 302));
    let of_year = GetOutcomeRequest {
        year: 2026,
        base: base.name.clone(),
        tenant: base.tenant.clone(),
        ..GetOutcomeRequest::default()
    };
    let of_year = outcome(&world, &operator_of_base(), of_year).await;
    assert_eq!((of_year.area_c, of_year.households), (100, 1));
    assert_eq!(of_year.base, base.name);
    let all = outcome(&world, &city(), GetOutcomeRequest::default()).await;
    // A household counts once in each season.
    assert_eq!((all.area_c, all.households, all.plots), (402, 3, 4));
    assert_eq!(all.added_value_fen, 43_617);
    let foreign = outcome(&world, &other_county(), GetOutcomeRequest::default()).await;
    assert_eq!(foreign, Outcome::default());

    let listing = |page_token: String| ListOutcomesRequest {
        page_size: 1,
        page_token,
        ..ListOutcomesRequest::default()
    };
    let first = call!(world, &county(), list_outcomes, listing(String::new())).unwrap();
    let second = listing(first.next_page_token.clone());
    let second = call!(world, &county(), list_outcomes, second).unwrap();
    let told = |answer: &ListOutcomesResponse| {
        let rows = answer.outcomes.iter();
        let rows = rows.map(|row| (row.season.clone(), row.households, row.added_value_fen));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(told(&first), [("2026-E".to_owned(), 1, 10_850)]);
    assert_eq!(told(&second), [("2025-L".to_owned(), 2, 32_767)]);
    assert_eq!(second.next_page_token, "");
    assert_eq!((first.total, second.total), (Some(all.clone()), Some(all)));
}
