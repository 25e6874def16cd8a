//! Everything an RPC of this service can answer other than success.
use kezhuan_cases::Reasons;
use tonic::Code;

/// Under whose name the reasons of this service are unique.
pub const DOMAIN: &str = "events.kezhuan";

/// One enum for the service.
pub type Error = kezhuan_cases::Error<EventsReasons>;

/// What is this service's own in how it says no.
#[derive(Debug)]
pub struct EventsReasons;

impl Reasons for EventsReasons {
    const DOMAIN: &'static str = DOMAIN;

    fn code(reason: &str) -> Code {
        match reason {
            "AMOUNT_NEGATIVE"
            | "AMOUNT_OVERFLOW"
            | "CRITERION_UNKNOWN"
            | "EXPERTS_MISSING"
            | "EXPERT_UNKNOWN"
            | "FOLLOW_UP_UNKNOWN"
            | "FORM_INVALID"
            | "GROUP_UNKNOWN"
            | "LEVEL_NOT_YOURS"
            | "NOT_IN_JIANGMEN"
            | "REASON_MISSING"
            | "REFUSAL_CODE_INVALID"
            | "SCORE_OUT_OF_RANGE"
            | "TITLE_MISSING"
            | "WINDOW_INVALID"
            | "YEAR_INVALID" => Code::InvalidArgument,
            "EXPERT_CONFLICT"
            | "EXPERT_RECUSED"
            | "NOT_ASSIGNED"
            | "NOT_A_PARTY"
            | "NOT_BY_A_PERSON"
            | "NOT_BY_SERVICE"
            | "NOT_THE_DECIDING_TENANT"
            | "NOT_YOUR_STEP"
            | "OBJECTION_BY_SERVICE"
            | "ORGANISER_COMPETES"
            | "ORGANISER_JUDGED"
            | "OWN_CASE"
            | "OWN_ORGANISATION"
            | "ROLE_MISSING"
            | "ROLE_NOT_YOURS"
            | "SAME_PERSON" => Code::PermissionDenied,
            "ALREADY_NOMINATED"
            | "CERTIFICATE_TAKEN"
            | "CONTRACT_NAMED_BEFORE"
            | "EXPERT_ASSIGNED_BEFORE"
            | "FOLLOW_UP_REPORTED"
            | "MATCHING_RUNNING"
            | "ROUND_CODE_TAKEN"
            | "SLOT_TAKEN" => Code::AlreadyExists,
            // What is stored does not hold together: nothing the caller can mend.
            "RECORD_INCONSISTENT" => Code::Internal,
            _ => Code::FailedPrecondition,
        }
    }
}
