//! Which office acts: the county's on carriers of its own grade, the city's on every other.
use kezhuan_law::tenant::Tenant;

use super::command::Circumstances;
use super::{Carrier, Grade};
use crate::domain::actor::Role;
use crate::domain::duty;
use crate::domain::operator;
use crate::domain::refused::Refused;

/// The authority whose rule is asked where a county has none in force.
pub const CITY: &str = Tenant::CITY.code();

/// Whose step it is by the grade that is applied for or held.
fn role(grade: Option<Grade>) -> Role {
    match grade {
        Some(Grade::County) | None => Role::CountyStb,
        Some(
            Grade::City | Grade::Province | Grade::National | Grade::Standard | Grade::Excellent,
        ) => Role::CityStb,
    }
}

/// Holds that the office asks in whose hand the carrier is, and has no part in it.
pub(super) fn official(carrier: &Carrier, at: &Circumstances<'_>) -> Result<(), Refused> {
    let role = match carrier.authority == CITY {
        // The city looks after it itself: there is no county.
        true => Role::CityStb,
        false => role(carrier.grade_at_stake()),
    };
    duty::official(at.actor, role, &carrier.parties())
}

/// Holds that the city's office asks, and has no part in it.
pub(super) fn of_city(carrier: &Carrier, at: &Circumstances<'_>) -> Result<(), Refused> {
    duty::official(at.actor, Role::CityStb, &carrier.parties())
}

/// Holds that an office records what was given already: the city's any grade, a county's its own; never of its own organisation.
pub(super) fn recorder(
    carrier: &Carrier,
    grade: Grade,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    let is_county =
        grade == Grade::County && carrier.authority != CITY && at.actor.has(Role::CountyStb);
    let role = match is_county {
        true => Role::CountyStb,
        false => Role::CityStb,
    };
    duty::official(at.actor, role, &carrier.parties())
}

/// Holds that the service acts for itself, or the office does.
pub(super) fn service_or_office(carrier: &Carrier, at: &Circumstances<'_>) -> Result<(), Refused> {
    match at.actor.is_service {
        true => Ok(()),
        false => official(carrier, at),
    }
}

/// Holds that the operator asks.
pub(super) fn operator(carrier: &Carrier, at: &Circumstances<'_>) -> Result<(), Refused> {
    operator::acts(at.actor, &carrier.operator)
}
