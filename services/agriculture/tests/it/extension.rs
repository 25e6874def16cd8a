//! Extension to farmers over gRPC: lists of plots, what counts once, and what the county confirms.
mod achievements;
pub mod cast;
mod once;
mod outcomes;

use kezhuan_protocol::agriculture::v1::*;
use tonic::Code;

use self::cast::*;
use crate::bases::cast::drafted;
use crate::step;
use crate::trials::cast::{decider, pair};
use crate::varieties::approved;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plots_are_recorded_reported_and_confirmed() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let shown = accepted(&world, &base, &approved(&world, "美香占2号").await).await;
    let opened = open(&world, &shown, "2025-L").await.unwrap();
    assert_eq!(
        (opened.yield_c, opened.check_yield_c),
        (59_500, Some(56_000))
    );
    assert_eq!(opened.tenant, base.tenant);

    let rows = [
        row("H-1", "P-1", 1_200),
        row("H-1", "P-2", 800),
        row("11010519491231002X", "P-3", 100),
        row("H-2", "P-1", 1_200),
        row("H-2", "P-4", 500),
        row("H-1", "P-2", 800),
    ];
    let request = recording(&opened, &rows);
    let first = call!(
        world,
        &operator_of_base(),
        record_households,
        request.clone()
    )
    .unwrap();
    assert_eq!(
        fates(&first),
        [
            "ENTERED",
            "ENTERED",
            "PERSONAL_NUMBER",
            "PLOT_COUNTED",
            "ENTERED",
            "REPEATED"
        ]
    );
    let extension = first.extension.clone().unwrap();
    assert_eq!(
        (extension.households, extension.plots, extension.area_c),
        (2, 3, 2_500)
    );
    let again = call!(world, &operator_of_base(), record_households, request).unwrap();
    assert_eq!(again, first);
    let nothing_new = record(&world, &extension, &rows[..2]).await;
    assert_eq!(fates(&nothing_new), ["REPEATED", "REPEATED"]);
    assert_eq!(nothing_new.extension, first.extension);

    let trained = step!(
        world,
        operator_of_base(),
        extension,
        record_training,
        RecordTrainingRequest {
            training: Some(extension::Training {
                held_on: "2025-02-20".to_owned(),
                topic: "水稻机插".to_owned(),
                place: "塘口镇".to_owned(),
                person_times: 45,
            })
        }
    )
    .unwrap();
    let reported = report(&world, &trained).await.unwrap();
    assert_eq!(reported.added_value_fen, Some(271_250));
    let own = confirm(&world, operator_of_base(), &reported).await;
    assert_eq!(own.unwrap_err().code(), Code::PermissionDenied);
    let foreign = confirm(&world, other_county(), &reported).await;
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    let confirmed = confirm(&world, decider(&base), &reported).await.unwrap();
    assert_eq!(confirmed.state(), extension::State::Confirmed);
    let late = call!(
        world,
        &operator_of_base(),
        record_households,
        recording(&opened, &rows)
    );
    assert_eq!(reason(&late.unwrap_err()), "STATE_FORBIDS");
    assert_eq!(
        world.events_of(&opened.name).await,
        [
            "ExtensionOpened",
            "ExtensionHouseholdsRecorded",
            "ExtensionTrainingRecorded",
            "ExtensionReported",
            "ExtensionConfirmed",
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn farmers_are_masked_and_strangers_find_nothing() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let shown = accepted(&world, &base, &approved(&world, "美香占2号").await).await;
    let opened = open(&world, &shown, "2025-L").await.unwrap();
    record(
        &world,
        &opened,
        &[row("H-1", "P-1", 100), row("H-2", "P-2", 100)],
    )
    .await;
    let listing = |page_token: String| ListExtensionPlotsRequest {
        extension: opened.name.clone(),
        page_size: 1,
        page_token,
    };
    let first = call!(
        world,
        &county(),
        list_extension_plots,
        listing(String::new())
    )
    .unwrap();
    let plot = &first.plots[0];
    assert_eq!(
        (plot.plot.as_str(), plot.person.as_str(), plot.counted),
        ("P-1", "李**", true)
    );
    let second = listing(first.next_page_token);
    let second = call!(world, &county(), list_extension_plots, second).unwrap();
    assert_eq!(
        (
            second.plots[0].plot.as_str(),
            second.next_page_token.as_str()
        ),
        ("P-2", "")
    );
    let another = person("qian", "other-base", "", &["carrier_op"]);
    for stranger in [&another, &other_county()] {
        let get = GetExtensionRequest {
            name: opened.name.clone(),
        };
        let hidden = call!(world, stranger, get_extension, get).unwrap_err();
        assert_eq!(hidden.code(), Code::NotFound);
        let hidden = call!(
            world,
            stranger,
            list_extension_plots,
            listing(String::new())
        );
        assert_eq!(hidden.unwrap_err().code(), Code::NotFound);
    }
    let theirs = call!(
        world,
        &another,
        record_households,
        recording(&opened, &[row("H", "P", 1)])
    );
    assert_eq!(theirs.unwrap_err().code(), Code::NotFound);
    // One wrong row stops no other.
    let rows = [row("H\0", "P-9", 1), row("H-3", "P-8", 100)];
    let answer = record(&world, &opened, &rows).await;
    assert_eq!(fates(&answer), ["TEXT_INVALID", "ENTERED"]);
    let nul = StrikePlotsRequest {
        name: opened.name.clone(),
        plots: vec![strike_plots_request::PlotCode {
            plot: "P-8".to_owned(),
            ..strike_plots_request::PlotCode::default()
        }],
        reason: "登记\0有误".to_owned(),
        request_id: id(),
        ..StrikePlotsRequest::default()
    };
    let nul = call!(world, &operator_of_base(), strike_plots, nul);
    assert_eq!(reason(&nul.unwrap_err()), "TEXT_INVALID");
    let none = call!(
        world,
        &operator_of_base(),
        record_households,
        recording(&opened, &[])
    );
    assert_eq!(reason(&none.unwrap_err()), "FORM_INVALID");
    let listed = ListExtensionsRequest {
        filter: format!(
            "base=\"{}\" AND season=\"2025-L\" AND state=\"OPEN\" AND demonstration=\"{}\"",
            base.name, shown.name
        ),
        ..ListExtensionsRequest::default()
    };
    let found = call!(world, &county(), list_extensions, listed).unwrap();
    assert_eq!(found.extensions.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_may_not_be_promoted_reaches_no_farmer() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let (unapproved, check) = pair(&world).await;
    let shown = accepted(&world, &base, &unapproved).await;
    let refused = open(&world, &shown, "2025-L").await.unwrap_err();
    assert_eq!(reason(&refused), "NOT_APPROVED");
    let shown = accepted(&world, &base, &check).await;
    let early = open(&world, &shown, "2024-L").await.unwrap_err();
    assert_eq!(reason(&early), "SEASON_TOO_EARLY");
    let opened = open(&world, &shown, "2025-L").await.unwrap();
    step!(
        world,
        county(),
        check,
        withdraw_variety,
        WithdrawVarietyRequest {
            reason: "抗性退化".to_owned()
        }
    )
    .unwrap();
    let request = recording(&opened, &[row("H-1", "P-1", 100)]);
    let refused = call!(world, &operator_of_base(), record_households, request).unwrap_err();
    assert_eq!(reason(&refused), "VARIETY_WITHDRAWN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sent_back_is_put_right() {
    let world = World::on(World::CALM).await;
    let base = drafted(&world, base::Level::City).await;
    let shown = accepted(&world, &base, &approved(&world, "美香占2号").await).await;
    let opened = open(&world, &shown, "2025-L").await.unwrap();
    let empty = report(&world, &opened).await.unwrap_err();
    assert_eq!(reason(&empty), "NOTHING_RECORDED");
    let recorded = record(&world, &opened, &[row("H-1", "P-1", 100)])
        .await
        .extension
        .unwrap();
    let stale = report(&world, &opened).await.unwrap_err();
    assert_eq!(stale.code(), Code::Aborted);
    let reported = report(&world, &recorded).await.unwrap();
    let back = step!(
        world,
        decider(&base),
        reported,
        send_back_extension,
        SendBackExtensionRequest {
            reason: "单价来源不明".to_owned()
        }
    )
    .unwrap();
    assert_eq!(
        (back.state(), back.price.is_some()),
        (extension::State::Open, false)
    );
    let again = report(&world, &back).await.unwrap();
    assert_eq!(again.sent_back_reason, "");
}
