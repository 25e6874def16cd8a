//! Everything an RPC of this service can answer other than success, and its one mapping to a status.
use kezhuan_law::CalendarMissing;
use kezhuan_law::money::AmountOverflow;
use kezhuan_rpc::Problem;
use kezhuan_scheduler::{Untaken, Why};
use tonic::{Code, Status};

use crate::domain::notice;
use crate::domain::refused::Refused;

/// Under whose name the reasons of this service are unique.
pub const DOMAIN: &str = "agriculture.kezhuan";

/// One enum for the service.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain says no.
    #[error(transparent)]
    Refused(Box<Refused>),
    /// It isn't there, or row security hides it.
    #[error("there is no {en} {name}, or the caller may not see it")]
    NotFound {
        zh: &'static str,
        en: &'static str,
        name: String,
    },
    /// The request breaks the shape of the interface.
    #[error("the request breaks the shape of the interface")]
    Problem(Box<Problem>),
    #[error(transparent)]
    Database(#[from] kezhuan_database::Error),
    /// Another service is away or busy: nothing is wrong with what was asked.
    #[error(transparent)]
    Away(anyhow::Error),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

impl Error {
    /// One field of a request is wrong.
    pub fn field(
        path: &str,
        reason: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Error {
        Problem::of_field(DOMAIN, path, reason, zh, en).into()
    }

    /// Whether it says nothing about what was asked: trying again later may help.
    pub fn is_passing(&self) -> bool {
        match self {
            Error::Away(_) => true,
            Error::Database(error) => error.is_passing(),
            _ => false,
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Error {
        Error::Refused(Box::new(refused))
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Error {
        Error::Problem(Box::new(problem))
    }
}

impl From<CalendarMissing> for Error {
    fn from(missing: CalendarMissing) -> Error {
        Refused::from(missing).into()
    }
}

impl From<AmountOverflow> for Error {
    fn from(overflow: AmountOverflow) -> Error {
        Refused::from(overflow).into()
    }
}

impl From<notice::Refusal> for Error {
    fn from(refusal: notice::Refusal) -> Error {
        Refused::from(refusal).into()
    }
}

impl Untaken for Error {
    fn why(&self) -> Why {
        match self {
            Error::Refused(refused) if refused.reason != "CALENDAR_MISSING" => Why::NotDue,
            Error::Problem(problem) if problem.code() == Code::Aborted => Why::Faster,
            error if error.is_passing() => Why::Passing,
            _ => Why::Failed,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        Error::Database(error.into())
    }
}

/// So that what this service says inside a claim on a grant goes out as it stands. What the database says stays apart: its door
/// looks for deadlocks in it.
impl From<Error> for kezhuan_grants::Error {
    fn from(error: Error) -> kezhuan_grants::Error {
        match error {
            Error::Database(error) => error.into(),
            other => Status::from(other).into(),
        }
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Status {
        match error {
            Error::Refused(refused) => {
                Problem::of_refusal(DOMAIN, code(refused.reason), *refused).into()
            }
            Error::Problem(problem) => (*problem).into(),
            Error::Database(error) => error.into(),
            Error::NotFound { zh, en, name } => Problem::not_found(DOMAIN, zh, en, &name).into(),
            Error::Away(error) => {
                tracing::warn!(error = ?error, "another service is away");
                Problem::new(Code::Unavailable, "RULES_SERVICE_AWAY", DOMAIN)
                    .zh("规则服务暂时无法连接，请稍后重试")
                    .en("the rules service can't be reached now: try again later")
                    .into()
            }
            Error::Internal(_) => {
                tracing::error!(error = ?error, "a request failed inside the service");
                Problem::new(Code::Internal, "INTERNAL", DOMAIN)
                    .zh("内部错误，请稍后重试或联系运维")
                    .en("internal error: try again later, or tell the operators")
                    .into()
            }
        }
    }
}

/// Who asks, what was asked, or when it was asked: each has its code.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::duty;

    #[test]
    fn a_refusal_goes_out_with_its_reason_and_both_languages() {
        let refused = duty::reasoned(" ").unwrap_err();
        let status = Status::from(Error::from(refused));
        assert_eq!(status.code(), Code::InvalidArgument);
        let explained = kezhuan_rpc::Explanation::of(&status);
        assert_eq!(explained.reason, "REASON_MISSING");
        assert!(!explained.zh.is_empty() && !explained.en.is_empty());
    }
}
