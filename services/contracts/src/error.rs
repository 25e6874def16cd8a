//! Everything an RPC of this service can answer other than success.
use kezhuan_cases::Reasons;
use tonic::Code;

/// Under whose name the reasons of this service are unique.
pub const DOMAIN: &str = "contracts.kezhuan";

/// One enum for the service.
pub type Error = kezhuan_cases::Error<ContractsReasons>;

/// What is this service's own in how it says no.
#[derive(Debug)]
pub struct ContractsReasons;

impl Reasons for ContractsReasons {
    const DOMAIN: &'static str = DOMAIN;

    fn code(reason: &str) -> Code {
        match reason {
            "FORM_INVALID"
            | "REASON_MISSING"
            | "NEGATIVE_AMOUNT"
            | "NATIONAL_NUMBER_MISSING"
            | "TOTAL_INVALID"
            | "REFUSAL_CODE_INVALID"
            | "PAPER_NUMBER_INVALID"
            | "AMOUNT_OVERFLOW" => Code::InvalidArgument,
            "ROLE_MISSING"
            | "NOT_THE_DECIDING_TENANT"
            | "NOT_THE_PAYING_TENANT"
            | "OWN_ORGANISATION"
            | "SELF_REVIEW"
            | "SAME_REVIEWER"
            | "NOT_THE_APPLICANT"
            | "NOT_A_PARTY"
            | "CHECKER_IS_COMPUTER"
            | "PAYER_IS_APPROVER"
            | "RESOLVER_IS_OBJECTOR"
            | "OBJECTION_BY_SERVICE"
            | "NOT_BY_A_PERSON" => Code::PermissionDenied,
            "ALREADY_CLAIMED"
            | "PAPER_FILED_BEFORE"
            | "DUPLICATE_REGISTRATION"
            | "RECEIPT_FILED_BEFORE" => Code::AlreadyExists,
            _ => Code::FailedPrecondition,
        }
    }
}
