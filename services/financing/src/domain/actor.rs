//! Who asks for a step of a loan, its pledge or its claims.

/// The roles that decisions of this service test (others only read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Applicant,
    Bank,
    Valuer,
    PoolManager,
    CityStb,
    CityAmr,
    FinancePayer,
    RegistryClerk,
}

/// The caller of a command.
pub type Actor = kezhuan_law::actor::Actor<Role>;
