//! Events from their draft to the end of their follow-up.
pub mod cast;
mod clock;

use kezhuan_protocol::events::v1::*;
use tonic::Code;

use cast::*;

use crate::step;
use crate::world::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_is_everybody_s_to_read_once_its_authority_approved_it() {
    let world = World::on(World::CALM).await;
    let draft = drafted(&world, &organiser(), 100).await;
    assert!(draft.number.starts_with("KZ-EVT-2025-440703-"));
    let get = || GetEventRequest {
        name: draft.name.clone(),
    };
    let hidden = call!(world, &enterprise(1), get_event, get()).unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    let foreign = step!(
        world,
        other_county(),
        draft,
        approve_event,
        ApproveEventRequest {}
    );
    assert_eq!(foreign.unwrap_err().code(), Code::NotFound);
    let approved = step!(
        world,
        county(),
        draft,
        approve_event,
        ApproveEventRequest {}
    )
    .unwrap();
    assert_eq!(approved.state(), event::State::Approved);
    assert_eq!(approved.approved_by, "wu");
    let seen = call!(world, &enterprise(1), get_event, get()).unwrap();
    assert_eq!(
        (seen.state(), seen.approved_by.as_str()),
        (event::State::Approved, "")
    );
    assert_eq!(seen.places.len(), 1);
    let again = step!(
        world,
        second_county(),
        seen,
        approve_event,
        ApproveEventRequest {}
    );
    assert_eq!(reason(&again.unwrap_err()), "STATE_FORBIDS");
    let stale = step!(
        world,
        organiser(),
        draft,
        open_registration,
        OpenRegistrationRequest {}
    );
    assert_eq!(stale.unwrap_err().code(), Code::Aborted);
    let opened = step!(
        world,
        organiser(),
        seen,
        open_registration,
        OpenRegistrationRequest {}
    );
    assert_eq!(opened.unwrap().state(), event::State::Open);
    let told = world.events_of(&draft.name).await;
    assert_eq!(told, ["EventApproved", "EventRegistrationOpened"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_request_gets_the_first_answer() {
    let world = World::on(World::CALM).await;
    let request = new(&organiser(), 10);
    let first = call!(world, &organiser(), create_event, request.clone()).unwrap();
    let again = call!(world, &organiser(), create_event, request.clone()).unwrap();
    assert_eq!(first, again);
    let other = CreateEventRequest {
        division: "440704".to_owned(),
        ..request
    };
    let reused = call!(world, &organiser(), create_event, other).unwrap_err();
    assert_eq!(reason(&reused), "REQUEST_ID_REUSED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_says_everything_that_is_wrong_with_it() {
    let world = World::on(World::CALM).await;
    let with = |change: fn(&mut event::Form)| {
        let mut request = new(&organiser(), 10);
        change(request.form.get_or_insert_default());
        request
    };
    for (request, expected) in [
        (
            with(|form| form.title.clear()),
            (Code::InvalidArgument, "FORM_INVALID"),
        ),
        (
            with(|form| form.starts_on = "20 March".to_owned()),
            (Code::InvalidArgument, "DATE_INVALID"),
        ),
        (
            with(|form| form.kind = 77),
            (Code::InvalidArgument, "CODE_UNKNOWN"),
        ),
        (
            with(|form| form.venue = "科技\u{0}馆".to_owned()),
            (Code::InvalidArgument, "TEXT_INVALID"),
        ),
    ] {
        let refused = call!(world, &organiser(), create_event, request).unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), expected);
    }
    let elsewhere = CreateEventRequest {
        organiser: "association-2".to_owned(),
        ..new(&organiser(), 10)
    };
    let refused = call!(world, &organiser(), create_event, elsewhere).unwrap_err();
    assert_eq!(reason(&refused), "NOT_YOUR_STEP");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_is_changed_and_a_large_event_needs_its_permit() {
    let world = World::on(World::CALM).await;
    let draft = drafted(&world, &organiser(), 100).await;
    let mut form = draft.form.clone().unwrap();
    form.expected_people = 1_500;
    let large = step!(
        world,
        organiser(),
        draft,
        update_event,
        UpdateEventRequest { form: Some(form) }
    )
    .unwrap();
    assert!(large.needs_permit);
    let approved = approve(&world, &large).await;
    let early = step!(
        world,
        organiser(),
        approved,
        open_registration,
        OpenRegistrationRequest {}
    );
    assert_eq!(reason(&early.unwrap_err()), "PERMIT_MISSING");
    let permitted = step!(
        world,
        organiser(),
        approved,
        record_permit,
        RecordPermitRequest {
            permit_number: "江公治许2025-12".to_owned(),
        }
    )
    .unwrap();
    assert_eq!(open(&world, &permitted).await.state(), event::State::Open);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_are_listed_as_their_reader_may_see_them() {
    let world = World::on(World::CALM).await;
    let opened = opened(&world, 10).await;
    drafted(&world, &organiser(), 10).await;
    let list = |filter: &str, order_by: &str| ListEventsRequest {
        filter: filter.to_owned(),
        order_by: order_by.to_owned(),
        ..ListEventsRequest::default()
    };
    let seen = call!(world, &enterprise(1), list_events, list("", "")).unwrap();
    assert_eq!(seen.events.len(), 1);
    assert_eq!(seen.events[0].name, opened.name);
    let own = call!(world, &organiser(), list_events, list("", "starts_on desc")).unwrap();
    assert_eq!(own.events.len(), 2);
    let filter = "state=\"OPEN\" AND kind=\"MATCHMAKING\" AND tenant=\"440703\" AND organiser=\"chamber\" AND \
                  starts_on>=\"2025-03-20\" AND starts_on<=\"2025-03-20\"";
    let found = call!(world, &county(), list_events, list(filter, "")).unwrap();
    assert_eq!(found.events.len(), 1);
    let wrong = call!(world, &county(), list_events, list("colour=\"red\"", "")).unwrap_err();
    assert_eq!(reason(&wrong), "FILTER_INVALID");
}
