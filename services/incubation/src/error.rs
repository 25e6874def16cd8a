//! Everything an RPC of this service can answer other than success, and its one mapping to a status.
use kezhuan_law::CalendarMissing;
use kezhuan_law::money::AmountOverflow;
use kezhuan_rpc::Problem;
use kezhuan_scheduler::{Untaken, Why};
use tonic::{Code, Status};

use crate::domain::refused::Refused;

/// Under whose name the reasons of this service are unique.
pub const DOMAIN: &str = "incubation.kezhuan";

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
    #[error("a stored {0} can't be read")]
    Damaged(&'static str, #[source] serde_json::Error),
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

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        Error::Database(error.into())
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
            Error::Damaged(..) | Error::Internal(_) => {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_goes_out_with_its_reason_and_both_languages() {
        let refused = kezhuan_law::duty::reasoned(" ").unwrap_err();
        let status = Status::from(Error::from(refused));
        assert_eq!(status.code(), Code::InvalidArgument);
        let explained = kezhuan_rpc::Explanation::of(&status);
        assert_eq!(explained.reason, "REASON_MISSING");
        assert!(explained.zh.contains("理由") && explained.en.contains("reason"));
    }
}
