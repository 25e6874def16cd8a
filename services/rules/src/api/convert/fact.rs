//! Reservations of facts.
use kezhuan_protocol::rules::v1 as proto;
use proto::fact_reservation::State as Told;

use super::timestamp;
use crate::domain::fact::{Reservation, State};
use crate::store::fact_reservations::ReservationRow;

/// The row as the domain judges it.
pub fn reservation(row: &ReservationRow) -> Reservation {
    Reservation {
        family: row.family.clone(),
        holder: row.holder.clone(),
        case: row.case_name.clone(),
        state: match row.state.as_str() {
            "PAID" => State::Paid,
            "RELEASED" => State::Released,
            _ => State::Reserved {
                until: row.expire_time,
            },
        },
    }
}

/// A state as it is stored.
pub fn fact_state(state: State) -> &'static str {
    match state {
        State::Reserved { .. } => "RESERVED",
        State::Paid => "PAID",
        State::Released => "RELEASED",
    }
}

/// A reservation as services see it.
pub fn fact(row: &ReservationRow) -> proto::FactReservation {
    let state = match reservation(row).state {
        State::Reserved { .. } => Told::Reserved,
        State::Paid => Told::Paid,
        State::Released => Told::Released,
    };
    proto::FactReservation {
        name: format!("factReservations/{}", row.id),
        tenant: row.tenant.clone(),
        level: row.level.clone(),
        fact: row.fact.clone(),
        family: row.family.clone(),
        year: row.year,
        holder: row.holder.clone(),
        case: row.case_name.clone(),
        state: state.into(),
        expire_time: row.expire_time.map(timestamp),
        version: row.version,
    }
}
