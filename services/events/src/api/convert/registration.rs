//! A registration as its readers see it, and what doors tell.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::{is_of_authority, shown};
use kezhuan_protocol::events::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::event_message::role;
use super::{day, instant, rule_pin};
use crate::api::names::{EVENTS, REGISTRATIONS};
use crate::domain::registration::{Entry, Registration, RowStatus, Scan};
use crate::error::Error;
use crate::store::stored::Stored;

/// A registration, to `reader`.
pub fn message(stored: &Stored<Registration>, reader: &Caller) -> v1::Registration {
    let registration = &stored.body;
    let official = is_of_authority(reader, &stored.tenant);
    let own = official || reader.organisation == registration.organisation;
    let state = v1::registration::State::from_str_name(registration.state.as_str());
    let resolution = registration.resolution.as_ref();
    v1::Registration {
        name: REGISTRATIONS.name(registration.id),
        tenant: stored.tenant.clone(),
        etag: etag::of(registration.version),
        state: state.unwrap_or_default().into(),
        event: EVENTS.name(registration.event),
        person: registration.person.clone(),
        person_name: registration.person_name.clone(),
        organisation: registration.organisation.clone(),
        division: registration.division.clone().unwrap_or_default(),
        is_local: registration.is_local,
        role: role(registration.role).into(),
        place: registration.place,
        is_held: registration.limits.is_held,
        reasons: registration.reasons.clone(),
        failure: registration.failure.clone().unwrap_or_default(),
        registered_on: registration.registered_on.to_string(),
        registered_by: shown(Some(&registration.registered_by), own),
        resolved_on: day::told(resolution.map(|word| word.on)),
        resolved_by: shown(resolution.map(|word| word.by.as_str()), official),
        resolve_reason: resolution
            .map(|word| word.reason.clone())
            .unwrap_or_default(),
        entries: registration.entries.iter().map(entry).collect(),
        rule_pins: rule_pin::messages(&registration.pins),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
        organisation_name: registration.organisation_name.clone(),
    }
}

fn entry(entry: &Entry) -> v1::registration::Entry {
    v1::registration::Entry {
        session: entry.session.clone(),
        date: entry.on.to_string(),
        at_minute: entry.at_minute,
    }
}

/// What the door read in the scan at `at`.
pub fn read_scan(at: usize, scan: &v1::check_in_request::Scan) -> Result<Scan, Error> {
    let id = Uuid::try_parse(&scan.scan_id).map_err(|_| {
        Error::field(
            &format!("scans[{at}].scan_id"),
            "SCAN_ID_INVALID",
            "扫码编号应为 UUID",
            "a scan id is a UUID",
        )
    })?;
    Ok(Scan {
        id,
        session: scan.session.clone(),
        on: day::read(&format!("scans[{at}].date"), &scan.date)?,
        at_minute: scan.at_minute,
    })
}

/// What became of a scan; `of` is the registration it names, where the door may know it.
pub fn row(
    scan: &Scan,
    status: RowStatus,
    of: Option<&Registration>,
) -> v1::check_in_response::Row {
    let told = v1::check_in_response::Status::from_str_name(status.as_str());
    let first = of
        .filter(|_| status == RowStatus::AlreadyIn)
        .and_then(|one| {
            one.entries
                .iter()
                .find(|entry| entry.session == scan.session)
        });
    v1::check_in_response::Row {
        scan_id: scan.id.to_string(),
        status: told.unwrap_or_default().into(),
        registration: of.map(|one| REGISTRATIONS.name(one.id)).unwrap_or_default(),
        person_name: of.map(|one| one.person_name.clone()).unwrap_or_default(),
        first_date: day::told(first.map(|entry| entry.on)),
        first_at_minute: first.map(|entry| entry.at_minute).unwrap_or_default(),
    }
}
