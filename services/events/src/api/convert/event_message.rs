//! An event as its readers see it, and what is said of it. (`convert::event` is what others hear.)
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;

use super::{code, day, instant};
use crate::api::names::EVENTS;
use crate::domain::event::{Event, Form, Kind, PersonRole, Quota, Session, Terms};
use crate::domain::registration::Places;
use crate::error::Error;
use crate::store::stored::Stored;

/// An event, to `reader`; without who holds its places.
pub fn message(stored: &Stored<Event>, terms: &Terms, reader: &Caller) -> v1::Event {
    let event = &stored.body;
    let official = is_of_authority(reader, &stored.tenant);
    let state = v1::event::State::from_str_name(event.state.as_str());
    let approval = event.approval.as_ref();
    let cancelled = event.cancellation.as_ref();
    v1::Event {
        name: EVENTS.name(event.id),
        number: event.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(event.version),
        state: state.unwrap_or_default().into(),
        organiser: event.organiser.clone(),
        division: event.division.clone(),
        form: Some(form(&event.form)),
        permit_number: event.permit_number.clone(),
        needs_permit: terms.needs_permit(event.form.people()),
        places: Vec::new(),
        follow_up_until: day::told(event.follow_up_until(terms)),
        approved_on: day::told(approval.map(|word| word.on)),
        approved_by: shown(approval.map(|word| word.by.as_str()), official),
        cancelled_on: day::told(cancelled.map(|word| word.on)),
        cancel_reason: cancelled
            .map(|word| word.reason.clone())
            .unwrap_or_default(),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

/// The same event with who holds its places.
pub fn with_places(message: v1::Event, places: Option<&Places>) -> v1::Event {
    let roles = places.into_iter().flat_map(|places| &places.roles);
    let told = roles.map(|one| v1::RolePlaces {
        role: role(one.role).into(),
        places: one.quota,
        confirmed: one.confirmed,
        waiting: one.waiting,
    });
    v1::Event {
        places: told.collect(),
        ..message
    }
}

fn form(form: &Form) -> v1::event::Form {
    v1::event::Form {
        kind: kind(form.kind).into(),
        title: form.title.clone(),
        description: form.description.clone(),
        venue: form.venue.clone(),
        starts_on: form.starts_on.to_string(),
        ends_on: form.ends_on.to_string(),
        registration_until: form.registration_until.to_string(),
        submissions_until: day::told(form.submissions_until),
        expected_people: form.expected_people,
        sessions: form.sessions.iter().map(session).collect(),
        quotas: form.quotas.iter().map(quota).collect(),
        college: form.college.clone().unwrap_or_default(),
    }
}

fn session(session: &Session) -> v1::Session {
    v1::Session {
        code: session.code.clone(),
        title: session.title.clone(),
        room: session.room.clone(),
        date: session.on.to_string(),
        starts_at: session.starts_at,
        ends_at: session.ends_at,
    }
}

fn quota(quota: &Quota) -> v1::Quota {
    v1::Quota {
        role: role(quota.role).into(),
        places: quota.places,
    }
}

/// The kind of an event.
pub fn kind(kind: Kind) -> v1::event::Kind {
    v1::event::Kind::from_str_name(kind.as_str()).unwrap_or_default()
}

/// As what somebody comes.
pub fn role(role: PersonRole) -> v1::PersonRole {
    v1::PersonRole::from_str_name(role.as_str()).unwrap_or_default()
}

/// The role in the field `path`.
pub fn read_role(path: &str, role: i32) -> Result<PersonRole, Error> {
    code::of_enum(path, role, v1::PersonRole::as_str_name, PersonRole::parse)
}

/// What an organiser writes down.
pub fn read_form(form: Option<v1::event::Form>) -> Result<Form, Error> {
    let form = form.unwrap_or_default();
    let sessions = form.sessions.into_iter().enumerate();
    let sessions = sessions.map(|(at, session)| read_session(at, session));
    let quotas = form.quotas.iter().enumerate().map(|(at, quota)| {
        Ok::<_, Error>(Quota {
            role: read_role(&format!("form.quotas[{at}].role"), quota.role)?,
            places: quota.places,
        })
    });
    Ok(Form {
        kind: code::of_enum(
            "form.kind",
            form.kind,
            v1::event::Kind::as_str_name,
            Kind::parse,
        )?,
        title: form.title,
        description: form.description,
        venue: form.venue,
        starts_on: day::read("form.starts_on", &form.starts_on)?,
        ends_on: day::read("form.ends_on", &form.ends_on)?,
        registration_until: day::read("form.registration_until", &form.registration_until)?,
        submissions_until: day::read_if_given("form.submissions_until", &form.submissions_until)?,
        expected_people: form.expected_people,
        sessions: sessions.collect::<Result<_, Error>>()?,
        quotas: quotas.collect::<Result<_, Error>>()?,
        college: Some(form.college).filter(|code| !code.is_empty()),
    })
}

fn read_session(at: usize, session: v1::Session) -> Result<Session, Error> {
    Ok(Session {
        code: session.code,
        title: session.title,
        room: session.room,
        on: day::read(&format!("form.sessions[{at}].date"), &session.date)?,
        starts_at: session.starts_at,
        ends_at: session.ends_at,
    })
}
