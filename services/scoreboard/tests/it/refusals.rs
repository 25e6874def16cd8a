//! What the scoreboard refuses, and how it says so.
use kezhuan_protocol::scoreboard::v1::{
    GetFigureRequest, ListFigureBasesRequest, ListFigureContractsRequest,
    ListFigureTenanciesRequest, ListFiguresRequest, ReplayDeadLetterRequest,
};
use kezhuan_rpc::Explanation;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::world::World;

#[tokio::test]
async fn what_does_not_exist_is_refused_with_one_stable_reason_in_both_languages() {
    let world = World::new().await;
    for (code, year, division, status, reason, field) in [
        ("K99", 2025, "", Code::NotFound, "FIGURE_UNKNOWN", "code"),
        (
            "K6",
            2025,
            "440106",
            Code::InvalidArgument,
            "DIVISION_UNKNOWN",
            "division",
        ),
        ("K6", 25, "", Code::InvalidArgument, "YEAR_INVALID", "year"),
    ] {
        let (code, division) = (code.to_owned(), division.to_owned());
        let message = GetFigureRequest {
            code: code.clone(),
            year,
            division: division.clone(),
        };
        let refused = world
            .client
            .clone()
            .get_figure(world.ask("", "applicant", message))
            .await;
        explained(&refused.unwrap_err(), status, reason, Some(field));
        let message = ListFigureContractsRequest {
            code,
            year,
            division,
            ..Default::default()
        };
        let refused = world
            .client
            .clone()
            .list_figure_contracts(world.ask("440703", "registrar", message))
            .await;
        explained(&refused.unwrap_err(), status, reason, Some(field));
    }
    let refused = world
        .client
        .clone()
        .list_figures(world.ask("", "applicant", ListFiguresRequest { year: 0 }))
        .await;
    explained(
        &refused.unwrap_err(),
        Code::InvalidArgument,
        "YEAR_INVALID",
        Some("year"),
    );
    world.stop().await;
}

#[tokio::test]
async fn behind_a_figure_stands_what_it_counts() {
    let world = World::new().await;
    for code in ["K7", "K9", "K10", "K10i"] {
        let message = ListFigureContractsRequest {
            code: code.to_owned(),
            year: 2025,
            ..Default::default()
        };
        let asked = world.ask("440703", "registrar", message);
        let refused = world.client.clone().list_figure_contracts(asked).await;
        let (status, reason) = (Code::InvalidArgument, "NOT_OF_CONTRACTS");
        explained(&refused.unwrap_err(), status, reason, Some("code"));
    }
    for (year, division, page_token, reason, field) in [
        (25, "", "", "YEAR_INVALID", "year"),
        (2025, "440106", "", "DIVISION_UNKNOWN", "division"),
        (2025, "", "no token", "PAGE_TOKEN_INVALID", "page_token"),
    ] {
        let (division, page_token) = (division.to_owned(), page_token.to_owned());
        let message = ListFigureTenanciesRequest {
            year,
            division: division.clone(),
            page_token: page_token.clone(),
            ..Default::default()
        };
        let asked = world.ask("440703", "county_stb", message);
        let refused = world.client.clone().list_figure_tenancies(asked).await;
        let status = Code::InvalidArgument;
        explained(&refused.unwrap_err(), status, reason, Some(field));
        let message = ListFigureBasesRequest {
            year,
            division,
            page_token,
            ..Default::default()
        };
        let asked = world.ask("440703", "county_stb", message);
        let refused = world.client.clone().list_figure_bases(asked).await;
        explained(&refused.unwrap_err(), status, reason, Some(field));
    }
    world.stop().await;
}

#[tokio::test]
async fn who_may_not_is_told_so() {
    let world = World::new().await;
    let nobody = tonic::Request::new(ListFiguresRequest { year: 2025 });
    let refused = world.client.clone().list_figures(nobody).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let message = ListFigureContractsRequest {
        code: "K6".to_owned(),
        year: 2025,
        ..Default::default()
    };
    let refused = world
        .client
        .clone()
        .list_figure_contracts(world.ask("", "applicant", message))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
    let message = ReplayDeadLetterRequest {
        name: format!("deadLetters/{}", Uuid::now_v7()),
        request_id: Uuid::now_v7().to_string(),
    };
    let request = world.ask("440703", "registrar", message.clone());
    assert_eq!(
        world
            .client
            .clone()
            .replay_dead_letter(request)
            .await
            .unwrap_err()
            .code(),
        Code::PermissionDenied
    );
    let refused = world
        .client
        .clone()
        .replay_dead_letter(world.ask("440700", "operator", message))
        .await
        .unwrap_err();
    explained(&refused, Code::NotFound, "DEAD_LETTER_UNKNOWN", None);
    world.stop().await;
}

fn explained(status: &Status, code: Code, reason: &str, field: Option<&str>) {
    let told = Explanation::of(status);
    assert_eq!(
        (status.code(), told.reason.as_str(), told.error_infos),
        (code, reason, 1),
        "{status:?}"
    );
    assert!(!told.zh.is_ascii(), "{told:?}");
    assert!(!told.en.is_empty() && told.en.is_ascii(), "{told:?}");
    let fields: Vec<_> = told
        .fields
        .iter()
        .map(|problem| problem.path.as_str())
        .collect();
    assert_eq!(fields, Vec::from_iter(field));
}
