//! Registrations: who has a place, who waits, who is next, and who came.
mod door;
mod places;
mod random;
mod steps;

use super::*;
use crate::domain::actor::{Actor, Role};
use crate::domain::event::tests::{day, event_in};
use crate::domain::event::{Quota, State as EventState};
use crate::domain::refused::Refused;

const TODAY: &str = "2026-05-20";

/// An open event with so many places for enterprises.
fn places(quota: i64) -> Places {
    let mut event = event_in(EventState::Open);
    event.form.quotas = vec![Quota {
        role: PersonRole::Enterprise,
        places: quota,
    }];
    Places::of(&event)
}

fn of_enterprise(organisation: &str) -> Actor {
    let subject = format!("clerk of {organisation}");
    Actor::person(subject, organisation, "", [Role::Applicant])
}

fn newcomer(organisation: &str) -> Newcomer {
    Newcomer {
        id: Uuid::new_v4(),
        person: format!("clerk of {organisation}"),
        person_name: "陈工".to_owned(),
        organisation: organisation.to_owned(),
        organisation_name: "江门创造科技有限公司".to_owned(),
        division: None,
        is_local: true,
        role: PersonRole::Enterprise,
    }
}

fn accepted() -> Answer {
    admitted(Admission::Accept { outside_max: None })
}

fn admitted(admission: Admission) -> Answer {
    Answer::Admitted {
        admission,
        is_local: true,
    }
}

/// The same to somebody from elsewhere.
fn admitted_outsider(admission: Admission) -> Answer {
    Answer::Admitted {
        admission,
        is_local: false,
    }
}

fn registers(who: Newcomer, answer: &Answer, places: &mut Places) -> Registration {
    let actor = of_enterprise(&who.organisation);
    register(who, answer, places, (&actor, day(TODAY)))
        .unwrap()
        .registration
}

fn took(
    registration: &Registration,
    command: Command,
    places: &mut Places,
    actor: &Actor,
) -> Result<Decided, Refused> {
    let at = Circumstances {
        actor,
        today: day(TODAY),
        tenant: "440703",
    };
    decide(registration, command, places, &at)
}

/// Gives free places to who is next, as the service does.
fn promoted(all: &mut [Registration], places: &mut Places) -> Vec<i64> {
    let mut next = Vec::new();
    while let Some(among) = places.wants(PersonRole::Enterprise) {
        let mut waiting = all
            .iter_mut()
            .filter(|one| one.state == State::Waitlisted && among.holds(one.limits, one.is_local));
        let Some(first) = waiting.next() else { break };
        *first = promote(first, &among, places).unwrap().registration;
        next.push(first.place);
    }
    next
}
