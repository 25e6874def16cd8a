//! Everything an RPC of this service can answer other than success.
use kezhuan_cases::Reasons;
use tonic::Code;

/// Under whose name the reasons of this service are unique.
pub const DOMAIN: &str = "agriculture.kezhuan";

/// One enum for the service.
pub type Error = kezhuan_cases::Error<AgricultureReasons>;

/// What is this service's own in how it says no.
#[derive(Debug)]
pub struct AgricultureReasons;

impl Reasons for AgricultureReasons {
    const DOMAIN: &'static str = DOMAIN;

    fn code(reason: &str) -> Code {
        match reason {
            "AMOUNT_NEGATIVE"
            | "AMOUNT_OVERFLOW"
            | "CRITERION_UNKNOWN"
            | "CROP_INVALID"
            | "DATE_OUT_OF_RANGE"
            | "EXPERTS_MISSING"
            | "FIELD_UNKNOWN"
            | "FIGURES_INVALID"
            | "FORM_INVALID"
            | "INDICATORS_INVALID"
            | "LEVEL_NOT_YOURS"
            | "NOT_IN_JIANGMEN"
            | "PLATE_NUMBER_MISSING"
            | "PROGRAMME_MISSING"
            | "REASON_MISSING"
            | "REFUSAL_CODE_INVALID"
            | "SCORE_OUT_OF_RANGE"
            | "SITE_AREA_DIFFERS"
            | "SITE_COORDINATE_INVALID"
            | "SITE_EMPTY"
            | "SITE_HOLE_OUTSIDE"
            | "SITE_OUTSIDE_BOUNDS"
            | "SITE_POLYGONS_OVERLAP"
            | "SITE_POSITION_INVALID"
            | "SITE_RINGS_OVERLAP"
            | "SITE_RING_CROSSES_ITSELF"
            | "SITE_RING_OPEN"
            | "SITE_RING_TOO_SHORT"
            | "SITE_TOO_LARGE"
            | "SITE_TOO_SMALL"
            | "SITE_TYPE_UNSUPPORTED"
            | "SITE_UNREADABLE"
            | "TITLE_MISSING"
            | "WINDOW_INVALID"
            | "YEAR_INVALID"
            | "YIELD_IMPLAUSIBLE" => Code::InvalidArgument,
            "EXPERT_CONFLICT"
            | "EXPERT_RECUSED"
            | "NOT_ASSIGNED"
            | "NOT_A_PARTY"
            | "NOT_BY_A_PERSON"
            | "NOT_BY_SERVICE"
            | "NOT_YOUR_STEP"
            | "OBJECTION_BY_SERVICE"
            | "OWN_ORGANISATION"
            | "ROLE_MISSING"
            | "SAME_PERSON" => Code::PermissionDenied,
            "ACHIEVEMENT_REPORTED"
            | "ASSESSED_BEFORE"
            | "CYCLE_REPORTED"
            | "EXPERT_ASSIGNED_BEFORE"
            | "OPINION_GIVEN"
            | "PLATE_NUMBER_TAKEN"
            | "REGION_APPROVED"
            | "TRAINING_RECORDED" => Code::AlreadyExists,
            // What is stored does not hold together: nothing the caller can mend.
            "RECORD_INCONSISTENT" => Code::Internal,
            _ => Code::FailedPrecondition,
        }
    }
}
