//! What happened to a tenancy, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::incubation::v1;

use crate::api::convert::day;
use crate::api::names::{CARRIERS, TENANCIES};
use crate::domain::tenancy::{Event, State, Tenancy};
use crate::store::stored::Stored;
use crate::store::tenancies::AGGREGATE;

/// One event of a tenancy: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved($after, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes that somebody applied.
pub fn applied(write: &mut Write, stored: &Stored<Tenancy>) {
    publish!(write, stored, None, TenancyApplied);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Tenancy>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::TenantAdmitted => publish!(
            write, after, from, TenantAdmitted,
            until: day::told(after.body.until), priority: after.body.priority.into()
        ),
        Event::TenantRefused { reasons } => {
            publish!(write, after, from, TenantRefused, reasons: reasons.clone());
        }
        Event::TenancyRuleFailed { failure } => {
            publish!(write, after, from, TenancyRuleFailed, failure: failure.clone());
        }
        Event::TenancyAskedAgain => publish!(write, after, from, TenancyAskedAgain),
        Event::TenancyWithdrawn => publish!(write, after, from, TenancyWithdrawn),
        Event::TenancyExtended { until } => {
            publish!(write, after, from, TenancyExtended, until: until.to_string());
        }
        Event::TenancyEndAnnounced { until } => {
            publish!(write, after, from, TenancyEndAnnounced, until: until.to_string());
        }
        Event::TenantExpired => publish!(write, after, from, TenantExpired),
        Event::TenantGraduated { met } => {
            publish!(write, after, from, TenantGraduated, met: met.clone());
        }
        Event::GraduationConfirmed => publish!(write, after, from, GraduationConfirmed),
        Event::TenantReturned { reason } => {
            publish!(write, after, from, TenantReturned, reason: reason.clone());
        }
        Event::TenantExited { code } => {
            publish!(write, after, from, TenantExited, code: code.clone());
        }
        Event::LandingRecorded => publish!(write, after, from, LandingRecorded),
        Event::TenantRegistered => publish!(write, after, from, TenantRegistered),
        Event::TenantMapped { chain_before } => {
            publish!(write, after, from, TenantMapped, chain_before: chain_before.clone());
        }
        Event::TenantYearRecorded { year } => publish!(
            write, after, from, TenantYearRecorded,
            year: *year,
            high_tech_on: day::told(after.body.year(*year).and_then(|known| known.high_tech_on))
        ),
    }
}

fn moved(after: &Stored<Tenancy>, from: Option<State>) -> Option<v1::TenancyMoved> {
    let tenancy = &after.body;
    let landing = tenancy.landing.as_ref();
    let registration = tenancy.registration.as_ref();
    let entered_on = tenancy.was_admitted().then_some(tenancy.entry_on);
    Some(v1::TenancyMoved {
        tenancy: TENANCIES.name(tenancy.id),
        carrier: CARRIERS.name(tenancy.carrier),
        operator: tenancy.operator.clone(),
        organisation: tenancy.organisation.clone(),
        uscc: tenancy.uscc.clone().map(String::from).unwrap_or_default(),
        division: tenancy.division.clone(),
        tenant: after.tenant.clone(),
        remote: tenancy.is_remote,
        entered_on: day::told(entered_on),
        left_on: day::told(tenancy.left_on),
        landing_uscc: landing
            .map(|landing| landing.uscc.to_string())
            .unwrap_or_default(),
        landed_on: day::told(landing.map(|landing| landing.landed_on)),
        registered_on: day::told(registration.map(|registration| registration.registered_on)),
        chain: tenancy.chain.clone().unwrap_or_default(),
        from_state: from.map_or("", State::as_str).to_owned(),
        to_state: tenancy.state.as_str().to_owned(),
        version: tenancy.version,
    })
}
