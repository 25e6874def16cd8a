//! Who asks for a step of a carrier, a tenancy or a return.

/// The roles that decisions of this service test (others only read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Applicant,
    CarrierOp,
    CollegeTto,
    Expert,
    CountyStb,
    CityStb,
}

/// The caller of a command.
pub type Actor = kezhuan_law::actor::Actor<Role>;
