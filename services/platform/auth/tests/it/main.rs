//! A real server behind the permission check: who comes in, and what the others are told.
#![allow(clippy::unwrap_used)] // clippy knows #[test] functions as tests, not their helpers
mod authority;
mod certificate;
mod fort;
mod house;
mod jwks;
mod organisation;
mod renewed;
mod rotation;

use std::time::Duration;

use kezhuan_auth::{Claims, ServiceToken};
use kezhuan_protocol::clock::v1::clock_service_client::ClockServiceClient;
use kezhuan_protocol::clock::v1::{Clock, GetClockRequest};
use kezhuan_rpc::{Explanation, ServerConfig};
use tonic::{Code, Request, Response};

use house::{House, reason};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn a_tenant_over_its_share_is_told_which_limit_it_met() {
    let config = ServerConfig {
        requests_per_tenant_max: 0,
        ..ServerConfig::default()
    };
    let house = House::open_as(config).await;
    let operator = house.person(&["operator"], HOUR);
    let refusal = house.advance(Some(&operator), 1).await.unwrap_err();
    let said = Explanation::of(&refusal).metadata;
    assert_eq!(
        (said["limit"].as_str(), said["holder"].as_str()),
        ("requests_per_tenant_max", "440703")
    );
    assert_eq!(
        reason(Err(refusal)),
        (Code::ResourceExhausted, "OVERLOADED".into())
    );
    house.close().await;
}

#[tokio::test]
async fn nobody_comes_in_without_a_right_token() {
    let house = House::open().await;
    let basic = house.person(&["operator"], HOUR).replace("Bearer", "Basic");
    for none in [None, Some("Bearer"), Some(basic.as_str())] {
        assert_eq!(
            reason(house.advance(none, 1).await),
            (Code::Unauthenticated, "TOKEN_MISSING".into()),
            "{none:?}"
        );
    }
    assert_eq!(
        reason(house.advance(Some("Bearer x.y.z"), 1).await),
        (Code::Unauthenticated, "TOKEN_INVALID".into())
    );
    let elsewhere = House::open().await;
    let foreign = elsewhere.person(&["operator"], HOUR);
    assert_eq!(
        reason(house.advance(Some(&foreign), 1).await),
        (Code::Unauthenticated, "TOKEN_INVALID".into())
    );
    elsewhere.close().await;
    house.close().await;
}

#[tokio::test]
async fn the_row_of_an_rpc_decides() {
    let house = House::open().await;
    let registrar = house.person(&["registrar"], HOUR);
    assert_eq!(
        reason(house.advance(Some(&registrar), 1).await),
        (Code::PermissionDenied, "ROLE_MISSING".into())
    );
    let operator = house.person(&["registrar", "operator"], HOUR);
    assert_eq!(house.advance(Some(&operator), 1).await.unwrap().date, "9");
    assert_eq!(
        house
            .advance(Some(&operator.replace("Bearer", "bearer")), 1)
            .await
            .unwrap()
            .date,
        "9"
    );
    house.close().await;
}

#[tokio::test]
async fn a_large_message_is_refused_after_its_sender_is_known() {
    let house = House::open().await;
    assert_eq!(
        reason(house.advance(None, 10 << 20).await).1,
        "TOKEN_MISSING"
    );
    let operator = house.person(&["operator"], HOUR);
    let refusal = reason(house.advance(Some(&operator), 10 << 20).await);
    assert_eq!(
        refusal,
        (Code::ResourceExhausted, "MESSAGE_TOO_LARGE".into())
    );
    house.close().await;
}

#[tokio::test]
async fn a_service_comes_with_its_own_token() {
    let house = House::open().await;
    let token = ServiceToken::made_by(house.issuer.clone(), "rules");
    let mut clock = ClockServiceClient::with_interceptor(house.channel.clone(), token);
    let answer = clock
        .get_clock(GetClockRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!((answer.date.as_str(), answer.standing), ("rules", true));

    let kept = tempfile::NamedTempFile::new().unwrap();
    let claims = Claims::service("scoreboard");
    std::fs::write(
        kept.path(),
        house.issuer.token(&claims, HOUR).unwrap() + "\n",
    )
    .unwrap();
    let mut clock = ClockServiceClient::with_interceptor(
        house.channel.clone(),
        ServiceToken::read_from(kept.path()),
    );
    assert_eq!(
        clock
            .get_clock(GetClockRequest {})
            .await
            .unwrap()
            .into_inner()
            .date,
        "scoreboard"
    );
    drop(clock);
    house.close().await;
}

#[tokio::test]
async fn an_unknown_rpc_is_denied_to_everybody() {
    let house = House::open().await;
    let mut client = tonic::client::Grpc::new(house.channel.clone());
    client.ready().await.unwrap();
    let mut request = Request::new(GetClockRequest {});
    request.metadata_mut().insert(
        "authorization",
        house.person(&["operator"], HOUR).parse().unwrap(),
    );
    let path = http::uri::PathAndQuery::from_static("/kezhuan.clock.v1.ClockService/StopTime");
    let codec = tonic_prost::ProstCodec::<GetClockRequest, Clock>::default();
    let answer = client
        .unary(request, path, codec)
        .await
        .map(Response::into_inner);
    assert_eq!(
        reason(answer),
        (Code::Unimplemented, "METHOD_UNKNOWN".into())
    );
    drop(client);
    house.close().await;
}
