//! Lists: filters, Chinese text search, orders and pages.
use kezhuan_protocol::contracts::v1::*;
use tonic::Code;

use crate::step;
use crate::world::{self, World, applicant, reason, registrar};

async fn names(world: &World, filter: &str, order_by: &str) -> Vec<String> {
    paged(world, 2, filter, order_by).await
}

async fn paged(world: &World, page_size: i32, filter: &str, order_by: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListContractsRequest {
            page_size,
            page_token,
            filter: filter.to_owned(),
            order_by: order_by.to_owned(),
        };
        let page = world
            .client()
            .list_contracts(world.ask(&registrar(), request))
            .await
            .unwrap()
            .into_inner();
        found.extend(
            page.contracts
                .into_iter()
                .filter_map(|contract| Some(contract.form?.project_name)),
        );
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return found;
        }
    }
}

#[tokio::test]
async fn contracts_are_found_and_paged_in_every_order() {
    let world = World::on("2025-03-03").await;
    for (name, amount) in [("固态电池中试", 300), ("智能照明", 100), ("电池回收", 200)]
    {
        let form = Form {
            project_name: name.to_owned(),
            total_amount_fen: amount,
            ..world::form()
        };
        world.drafted(form).await;
    }
    world
        .registered(Form {
            project_name: "陈皮加工".to_owned(),
            ..world::form()
        })
        .await;

    assert_eq!(
        names(&world, "", "create_time").await,
        ["固态电池中试", "智能照明", "电池回收", "陈皮加工"]
    );
    assert_eq!(
        names(&world, "", "").await,
        ["陈皮加工", "电池回收", "智能照明", "固态电池中试"]
    );
    let by_amount = names(&world, "state=\"DRAFT\"", "total_amount desc").await;
    assert_eq!(by_amount, ["固态电池中试", "电池回收", "智能照明"]);
    assert_eq!(
        names(&world, "text=\"电池\"", "create_time").await,
        ["固态电池中试", "电池回收"]
    );
    assert_eq!(names(&world, "text=\"皮\"", "").await, ["陈皮加工"]);
    let registered = "state=\"REGISTERED\" AND registered_on>=\"2025-03-03\" AND overdue=false";
    assert_eq!(
        names(&world, registered, "registered_on").await,
        ["陈皮加工"]
    );
    assert_eq!(names(&world, "", "registered_on").await.len(), 4);
}

#[tokio::test]
async fn a_filter_that_is_none_is_told() {
    let world = World::on("2025-03-03").await;
    let request = ListContractsRequest {
        filter: "colour=\"red\"".to_owned(),
        ..Default::default()
    };
    let refused = world
        .client()
        .list_contracts(world.ask(&applicant(), request))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::InvalidArgument, "FILTER_INVALID")
    );
}

/// The statement of a list is put together from its filter, its order and where the last page ended:
/// Postgres takes every one that can come of it.
#[tokio::test]
async fn every_filter_goes_with_every_order_and_page() {
    let world = World::on("2025-03-03").await;
    for _ in 0..2 {
        world.registered(world::form()).await;
    }
    let terms = [
        "state=\"REGISTERED\"",
        "kind=\"KF-WT\"",
        "tenant=\"440703\"",
        "national_number=\"\"",
        "registered_on>=\"2025-01-01\"",
        "registered_on<=\"2025-12-31\"",
        "text=\"照明\"",
    ];
    let orders = ["create_time", "registered_on", "total_amount"];
    for chosen in 0..1_u32 << terms.len() {
        let chosen = terms
            .iter()
            .enumerate()
            .filter(|(place, _)| chosen >> place & 1 == 1)
            .map(|(_, term)| *term);
        for (overdue, expected) in [("", 2), ("overdue=false", 2), ("overdue=true", 0)] {
            let terms: Vec<&str> = chosen.clone().chain([overdue]).collect();
            let filter = terms.join(" AND ");
            let filter = filter.trim_end_matches(" AND ");
            for order in orders {
                for order in [order.to_owned(), format!("{order} desc")] {
                    let found = paged(&world, 1, filter, &order).await;
                    assert_eq!(found.len(), expected, "{filter} by {order}");
                }
            }
        }
    }
}

#[tokio::test]
async fn an_office_finds_what_the_national_system_does_not_know_yet() {
    let world = World::on("2025-03-03").await;
    let named = |name: &str| Form {
        project_name: name.to_owned(),
        ..world::form()
    };
    world.submitted(named("未登记")).await;
    world.registered(named("待上报")).await;
    let known = world.registered(named("已上报")).await;
    step!(
        world,
        registrar(),
        known,
        record_national_number,
        RecordNationalNumberRequest {
            national_number: "25440702000137".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(names(&world, "national_number=\"\"", "").await, ["待上报"]);
    assert_eq!(
        names(&world, "national_number=\"25440702000137\"", "").await,
        ["已上报"]
    );
    // What left the register is no work any more.
    let gone = world.registered(named("已注销")).await;
    step!(
        world,
        applicant(),
        gone,
        deregister_contract,
        DeregisterContractRequest {
            ground: "RESCINDED".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(names(&world, "national_number=\"\"", "").await, ["待上报"]);
}
