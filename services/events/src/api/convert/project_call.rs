//! A call for projects as its readers see it, and what it is opened with.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{day, instant};
use crate::api::names::{EVENTS, PROJECT_CALLS};
use crate::domain::project_call::{Criterion, NewCall, ProjectCall};
use crate::error::Error;
use crate::store::stored::Stored;

/// A call, to `reader`.
pub fn message(stored: &Stored<ProjectCall>, reader: &Caller) -> v1::ProjectCall {
    let call = &stored.body;
    let state = v1::project_call::State::from_str_name(call.state.as_str());
    let runs_it = reader.organisation == call.organiser || is_of_authority(reader, &stored.tenant);
    let criteria = call
        .criteria
        .iter()
        .map(|criterion| v1::project_call::Criterion {
            criterion: criterion.name.clone(),
            weight: int(criterion.weight),
        });
    v1::ProjectCall {
        name: PROJECT_CALLS.name(call.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(call.version),
        state: state.unwrap_or_default().into(),
        event: EVENTS.name(call.event),
        organiser: call.organiser.clone(),
        title: call.title.clone(),
        opens_on: call.opens_on.to_string(),
        closes_on: call.closes_on.to_string(),
        criteria: criteria.collect(),
        experts_min: int(call.experts_min),
        places: int(call.places),
        opened_by: shown(Some(&call.opened_by), runs_it),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

/// The domain keeps these below the width of the field.
fn int(figure: i64) -> i32 {
    i32::try_from(figure).unwrap_or(i32::MAX)
}

/// What is called for.
pub fn read_new(input: v1::OpenProjectCallRequest) -> Result<NewCall, Error> {
    let criteria = input.criteria.into_iter().map(|criterion| Criterion {
        name: criterion.criterion,
        weight: criterion.weight.into(),
    });
    Ok(NewCall {
        id: Uuid::now_v7(),
        title: input.title,
        opens_on: day::read("opens_on", &input.opens_on)?,
        closes_on: day::read("closes_on", &input.closes_on)?,
        criteria: criteria.collect(),
        experts_min: input.experts_min.into(),
        places: input.places.into(),
    })
}
