//! Everything an RPC of grants can answer other than success, and its one mapping to a status.
use kezhuan_adoption::ServiceError;
use kezhuan_cases::Reasons;
use kezhuan_law::money::AmountOverflow;
use kezhuan_law::refused::Refused;
use kezhuan_law::{CalendarMissing, notice};
use kezhuan_rpc::Problem;
use tonic::{Code, Status};

/// One enum for the crate, and for what the service answers it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The domain says no.
    #[error(transparent)]
    Refused(Box<Refused>),
    /// The request breaks the shape of the interface, or names what isn't there.
    #[error("the request breaks the shape of the interface")]
    Problem(Box<Problem>),
    #[error(transparent)]
    Database(#[from] kezhuan_database::Error),
    /// The service's own answer.
    #[error(transparent)]
    Said(Box<Status>),
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
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

impl From<Status> for Error {
    fn from(status: Status) -> Error {
        Error::Said(Box::new(status))
    }
}

/// So that what a service says inside a claim on a grant goes out as it stands. What the database says stays apart: its door
/// looks for deadlocks in it.
impl<R: Reasons> From<kezhuan_cases::Error<R>> for Error {
    fn from(error: kezhuan_cases::Error<R>) -> Error {
        match error {
            kezhuan_cases::Error::Database(error) => error.into(),
            other => Status::from(other).into(),
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        Error::Database(error.into())
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

impl Error {
    /// What goes out; reasons are unique under `domain`.
    pub(crate) fn status(self, domain: &'static str) -> Status {
        match self {
            Error::Refused(refused) => {
                Problem::of_refusal(domain, code(refused.reason), *refused).into()
            }
            Error::Problem(problem) => (*problem).into(),
            Error::Database(error) => error.into(),
            Error::Said(status) => *status,
            Error::Internal(_) => {
                tracing::error!(error = ?self, "a request failed inside the service");
                Problem::new(Code::Internal, "INTERNAL", domain)
                    .zh("内部错误，请稍后重试或联系运维")
                    .en("internal error: try again later, or tell the operators")
                    .into()
            }
        }
    }

    /// The same as an error of the service.
    pub(crate) fn of_service<E: ServiceError>(self, domain: &'static str) -> E {
        match self {
            Error::Refused(refused) => {
                Problem::of_refusal(domain, code(refused.reason), *refused).into()
            }
            Error::Problem(problem) => (*problem).into(),
            Error::Database(error) => error.into(),
            Error::Said(status) => anyhow::Error::from(*status).into(),
            Error::Internal(error) => error.into(),
        }
    }
}

/// Who asks, what was asked, or when it was asked: each has its code. Of what services refuse by themselves, what is about the
/// fields of a request is known here too.
fn code(reason: &str) -> Code {
    match reason {
        "AMOUNT_OVERFLOW"
        | "APPROPRIATION_NEGATIVE"
        | "COMMITMENT_INVALID"
        | "NEGATIVE_AMOUNT"
        | "OCCASION_UNKNOWN"
        | "PAYEE_NOT_A_PARTY"
        | "PERIOD_INVALID"
        | "PERIOD_MISSING"
        | "REASON_MISSING"
        | "RECOVERY_OUT_OF_RANGE"
        | "REFUSAL_CODE_INVALID" => Code::InvalidArgument,
        "NOT_BY_A_PERSON"
        | "NOT_THE_DECIDING_TENANT"
        | "NOT_YOUR_STEP"
        | "OBJECTION_BY_SERVICE"
        | "OWN_ORGANISATION"
        | "ROLE_MISSING"
        | "SAME_PERSON" => Code::PermissionDenied,
        "ALREADY_CLAIMED" => Code::AlreadyExists,
        // What the service itself brought: nothing the caller can mend.
        "FACTS_INVALID" => Code::Internal,
        _ => Code::FailedPrecondition,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_goes_out_under_the_name_of_the_service_that_serves() {
        let refused = Refused::new("SAME_PERSON", "须由另一人办理", "another person");
        let status = Error::from(refused).status("incubator.test");
        assert_eq!(status.code(), Code::PermissionDenied);
        let explained = kezhuan_rpc::Explanation::of(&status);
        assert_eq!(explained.reason, "SAME_PERSON");
        assert!(explained.zh.contains("另一人") && explained.en.contains("another"));
    }
}
