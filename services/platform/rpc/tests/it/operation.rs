//! Health and reflection, as operators and tools ask for them.
use std::time::Duration;

use kezhuan_rpc::ServerConfig;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use crate::house::{CLOCK, House, reason};

async fn reflect(house: &House, question: MessageRequest) -> MessageResponse {
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(question),
    };
    let mut client = ServerReflectionClient::new(house.channel());
    let answers = client
        .server_reflection_info(futures::stream::iter([request]))
        .await
        .unwrap();
    answers
        .into_inner()
        .message()
        .await
        .unwrap()
        .unwrap()
        .message_response
        .unwrap()
}

#[tokio::test]
async fn health_answers_for_the_server_and_for_each_service() {
    let house = House::open(ServerConfig::default()).await;
    let mut health = HealthClient::new(house.channel());
    for service in ["", CLOCK] {
        let answer = health
            .check(HealthCheckRequest {
                service: service.into(),
            })
            .await
            .unwrap()
            .into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving);
    }
    let refusal = health
        .check(HealthCheckRequest {
            service: "nowhere".into(),
        })
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal), (Code::NotFound, "NOT_FOUND".into()));
    house.close().await;
}

#[tokio::test]
async fn health_follows_what_the_service_stands_on() {
    let house = House::open(ServerConfig::default()).await;
    for service in ["", CLOCK] {
        let mut watch = HealthClient::new(house.channel())
            .watch(HealthCheckRequest {
                service: service.into(),
            })
            .await
            .unwrap()
            .into_inner();
        for (ready, status) in [
            (true, ServingStatus::Serving),
            (false, ServingStatus::NotServing),
            (true, ServingStatus::Serving),
        ] {
            house.ready.send_replace(ready);
            let told = tokio::time::timeout(Duration::from_secs(10), watch.message()).await;
            assert_eq!(told.unwrap().unwrap().unwrap().status(), status);
        }
    }
    house.close().await;
}

#[tokio::test]
async fn reflection_lists_what_is_served_and_nothing_else() {
    let house = House::open(ServerConfig::default()).await;
    let MessageResponse::ListServicesResponse(list) =
        reflect(&house, MessageRequest::ListServices(String::new())).await
    else {
        panic!("no list")
    };
    let mut names: Vec<_> = list
        .service
        .into_iter()
        .map(|service| service.name)
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            CLOCK
        ]
    );
    for symbol in [CLOCK, "google.rpc.ErrorInfo"] {
        let answer = reflect(&house, MessageRequest::FileContainingSymbol(symbol.into())).await;
        assert!(
            matches!(answer, MessageResponse::FileDescriptorResponse(_)),
            "{symbol}: {answer:?}"
        );
    }
    house.close().await;
}
