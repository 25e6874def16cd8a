//! A plot counts once in a season, whoever reports it and whoever is faster.
use kezhuan_protocol::agriculture::v1::*;

use super::cast::*;
use crate::bases::cast::drafted;
use crate::step;
use crate::trials::cast::fields;
use crate::varieties::approved;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plot_counts_once_in_a_season_until_it_is_free_again() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let one = open(&world, &accepted(&world, &base, &variety).await, "2025-L")
        .await
        .unwrap();
    let shown = accepted(&world, &base, &variety).await;
    let other = open(&world, &shown, "2025-L").await.unwrap();
    let rows = [row("H-1", "P-1", 100), row("H-2", "P-2", 200)];
    let recorded = record(&world, &one, &rows).await.extension.unwrap();
    let elsewhere = [
        "PLOT_COUNTED_ELSEWHERE",
        "PLOT_COUNTED_ELSEWHERE",
        "ENTERED",
    ];
    let theirs = [rows[0].clone(), rows[0].clone(), row("H-1", "P-3", 50)];
    let answer = record(&world, &other, &theirs).await;
    assert_eq!(fates(&answer), elsewhere);
    let counted = answer.extension.unwrap();
    assert_eq!(
        (counted.households, counted.plots, counted.area_c),
        (1, 1, 50)
    );
    // Another season counts anew.
    let next = open(&world, &shown, "2026-E").await.unwrap();
    assert_eq!(
        fates(&record(&world, &next, &rows).await),
        ["ENTERED", "ENTERED"]
    );

    let strike = |plot: &str| StrikePlotsRequest {
        name: one.name.clone(),
        etag: String::new(),
        request_id: id(),
        plots: vec![strike_plots_request::PlotCode {
            division: String::new(),
            plot: plot.to_owned(),
        }],
        reason: "登记有误".to_owned(),
    };
    let unknown = call!(world, &operator_of_base(), strike_plots, strike("P-9")).unwrap_err();
    assert_eq!(fields(&unknown), ["plots[0].plot"]);
    let struck = call!(world, &operator_of_base(), strike_plots, strike("P-1")).unwrap();
    assert_eq!((struck.plots, struck.area_c), (1, recorded.area_c - 100));
    let listing = ListExtensionPlotsRequest {
        extension: one.name.clone(),
        ..ListExtensionPlotsRequest::default()
    };
    let kept = call!(world, &county(), list_extension_plots, listing).unwrap();
    let told = kept
        .plots
        .iter()
        .map(|plot| (plot.counted, plot.struck_reason.as_str()));
    assert_eq!(told.collect::<Vec<_>>(), [(false, "登记有误"), (true, "")]);
    assert_eq!(
        fates(&record(&world, &other, &rows[..1]).await),
        ["ENTERED"]
    );
    let withdrawn = step!(
        world,
        operator_of_base(),
        struck,
        withdraw_extension,
        WithdrawExtensionRequest {}
    )
    .unwrap();
    assert_eq!((withdrawn.plots, withdrawn.households), (0, 0));
    assert_eq!(
        fates(&record(&world, &other, &rows[1..]).await),
        ["ENTERED"]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_lists_at_once_one_counts_each_plot() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let variety = approved(&world, "美香占2号").await;
    let one = open(&world, &accepted(&world, &base, &variety).await, "2025-L")
        .await
        .unwrap();
    let other = open(&world, &accepted(&world, &base, &variety).await, "2025-L")
        .await
        .unwrap();
    let rows: Vec<HouseholdRow> = (0..200)
        .map(|n| row(&format!("H-{n}"), &format!("P-{n}"), 100))
        .collect();
    let backwards: Vec<HouseholdRow> = rows.iter().rev().cloned().collect();
    let (one, other) = tokio::join!(
        record(&world, &one, &rows),
        record(&world, &other, &backwards)
    );
    let entered = |answer: &RecordHouseholdsResponse| {
        let fates = fates(answer);
        fates.iter().filter(|fate| *fate == "ENTERED").count()
    };
    assert_eq!(entered(&one) + entered(&other), 200);
    let (one, other) = (one.extension.unwrap(), other.extension.unwrap());
    assert_eq!(one.area_c + other.area_c, 20_000);
}
