//! Reservations of facts.
use kezhuan_protocol::rules::v1 as proto;
use proto::fact_reservation::State as Told;

use super::timestamp;
use crate::domain::fact::{Reservation, State};
use crate::error::Error;
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

/// The state a list is to have only, as it is stored; nothing = all.
pub fn wanted_state(told: i32) -> Result<Option<&'static str>, Error> {
    match Told::try_from(told) {
        Ok(Told::Unspecified) => Ok(None),
        Ok(Told::Reserved) => Ok(Some(fact_state(State::Reserved { until: None }))),
        Ok(Told::Paid) => Ok(Some(fact_state(State::Paid))),
        Ok(Told::Released) => Ok(Some(fact_state(State::Released))),
        Err(_) => Err(Error::Invalid {
            field: "state",
            problem: "one of RESERVED, PAID, RELEASED; leave it out for all".to_owned(),
        }),
    }
}

/// A reservation as services and people see it.
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
