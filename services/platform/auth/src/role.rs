//! The roles of the plan's participants, as tokens and permission tables write them.
use serde::{Deserialize, Serialize};

/// What a caller may be; written in snake_case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Applicant,
    Registrar,
    Registrar2,
    ServicePoint,
    CountyStb,
    CityStb,
    CityAmr,
    PoolManager,
    Bank,
    Insurer,
    Guarantor,
    Valuer,
    CarrierOp,
    CollegeTto,
    Expert,
    Broker,
    Envoy,
    Organiser,
    Auditor,
    TenantAdmin,
    RuleAuthor,
    RuleApprover,
    FinancePayer,
    RegistryClerk,
    Operator,
}

impl Role {
    /// Reads `registrar`, `county_stb`, …
    pub fn parse(text: &str) -> Option<Role> {
        serde_json::from_value(serde_json::Value::String(text.to_owned())).ok()
    }

    /// Whether the role works in an office of its tenant, and so sees the tenant's cases.
    pub fn is_of_office(self) -> bool {
        match self {
            Role::Registrar
            | Role::Registrar2
            | Role::ServicePoint
            | Role::CountyStb
            | Role::CityStb
            | Role::CityAmr
            | Role::PoolManager
            | Role::CollegeTto
            | Role::Expert
            | Role::TenantAdmin
            | Role::RuleAuthor
            | Role::RuleApprover
            | Role::FinancePayer
            | Role::RegistryClerk
            | Role::Operator => true,
            Role::Applicant
            | Role::Bank
            | Role::Insurer
            | Role::Guarantor
            | Role::Valuer
            | Role::CarrierOp
            | Role::Broker
            | Role::Envoy
            | Role::Organiser
            | Role::Auditor => false,
        }
    }
}
