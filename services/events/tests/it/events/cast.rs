//! Events on their way to their first day.
use kezhuan_protocol::events::v1::*;

use crate::step;
use crate::world::*;

/// The first day of the event, the day before on which registration has closed, and its last.
pub const STARTS_ON: &str = "2025-03-20";
pub const ENDS_ON: &str = "2025-03-21";
pub const REGISTRATION_UNTIL: &str = "2025-03-18";

/// An event with so many places for enterprises.
pub fn new(organiser: &Person, places: i64) -> CreateEventRequest {
    let session = |code: &str, date: &str| Session {
        code: code.to_owned(),
        title: "对接洽谈".to_owned(),
        room: "一号厅".to_owned(),
        date: date.to_owned(),
        starts_at: 540,
        ends_at: 1_020,
    };
    CreateEventRequest {
        organiser: organiser.organisation().to_owned(),
        division: "440703".to_owned(),
        form: Some(event::Form {
            kind: event::Kind::Matchmaking.into(),
            title: "新能源电池成果对接会".to_owned(),
            description: "对接、路演与洽谈".to_owned(),
            venue: "蓬江区科技馆".to_owned(),
            starts_on: STARTS_ON.to_owned(),
            ends_on: ENDS_ON.to_owned(),
            registration_until: REGISTRATION_UNTIL.to_owned(),
            submissions_until: "2025-03-15".to_owned(),
            expected_people: 300,
            sessions: vec![session("S1", STARTS_ON), session("S2", ENDS_ON)],
            quotas: vec![Quota {
                role: PersonRole::Enterprise.into(),
                places,
            }],
            college: String::new(),
        }),
        request_id: id(),
    }
}

pub async fn drafted(world: &World, organiser: &Person, places: i64) -> Event {
    call!(world, organiser, create_event, new(organiser, places)).unwrap()
}

pub async fn approve(world: &World, event: &Event) -> Event {
    step!(
        world,
        county(),
        event,
        approve_event,
        ApproveEventRequest {}
    )
    .unwrap()
}

pub async fn open(world: &World, event: &Event) -> Event {
    step!(
        world,
        organiser(),
        event,
        open_registration,
        OpenRegistrationRequest {}
    )
    .unwrap()
}

/// An event of the organiser's that takes registrations.
pub async fn opened(world: &World, places: i64) -> Event {
    let draft = drafted(world, &organiser(), places).await;
    open(world, &approve(world, &draft).await).await
}

/// The event as it stands.
pub async fn event_now(world: &World, event: &Event) -> Event {
    let get = GetEventRequest {
        name: event.name.clone(),
    };
    call!(world, &organiser(), get_event, get).unwrap()
}
