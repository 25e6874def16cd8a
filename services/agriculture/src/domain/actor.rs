//! Who asks for a step of a base, a variety, a trial or a demonstration.

/// The roles that decisions of this service test (others only read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Applicant,
    CarrierOp,
    CollegeTto,
    CountyStb,
    CityStb,
    Expert,
    FinancePayer,
}

/// The caller of a command.
pub type Actor = kezhuan_law::actor::Actor<Role>;
