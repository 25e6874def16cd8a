//! What the doors can answer other than success, and its only mapping to a gRPC status.
use kezhuan_rpc::Problem;
use tonic::{Code, Status};
use uuid::Uuid;

/// Under whose name the reasons of the doors are unique, whichever service they stand in.
const DOMAIN: &str = "database.kezhuan";

/// A failure of the database, or of the way to it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the database does not answer")]
    Unavailable(#[source] sqlx::Error),
    #[error("database error")] // the cause is logged, never sent
    Sqlx(#[source] sqlx::Error),
    #[error("this and another write waited for each other; try again with the same request id")]
    Deadlock(#[source] sqlx::Error),
    #[error("another write holds what this one needs; try again later with the same request id")]
    Held(#[source] sqlx::Error),
    #[error("the commit was sent and never answered")]
    CommitUnknown(#[source] sqlx::Error),
    #[error("the caller's {field} {value:?} has characters outside its alphabet")]
    Scope { field: &'static str, value: String },
    #[error("{0:?} is not a request id; it must be a UUID")]
    RequestIdInvalid(String),
    #[error("request id {0} was used for another request")]
    RequestIdReused(Uuid),
    #[error(
        "number {0} was used for an instruction with another body; compare the two, then take a new number"
    )]
    NumberReused(String),
    #[error("request id {0} is still being worked on")]
    RequestInProgress(Uuid),
    #[error("this request was refused before")]
    RefusedBefore(Status),
    #[error("too many writes are waiting")]
    Overloaded,
    #[error("a write ended in a panic")]
    Panicked,
    #[error("a statement wrote {written} of {expected} rows")]
    Count { written: i64, expected: i64 },
    #[error("{0:?} cannot name a database or a role")]
    Name(String),
    #[error("a migration failed")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("the frontier of tree head {0} does not fit its size")]
    Frontier(i64),
    #[error("the sealed log is broken at leaf {0}; `kezhuan audit` names what was altered")]
    LogBroken(u64),
    #[error(
        "a text has a character that can't be stored or looked for, such as U+0000: remove it; a write then takes a new request id"
    )]
    Text(#[source] sqlx::Error),
    #[error("a stored answer cannot be decoded")]
    Answer(#[from] prost::DecodeError),
}

impl Error {
    /// Whether Postgres is away or busy: nothing is wrong with what was asked of it.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Error::Unavailable(_)
                | Error::CommitUnknown(_)
                | Error::Deadlock(_)
                | Error::Held(_)
                | Error::Overloaded
        )
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if unreachable(&error) {
            Error::Unavailable(error)
        } else if is_deadlock(&error) {
            Error::Deadlock(error)
        } else if is_held(&error) {
            Error::Held(error)
        } else if unstorable(&error) {
            Error::Text(error)
        } else {
            Error::Sqlx(error)
        }
    }
}

/// Whether Postgres ended this transaction so that the others of a circle could go on.
fn is_deadlock(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|cause| cause.code());
    code.is_some_and(|code| code == "40P01")
}

/// Whether a row was held by another for longer than `lock_ms_max`. It is not run again: it has waited long enough.
fn is_held(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|cause| cause.code());
    code.is_some_and(|code| code == "55P03")
}

/// Whether that is what an answer of a body stands on, whatever the service wrapped it in.
pub(crate) fn stands_on_deadlock(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref::<sqlx::Error>().is_some_and(is_deadlock) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Whether Postgres could not take a text: it has no U+0000, in a text as little as in JSON.
fn unstorable(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(cause) = error else {
        return false;
    };
    cause
        .code()
        .is_some_and(|code| matches!(&*code, "22021" | "22P05"))
}

/// Whether Postgres was not there to answer: gone, starting, stopping, or out of connections.
pub(crate) fn unreachable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Tls(_) => true,
        sqlx::Error::Database(cause) => cause.code().is_some_and(|code| {
            matches!(&*code, "57P01" | "57P02" | "57P03" | "53300") || code.starts_with("08")
        }),
        _ => false,
    }
}

impl From<Error> for Status {
    fn from(error: Error) -> Status {
        let (code, reason, zh) = match &error {
            Error::RefusedBefore(status) => return status.clone(),
            Error::Unavailable(_) | Error::CommitUnknown(_) => (
                Code::Unavailable,
                "DATABASE_UNAVAILABLE",
                "数据库暂时不可用，请用同一请求号重试",
            ),
            Error::Deadlock(_) => (
                Code::Aborted,
                "WRITES_CROSSED",
                "与其他操作相互等待，请用同一请求号重试",
            ),
            Error::Held(_) => (
                Code::Aborted,
                "HELD_BY_ANOTHER",
                "所需记录正被其他操作占用，请稍后用同一请求号重试",
            ),
            Error::Overloaded => (
                Code::ResourceExhausted,
                "TOO_MANY_WRITES",
                "系统繁忙，请稍后重试",
            ),
            Error::RequestIdInvalid(_) => (
                Code::InvalidArgument,
                "REQUEST_ID_INVALID",
                "请求号必须是 UUID",
            ),
            Error::RequestIdReused(_) => (
                Code::InvalidArgument,
                "REQUEST_ID_REUSED",
                "该请求号已用于另一请求",
            ),
            Error::NumberReused(_) => (
                Code::AlreadyExists,
                "IDEMPOTENCY_CONFLICT",
                "该业务流水号已用于内容不同的指令，请核对后换用新的流水号",
            ),
            Error::RequestInProgress(_) => (
                Code::Aborted,
                "REQUEST_IN_PROGRESS",
                "该请求正在处理，请稍后重试",
            ),
            Error::Text(_) => (
                Code::InvalidArgument,
                "TEXT_INVALID",
                "文本含有不能保存或查询的字符（如 U+0000），请删除后重试；写入类请求须换用新的请求号",
            ),
            Error::Scope { .. } => (Code::PermissionDenied, "CALLER_UNUSABLE", "调用者身份无效"),
            Error::Sqlx(_)
            | Error::Panicked
            | Error::Count { .. }
            | Error::Name(_)
            | Error::Migrate(_)
            | Error::Frontier(_)
            | Error::LogBroken(_)
            | Error::Answer(_) => (Code::Internal, "INTERNAL", "内部错误"),
        };
        if matches!(code, Code::Internal | Code::Unavailable) {
            tracing::error!(error = ?error, reason, "the database could not serve a request");
        }
        let problem = Problem::new(code, reason, DOMAIN)
            .zh(zh)
            .en(error.to_string());
        match field_of(&error) {
            Some(field) => problem.field(field, reason, zh, error.to_string()).into(),
            None => problem.into(),
        }
    }
}

/// The field of the request that is wrong, where it is one.
fn field_of(error: &Error) -> Option<&'static str> {
    match error {
        Error::RequestIdInvalid(_) | Error::RequestIdReused(_) => Some("request_id"),
        Error::NumberReused(_) => Some("biz_no"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use kezhuan_rpc::Explanation;

    use super::*;

    #[test]
    fn a_reason_of_the_doors_is_said_in_their_own_name() {
        for error in [
            Error::Overloaded,
            Error::RequestIdInvalid("1".to_owned()),
            Error::Unavailable(sqlx::Error::PoolTimedOut),
        ] {
            let told = Explanation::of(&Status::from(error));
            assert_eq!((told.domain.as_str(), told.error_infos), (DOMAIN, 1));
        }
    }
}
