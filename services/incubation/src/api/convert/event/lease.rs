//! What happened to a lease, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::incubation::v1;

use crate::api::names::{CARRIERS, LEASES, TENANCIES, UNITS};
use crate::domain::lease::{Event, Lease, State};
use crate::store::leases::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a lease: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes that a unit was offered.
pub fn offered(write: &mut Write, stored: &Stored<Lease>) {
    publish!(write, stored, None, LeaseOffered);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Lease>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::LeaseSignedFirst => publish!(write, after, from, LeaseSignedFirst),
        Event::LeaseSigned => publish!(write, after, from, LeaseSigned),
        Event::LeaseStarted => publish!(write, after, from, LeaseStarted),
        Event::LeaseEnded => publish!(write, after, from, LeaseEnded),
        Event::LeaseTerminated { reason } => {
            publish!(write, after, from, LeaseTerminated, reason: reason.clone());
        }
    }
}

fn moved(lease: &Lease, from: Option<State>) -> Option<v1::LeaseMoved> {
    let ended_early = lease.termination.as_ref();
    let ends_on = ended_early.map_or(lease.ends_on, |early| early.terminated_on);
    Some(v1::LeaseMoved {
        lease: LEASES.name(lease.id),
        carrier: CARRIERS.name(lease.carrier),
        unit: UNITS.name(lease.unit),
        tenancy: TENANCIES.name(lease.tenancy),
        operator: lease.operator.clone(),
        lessee: lease.tenant.clone(),
        area_c: lease.area_c,
        starts_on: lease.starts_on.to_string(),
        ends_on: ends_on.to_string(),
        from_state: from.map_or("", State::as_str).to_owned(),
        to_state: lease.state.as_str().to_owned(),
        version: lease.version,
    })
}
