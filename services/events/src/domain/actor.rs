//! Who asks for a step of an event, a registration, a negotiation or a nomination.

/// The roles that decisions of this service test (others only read).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Applicant,
    Organiser,
    CarrierOp,
    CollegeTto,
    Broker,
    Envoy,
    Bank,
    CountyStb,
    CityStb,
    Expert,
    FinancePayer,
}

/// The caller of a command.
pub type Actor = kezhuan_law::actor::Actor<Role>;
