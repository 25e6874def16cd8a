//! Events: what a draft has to hold, and who takes which step on which day.
mod form;
mod steps;

use super::*;
use crate::domain::actor::{Actor, Role};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn organiser() -> Actor {
    Actor::person("lin", "chamber", "", [Role::Organiser])
}

pub(crate) fn county() -> Actor {
    Actor::person("wu", "stb-440703", "440703", [Role::CountyStb])
}

pub(crate) fn form() -> Form {
    Form {
        kind: Kind::Matchmaking,
        title: "新能源电池成果对接会".to_owned(),
        description: String::new(),
        venue: "蓬江区科技馆".to_owned(),
        starts_on: day("2026-06-10"),
        ends_on: day("2026-06-11"),
        registration_until: day("2026-06-08"),
        submissions_until: Some(day("2026-05-31")),
        expected_people: 200,
        sessions: vec![Session {
            code: "S1".to_owned(),
            title: "路演".to_owned(),
            room: "一号厅".to_owned(),
            on: day("2026-06-10"),
            starts_at: 540,
            ends_at: 720,
        }],
        quotas: vec![Quota {
            role: PersonRole::Enterprise,
            places: 100,
        }],
        college: None,
    }
}

fn new(form: Form) -> NewEvent {
    NewEvent {
        id: Uuid::from_u128(1),
        number: "KZ-EVT-2026-440703-000001".to_owned(),
        division: "440703".to_owned(),
        organiser: "chamber".to_owned(),
        form,
    }
}

fn drafted() -> Event {
    draft(
        new(form()),
        &organiser(),
        &Terms::default(),
        day("2026-05-01"),
    )
    .unwrap()
}

/// An event in a state, as if its chart had led there.
pub(crate) fn event_in(state: State) -> Event {
    let approval = Word {
        by: "wu".to_owned(),
        on: day("2026-05-02"),
        reason: String::new(),
    };
    Event {
        state,
        approval: (state != State::Draft).then_some(approval),
        ..drafted()
    }
}
