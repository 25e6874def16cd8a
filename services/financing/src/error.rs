//! Everything an RPC of this service can answer other than success.
use kezhuan_cases::Reasons;
use tonic::Code;

/// Under whose name the reasons of this service are unique.
pub const DOMAIN: &str = "financing.kezhuan";

/// One enum for the service.
pub type Error = kezhuan_cases::Error<FinancingReasons>;

/// What is this service's own in how it says no.
#[derive(Debug)]
pub struct FinancingReasons;

impl Reasons for FinancingReasons {
    const DOMAIN: &'static str = DOMAIN;

    fn code(reason: &str) -> Code {
        match reason {
            "AMOUNT_NOT_POSITIVE"
            | "AMOUNT_NEGATIVE"
            | "AMOUNT_OVERFLOW"
            | "ASSETS_INVALID"
            | "BIZ_NO_INVALID"
            | "BIZ_NO_NOT_A_BANKS"
            | "COMMITMENT_INVALID"
            | "CONSENT_ENDS_IN_PAST"
            | "FACT_INCOMPLETE"
            | "FILE_AMOUNT_INVALID"
            | "FILE_COLUMNS_UNKNOWN"
            | "FILE_FIELDS_WRONG"
            | "FILE_NOT_UTF8"
            | "FILE_STATUS_UNKNOWN"
            | "FILE_TOO_LARGE"
            | "LEGAL_ACTION_IN_FUTURE"
            | "NOT_IN_JIANGMEN"
            | "NUMBER_INVALID"
            | "NUMBER_OF_ANOTHER_KIND"
            | "PAID_ON_INVALID"
            | "PARTIES_INVALID"
            | "PURPOSE_MISSING"
            | "REASON_MISSING"
            | "REFUSAL_CODE_INVALID"
            | "SCHEDULE_INVALID"
            | "SECURITY_MISMATCH"
            | "SHARES_NOT_10000"
            | "SHARES_UNUSABLE"
            | "TRAILER_INVALID"
            | "TRAILER_MISMATCH"
            | "TRAILER_MISSING"
            | "TRAILER_NOT_LAST"
            | "VALUED_IN_FUTURE"
            | "VALUES_INCOMPLETE"
            | "VIOLATION_IN_FUTURE" => Code::InvalidArgument,
            "ROLE_MISSING"
            | "NOT_A_PARTY"
            | "NOT_BY_A_PERSON"
            | "NOT_YOUR_STEP"
            | "OBJECTION_BY_SERVICE"
            | "OWN_ORGANISATION"
            | "SAME_PERSON" => Code::PermissionDenied,
            "ALREADY_CLAIMED"
            | "ASSET_KNOWN"
            | "BATCH_OPENED_BEFORE"
            | "BIZ_NO_USED"
            | "DOCUMENT_USED"
            | "IDEMPOTENCY_CONFLICT"
            | "LOAN_MADE_BEFORE" => Code::AlreadyExists,
            "TICKET_UNKNOWN" => Code::NotFound,
            // What is stored does not hold together: nothing the caller can mend.
            "BOOKS_UNBALANCED" | "ENTRY_NOT_POSITIVE" | "RECORD_INCONSISTENT" | "UNBALANCED" => {
                Code::Internal
            }
            _ => Code::FailedPrecondition,
        }
    }
}
