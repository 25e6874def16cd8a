//! Every error says why, in both languages, whoever made it.
use kezhuan_protocol::clock::v1::{AdvanceClockRequest, Clock};
use kezhuan_rpc::ServerConfig;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Code, Request, Status};
use tonic_prost::ProstCodec;

use crate::house::{House, reason};

/// The same field as a clock's date, but bytes: what no well-behaved client sends.
#[derive(Clone, PartialEq, prost::Message)]
struct Bytes {
    #[prost(bytes = "vec", tag = "1")]
    date: Vec<u8>,
}

async fn call<M: prost::Message + Default + 'static>(
    house: &House,
    path: &'static str,
    message: M,
) -> Result<Clock, Status> {
    let mut client = tonic::client::Grpc::new(house.channel());
    client.ready().await.unwrap();
    let path = PathAndQuery::from_static(path);
    let codec = ProstCodec::<M, Clock>::default();
    client
        .unary(Request::new(message), path, codec)
        .await
        .map(tonic::Response::into_inner)
}

#[tokio::test]
async fn a_message_over_the_cap_is_refused() {
    let house = House::open(ServerConfig::default()).await;
    let date = "9".repeat(10 << 20);
    let refusal = house
        .clock()
        .advance_clock(AdvanceClockRequest { date })
        .await
        .unwrap_err();
    assert_eq!(
        reason(&refusal),
        (Code::ResourceExhausted, "MESSAGE_TOO_LARGE".into())
    );

    let date = "9".repeat(3 << 20);
    house
        .clock()
        .max_decoding_message_size(8 << 20)
        .advance_clock(AdvanceClockRequest { date })
        .await
        .unwrap();
    house.close().await;
}

#[tokio::test]
async fn the_cap_is_the_configured_one() {
    let house = House::open(ServerConfig {
        message_bytes_max: 100,
        ..ServerConfig::default()
    })
    .await;
    let refusal = house
        .clock()
        .advance_clock(AdvanceClockRequest {
            date: "9".repeat(101),
        })
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal).1, "MESSAGE_TOO_LARGE");
    house
        .clock()
        .advance_clock(AdvanceClockRequest {
            date: "9".repeat(90),
        })
        .await
        .unwrap();
    house.close().await;
}

#[tokio::test]
async fn an_unknown_method_or_service_is_named_so() {
    let house = House::open(ServerConfig::default()).await;
    for path in [
        "/kezhuan.clock.v1.ClockService/StopTime",
        "/kezhuan.nowhere.v1.Nothing/Get",
    ] {
        let refusal = call(&house, path, AdvanceClockRequest::default())
            .await
            .unwrap_err();
        assert_eq!(
            reason(&refusal),
            (Code::Unimplemented, "METHOD_UNKNOWN".into()),
            "{path}"
        );
    }
    house.close().await;
}

#[tokio::test]
async fn bytes_that_are_no_message_are_the_callers_mistake() {
    let house = House::open(ServerConfig::default()).await;
    let bad = Bytes {
        date: vec![0xff, 0xfe],
    };
    let refusal = call(&house, "/kezhuan.clock.v1.ClockService/AdvanceClock", bad)
        .await
        .unwrap_err();
    assert_eq!(
        reason(&refusal),
        (Code::InvalidArgument, "MALFORMED_MESSAGE".into())
    );
    house.close().await;
}

#[tokio::test]
async fn a_bare_failure_inside_keeps_its_cause_to_itself() {
    let house = House::open(ServerConfig::default()).await;
    let refusal = house
        .clock()
        .advance_clock(AdvanceClockRequest {
            date: "internal".into(),
        })
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal), (Code::Internal, "INTERNAL".into()));
    assert!(!format!("{refusal:?}").contains("password"));
    house.close().await;
}
