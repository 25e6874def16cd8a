//! Everything an RPC of a service with cases can answer other than success, and its one mapping to a status.
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use kezhuan_adoption::ServiceError;
use kezhuan_law::money::AmountOverflow;
use kezhuan_law::refused::Refused;
use kezhuan_law::{CalendarMissing, notice};
use kezhuan_rpc::Problem;
use kezhuan_scheduler::{Untaken, Why};
use tonic::{Code, Status};

/// What is a service's own in how it says no.
pub trait Reasons: fmt::Debug + Send + Sync + 'static {
    /// Under whose name its reasons are unique.
    const DOMAIN: &'static str;

    /// Who asks, what was asked, or when it was asked: each reason of the domain has its code.
    fn code(reason: &str) -> Code;
}

/// A refusal of the domain of the service whose reasons `R` are.
pub struct Refusal<R> {
    refused: Refused,
    of: PhantomData<fn() -> R>,
}

impl<R> Refusal<R> {
    /// The refusal as the domain said it.
    pub fn into_refused(self) -> Refused {
        self.refused
    }
}

impl<R> Deref for Refusal<R> {
    type Target = Refused;

    fn deref(&self) -> &Refused {
        &self.refused
    }
}

impl<R> fmt::Debug for Refusal<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.refused.fmt(f)
    }
}

impl<R> fmt::Display for Refusal<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.refused, f)
    }
}

impl<R> std::error::Error for Refusal<R> {}

/// One enum for every service with cases.
#[derive(Debug, thiserror::Error)]
pub enum Error<R: Reasons> {
    /// The domain says no.
    #[error(transparent)]
    Refused(Box<Refusal<R>>),
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

impl<R: Reasons> Error<R> {
    /// One field of a request is wrong.
    pub fn field(
        path: &str,
        reason: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Error<R> {
        Problem::of_field(R::DOMAIN, path, reason, zh, en).into()
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

impl<R: Reasons> From<Refused> for Error<R> {
    fn from(refused: Refused) -> Error<R> {
        Error::Refused(Box::new(Refusal {
            refused,
            of: PhantomData,
        }))
    }
}

impl<R: Reasons> From<Problem> for Error<R> {
    fn from(problem: Problem) -> Error<R> {
        Error::Problem(Box::new(problem))
    }
}

impl<R: Reasons> From<CalendarMissing> for Error<R> {
    fn from(missing: CalendarMissing) -> Error<R> {
        Refused::from(missing).into()
    }
}

impl<R: Reasons> From<AmountOverflow> for Error<R> {
    fn from(overflow: AmountOverflow) -> Error<R> {
        Refused::from(overflow).into()
    }
}

impl<R: Reasons> From<notice::Refusal> for Error<R> {
    fn from(refusal: notice::Refusal) -> Error<R> {
        Refused::from(refusal).into()
    }
}

impl<R: Reasons> From<sqlx::Error> for Error<R> {
    fn from(error: sqlx::Error) -> Error<R> {
        Error::Database(error.into())
    }
}

impl<R: Reasons> Untaken for Error<R> {
    fn why(&self) -> Why {
        match self {
            // A calendar that was not loaded is the operators' to mend.
            Error::Refused(refused) if refused.reason != "CALENDAR_MISSING" => Why::NotDue,
            Error::Problem(problem) if problem.code() == Code::Aborted => Why::Faster,
            error if error.is_passing() => Why::Passing,
            _ => Why::Failed,
        }
    }
}

impl<R: Reasons> ServiceError for Error<R> {
    fn away(cause: anyhow::Error) -> Error<R> {
        Error::Away(cause)
    }

    fn is_passing(&self) -> bool {
        Error::is_passing(self)
    }
}

impl<R: Reasons> From<Error<R>> for Status {
    fn from(error: Error<R>) -> Status {
        match error {
            Error::Refused(refused) => {
                let code = R::code(refused.reason);
                Problem::of_refusal(R::DOMAIN, code, refused.into_refused()).into()
            }
            Error::Problem(problem) => (*problem).into(),
            Error::Database(error) => error.into(),
            Error::NotFound { zh, en, name } => Problem::not_found(R::DOMAIN, zh, en, &name).into(),
            Error::Away(error) => {
                tracing::warn!(error = ?error, "another service is away");
                Problem::new(Code::Unavailable, "RULES_SERVICE_AWAY", R::DOMAIN)
                    .zh("规则服务暂时无法连接，请稍后重试")
                    .en("the rules service can't be reached now: try again later")
                    .into()
            }
            Error::Damaged(..) | Error::Internal(_) => {
                tracing::error!(error = ?error, "a request failed inside the service");
                Problem::new(Code::Internal, "INTERNAL", R::DOMAIN)
                    .zh("内部错误，请稍后重试或联系运维")
                    .en("internal error: try again later, or tell the operators")
                    .into()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct OfTest;

    impl Reasons for OfTest {
        const DOMAIN: &'static str = "test.kezhuan";

        fn code(reason: &str) -> Code {
            match reason {
                "REASON_MISSING" => Code::InvalidArgument,
                _ => Code::FailedPrecondition,
            }
        }
    }

    #[test]
    fn a_refusal_goes_out_with_its_reason_and_both_languages() {
        let refused = kezhuan_law::duty::reasoned("note", " ").unwrap_err();
        let status = Status::from(Error::<OfTest>::from(refused));
        assert_eq!(status.code(), Code::InvalidArgument);
        let explained = kezhuan_rpc::Explanation::of(&status);
        assert_eq!(explained.reason, "REASON_MISSING");
        assert!(!explained.zh.is_empty() && !explained.en.is_empty());
    }

    #[test]
    fn what_is_damaged_or_fails_inside_says_nothing_of_its_cause() {
        let cause = serde_json::from_str::<i64>("x").unwrap_err();
        for error in [
            Error::<OfTest>::Damaged("base", cause),
            anyhow::anyhow!("the disk of host 7").into(),
        ] {
            let status = Status::from(error);
            assert_eq!(status.code(), Code::Internal);
            assert!(!status.message().contains("host 7"));
        }
    }
}
