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

    /// As tokens and permission tables write it.
    pub fn written(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(text)) => text,
            _ => String::new(),
        }
    }

    /// Whether the role works on its tenant's cases, and so sees them. Who runs the platform,
    /// administers users or writes rules works for a tenant and sees no case.
    pub fn works_on_cases(self) -> bool {
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
            | Role::FinancePayer
            | Role::RegistryClerk => true,
            Role::TenantAdmin
            | Role::RuleAuthor
            | Role::RuleApprover
            | Role::Operator
            | Role::Applicant
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

    /// Whether the role writes its tenant's rules, or keeps the keys they are signed with.
    pub fn works_on_rules(self) -> bool {
        matches!(
            self,
            Role::RuleAuthor | Role::RuleApprover | Role::TenantAdmin
        )
    }
}
