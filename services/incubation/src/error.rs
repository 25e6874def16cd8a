//! Everything an RPC of this service can answer other than success.
use kezhuan_cases::Reasons;
use tonic::Code;

/// Under whose name the reasons of this service are unique.
pub const DOMAIN: &str = "incubation.kezhuan";

/// One enum for the service.
pub type Error = kezhuan_cases::Error<IncubationReasons>;

/// What is this service's own in how it says no.
#[derive(Debug)]
pub struct IncubationReasons;

impl Reasons for IncubationReasons {
    const DOMAIN: &'static str = DOMAIN;

    fn code(reason: &str) -> Code {
        match reason {
            "AMOUNT_NEGATIVE"
            | "AMOUNT_OVERFLOW"
            | "CARRIER_INVALID"
            | "CHAIN_INVALID"
            | "CHAIN_UNKNOWN"
            | "CRITERION_UNKNOWN"
            | "DATE_IN_FUTURE"
            | "DATE_OUT_OF_RANGE"
            | "DIGEST_INVALID"
            | "DOCUMENT_MISSING"
            | "EXPERTS_MISSING"
            | "FIGURES_INVALID"
            | "GRADE_OF_ANOTHER_KIND"
            | "LEASE_INVALID"
            | "NOT_IN_JIANGMEN"
            | "PERIOD_NOT_WHOLE_MONTHS"
            | "PERIOD_OVER_YEARS"
            | "PRIORITY_INVALID"
            | "REASON_MISSING"
            | "RECORD_INVALID"
            | "REFUSAL_CODE_INVALID"
            | "RETURN_FIGURES_INVALID"
            | "SCORE_INVALID"
            | "SCORE_OUT_OF_RANGE"
            | "TENANCY_INVALID"
            | "UNIT_INVALID"
            | "UNTIL_INVALID"
            | "YEAR_FIGURES_INVALID"
            | "YEAR_INVALID" => Code::InvalidArgument,
            "EXPERT_CONFLICT"
            | "EXPERT_RECUSED"
            | "NOT_ASSIGNED"
            | "ROLE_MISSING"
            | "NOT_A_PARTY"
            | "NOT_BY_A_PERSON"
            | "NOT_YOUR_STEP"
            | "OBJECTION_BY_SERVICE"
            | "OWN_ORGANISATION"
            | "SAME_ORGANISATION"
            | "SAME_PERSON" => Code::PermissionDenied,
            "ALREADY_TENANT" | "EXPERT_ASSIGNED_BEFORE" | "UNIT_CODE_TAKEN" => Code::AlreadyExists,
            _ => Code::FailedPrecondition,
        }
    }
}
