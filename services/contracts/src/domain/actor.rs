//! Who asks for a step of a contract, an income or a claim.

/// The roles that decisions of this service test (others only read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Applicant,
    Registrar,
    Registrar2,
    Expert,
    ServicePoint,
    CountyStb,
    CityStb,
    FinancePayer,
}

/// The caller of a command.
pub type Actor = kezhuan_law::actor::Actor<Role>;
