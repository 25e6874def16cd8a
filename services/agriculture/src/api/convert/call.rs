//! A call as its readers see it.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_protocol::agriculture::v1;
use kezhuan_protocol::agriculture::v1::base::Level as LevelCode;
use kezhuan_rpc::etag;

use super::{code, instant};
use crate::api::names::CALLS;
use crate::domain::call::{Call, Level, State};
use crate::error::Error;
use crate::store::stored::Stored;

/// A call, to `reader`.
pub fn message(stored: &Stored<Call>, reader: &Caller) -> v1::Call {
    let call = &stored.body;
    v1::Call {
        name: CALLS.name(call.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(call.version),
        state: state(call.state).into(),
        level: level(call.level).into(),
        programme_name: call.programme_name.clone(),
        opens_on: call.opens_on.to_string(),
        closes_on: call.closes_on.to_string(),
        opened_by: shown(
            Some(&call.opened_by),
            is_of_authority(reader, &stored.tenant),
        ),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn state(state: State) -> v1::call::State {
    v1::call::State::from_str_name(state.as_str()).unwrap_or_default()
}

/// The level of a call or of a base.
pub fn level(level: Level) -> LevelCode {
    LevelCode::from_str_name(level.as_str()).unwrap_or_default()
}

/// The level in the field `path`.
pub fn read_level(path: &str, level: i32) -> Result<Level, Error> {
    code::of_enum(path, level, LevelCode::as_str_name, Level::parse)
}
