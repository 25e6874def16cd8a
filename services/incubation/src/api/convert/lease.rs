//! Units and leases as their readers see them, and what is offered.
use kezhuan_auth::Caller;
use kezhuan_cases::reader::shown;
use kezhuan_law::Fen;
use kezhuan_protocol::incubation::v1;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::tenancy::count;
use super::{day, figure, instant};
use crate::api::names::{CARRIERS, LEASES, TENANCIES, UNITS};
use crate::domain::lease::{Lease, NewLease, Side, Signature};
use crate::domain::unit::Unit;
use crate::error::Error;
use crate::store::stored::Stored;

/// A unit.
pub fn unit(stored: &Stored<Unit>) -> v1::Unit {
    let unit = &stored.body;
    v1::Unit {
        name: UNITS.name(unit.id),
        tenant: stored.tenant.clone(),
        carrier: CARRIERS.name(unit.carrier),
        code: unit.code.clone(),
        floor: unit.floor.clone(),
        area_c: unit.area_c,
        added_on: unit.added_on.to_string(),
        create_time: Some(instant(stored.create_time)),
        etag: etag::of(unit.version),
        retired_on: day::told(unit.retired_on),
    }
}

/// A lease, to `reader`: who signed for a side is the side's own to see.
pub fn message(stored: &Stored<Lease>, reader: &Caller) -> v1::Lease {
    let lease = &stored.body;
    let ended_early = lease.termination.as_ref();
    let signatures = lease.first_signature.iter().chain(&lease.second_signature);
    v1::Lease {
        name: LEASES.name(lease.id),
        number: lease.number.clone(),
        tenant: stored.tenant.clone(),
        etag: etag::of(lease.version),
        state: v1::lease::State::from_str_name(lease.state.as_str())
            .unwrap_or_default()
            .into(),
        carrier: CARRIERS.name(lease.carrier),
        operator: lease.operator.clone(),
        unit: UNITS.name(lease.unit),
        unit_code: lease.unit_code.clone(),
        area_c: lease.area_c,
        tenancy: TENANCIES.name(lease.tenancy),
        lessee: lease.tenant.clone(),
        lessee_name: lease.tenant_name.clone(),
        terms: Some(v1::lease::Terms {
            rent_fen: lease.rent.get(),
            free_months: figure::told(lease.free_months),
            deposit_fen: lease.deposit.get(),
            starts_on: lease.starts_on.to_string(),
            ends_on: lease.ends_on.to_string(),
        }),
        signatures: signatures
            .map(|signed| signature(signed, lease, reader))
            .collect(),
        terminated_on: day::told(ended_early.map(|early| early.terminated_on)),
        termination_reason: ended_early
            .map(|early| early.reason.clone())
            .unwrap_or_default(),
        offered_on: lease.offered_on.to_string(),
        create_time: Some(instant(stored.create_time)),
        update_time: Some(instant(stored.update_time)),
    }
}

fn signature(signed: &Signature, lease: &Lease, reader: &Caller) -> v1::lease::Signature {
    let (side, of) = match signed.side {
        Side::Operator => (v1::lease::Side::Operator, &lease.operator),
        Side::Tenant => (v1::lease::Side::Tenant, &lease.tenant),
    };
    v1::lease::Signature {
        side: side.into(),
        by: shown(Some(&signed.by), reader.organisation == *of),
        signed_on: signed.signed_on.to_string(),
    }
}

/// What is offered; its number is the edge's to add.
pub fn read_terms(given: Option<v1::lease::Terms>) -> Result<NewLease, Error> {
    let given = given.unwrap_or_default();
    Ok(NewLease {
        id: Uuid::nil(),
        number: String::new(),
        rent: Fen(given.rent_fen),
        free_months: count("lease.free_months", given.free_months)?,
        deposit: Fen(given.deposit_fen),
        starts_on: day::read("lease.starts_on", &given.starts_on)?,
        ends_on: day::read("lease.ends_on", &given.ends_on)?,
    })
}
