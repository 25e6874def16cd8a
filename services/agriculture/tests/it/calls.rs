//! Calls: opened by an authority, read by everybody, closed early or by themselves.
use kezhuan_protocol::agriculture::v1::*;
use kezhuan_testkit::settled;
use tonic::Code;

use crate::bases::cast::{call_by, call_of_city, form};
use crate::step;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_closed_by_its_authority_or_its_last_day() {
    let world = World::on(World::CALM).await;
    let of_city = call_of_city(&world, base::Level::City).await;
    let of_county = call_by(&world, &county(), base::Level::County).await;
    let all = call!(world, &stranger(), list_calls, ListCallsRequest::default()).unwrap();
    assert_eq!(all.calls.len(), 2);
    assert_eq!(all.calls[0].opened_by, "", "to a stranger");
    let foreign = step!(
        world,
        other_county(),
        of_county,
        close_call,
        CloseCallRequest {}
    );
    assert_eq!(reason(&foreign.unwrap_err()), "NOT_YOUR_STEP");
    let closed = step!(
        world,
        second_county(),
        of_county,
        close_call,
        CloseCallRequest {}
    )
    .unwrap();
    assert_eq!(closed.state(), call::State::Closed);
    let again = step!(world, county(), closed, close_call, CloseCallRequest {});
    assert_eq!(reason(&again.unwrap_err()), "STATE_FORBIDS");
    // Its last day is the 31st.
    world.advance_to("2025-04-01");
    let get = || GetCallRequest {
        name: of_city.name.clone(),
    };
    let state = settled(SOON, call::State::Closed, async || {
        call!(world, &stranger(), get_call, get()).unwrap().state()
    });
    assert_eq!(state.await, call::State::Closed);
    assert_eq!(
        world.events_of(&of_city.name).await,
        ["CallOpened", "CallClosed"]
    );
    let late = call!(world, &operator_of_base(), create_base, form(&of_city)).unwrap();
    let late = step!(
        world,
        operator_of_base(),
        late,
        apply_for_base,
        ApplyForBaseRequest {}
    );
    assert_eq!(reason(&late.unwrap_err()), "CALL_NOT_OPEN");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_its_authority_s_to_open() {
    let world = World::on(World::CALM).await;
    let request = |level: base::Level, opens_on: &str| OpenCallRequest {
        level: level.into(),
        programme_name: "县级基地".to_owned(),
        opens_on: opens_on.to_owned(),
        closes_on: "2025-03-31".to_owned(),
        request_id: id(),
    };
    for (person, level, opens_on, expected) in [
        (
            county(),
            base::Level::City,
            World::CALM,
            (Code::PermissionDenied, "ROLE_MISSING"),
        ),
        (
            county(),
            base::Level::County,
            "2025-03-02",
            (Code::InvalidArgument, "WINDOW_INVALID"),
        ),
        (
            county(),
            base::Level::County,
            "3 March",
            (Code::InvalidArgument, "DATE_INVALID"),
        ),
        (
            county(),
            base::Level::Unspecified,
            World::CALM,
            (Code::InvalidArgument, "CODE_UNKNOWN"),
        ),
    ] {
        let refused = call!(world, &person, open_call, request(level, opens_on)).unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), expected);
    }
}
