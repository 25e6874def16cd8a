//! Lists: filters, Chinese text search, orders and pages.
use kezhuan_protocol::contracts::v1::*;
use tonic::Code;

use crate::world::{self, World, applicant, reason, registrar};

async fn names(world: &World, filter: &str, order_by: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListContractsRequest {
            page_size: 2,
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
