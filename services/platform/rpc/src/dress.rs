//! Statuses that did not come from a [`Problem`], the transport's own among them, get a reason and
//! both languages before they leave.
use tonic::{Code, Status};

use crate::{Explanation, Problem};

/// The status to send instead, when `status` does not say why in both languages.
pub(crate) fn dressed(status: &Status) -> Option<Status> {
    if status.code() == Code::Ok {
        return None;
    }
    let said = Explanation::of(status);
    let whole = said.error_infos == 1
        && !said.reason.is_empty()
        && !said.zh.is_empty()
        && !said.en.is_empty();
    if whole {
        return None;
    }
    Some(match cause(status) {
        Some(problem) => problem.into(),
        None => spoken(status, said).into(),
    })
}

/// What the transport itself refuses, told from its messages: it has no other mark.
fn cause(status: &Status) -> Option<Problem> {
    let text = status.message();
    let of = |code, reason| Problem::new(code, reason, "rpc.kezhuan");
    match status.code() {
        Code::OutOfRange if text.contains("message length too large") => Some(too_large()),
        Code::ResourceExhausted if text.contains("decompressing") => Some(too_large()),
        Code::Unimplemented => Some(method_unknown()),
        Code::Internal if is_unreadable(text) => Some(
            of(Code::InvalidArgument, "MALFORMED_MESSAGE")
                .zh("请求消息无法解析，请核对接口定义")
                .en("the request message can't be decoded: check it against the interface")
                .meta("cause", text),
        ),
        Code::Cancelled => Some(
            of(Code::Cancelled, "CANCELLED")
                .zh("请求已被取消；结果未知，请用同一 request_id 重试")
                .en("the call was cancelled; the outcome is unknown: retry with the same request_id"),
        ),
        _ => None,
    }
}

fn is_unreadable(text: &str) -> bool {
    [
        "failed to decode Protobuf",
        "Missing request message",
        "compression flag",
        "Unexpected EOF",
        "Error decompressing",
    ]
    .iter()
    .any(|mark| text.contains(mark))
}

/// Keeps what the status says; only a failure inside the service keeps its cause to itself.
fn spoken(status: &Status, said: Explanation) -> Problem {
    let (reason, zh) = by_code(status.code());
    let inside = matches!(
        status.code(),
        Code::Internal | Code::Unknown | Code::DataLoss
    );
    let en = if inside || status.message().is_empty() {
        if inside {
            tracing::error!(cause = status.message(), "a bare failure left a handler");
        }
        status.code().description()
    } else {
        status.message()
    };
    let or = |own: String, given: &str| {
        if own.is_empty() {
            given.to_owned()
        } else {
            own
        }
    };
    let mut problem = Problem::new(
        status.code(),
        or(said.reason, reason),
        or(said.domain, "rpc.kezhuan"),
    )
    .zh(or(said.zh, zh))
    .en(or(said.en, en));
    for (key, value) in said.metadata {
        problem = problem.meta(key, value);
    }
    for field in said.fields {
        problem = problem.field(field.path, field.reason, field.zh, field.en);
    }
    problem
}

fn by_code(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::Ok => ("OK", "成功"),
        Code::Cancelled => ("CANCELLED", "请求已被取消"),
        Code::Unknown => ("UNKNOWN", "未知错误"),
        Code::InvalidArgument => ("INVALID_ARGUMENT", "请求内容有误"),
        Code::DeadlineExceeded => (
            "DEADLINE_EXCEEDED",
            "请求超时；结果未知，请用同一 request_id 重试",
        ),
        Code::NotFound => ("NOT_FOUND", "未找到所请求的内容"),
        Code::AlreadyExists => ("ALREADY_EXISTS", "该内容已存在"),
        Code::PermissionDenied => ("PERMISSION_DENIED", "没有权限"),
        Code::ResourceExhausted => ("RESOURCE_EXHAUSTED", "资源已用尽，请稍后重试"),
        Code::FailedPrecondition => ("FAILED_PRECONDITION", "当前状态不允许此操作"),
        Code::Aborted => ("ABORTED", "操作已中止，请重试"),
        Code::OutOfRange => ("OUT_OF_RANGE", "超出范围"),
        Code::Unimplemented => ("METHOD_UNKNOWN", "没有这个接口"),
        Code::Internal => ("INTERNAL", "服务内部错误，请稍后重试"),
        Code::Unavailable => ("UNAVAILABLE", "服务暂时不可用，请稍后重试"),
        Code::DataLoss => ("DATA_LOSS", "数据丢失"),
        Code::Unauthenticated => ("UNAUTHENTICATED", "身份未通过验证"),
    }
}

/// One message is over the cap.
pub(crate) fn too_large() -> Problem {
    Problem::new(Code::ResourceExhausted, "MESSAGE_TOO_LARGE", "rpc.kezhuan")
        .zh("请求消息过大，请拆分后再发送；附件请用上传接口分块发送")
        .en("the request message is too large: split it, and stream documents through the upload call")
}

/// Nobody serves the path.
pub(crate) fn method_unknown() -> Problem {
    Problem::new(Code::Unimplemented, "METHOD_UNKNOWN", "rpc.kezhuan")
        .zh("没有这个接口，请核对服务名和方法名")
        .en("there is no such method: check the service and method name")
}

/// The time of the client, or of the server, is over.
pub(crate) fn deadline_exceeded() -> Problem {
    Problem::new(Code::DeadlineExceeded, "DEADLINE_EXCEEDED", "rpc.kezhuan")
        .zh("请求超时；结果未知，请用同一 request_id 重试")
        .en("the deadline passed; the outcome is unknown: retry with the same request_id")
}

/// Every place of the server is taken.
pub(crate) fn overloaded(limit: &'static str, max: usize) -> Problem {
    Problem::new(Code::ResourceExhausted, "OVERLOADED", "rpc.kezhuan")
        .meta("limit", limit)
        .meta("max", max)
        .zh("当前请求过多，请稍后用同一 request_id 重试")
        .en("too many requests at once: retry later with the same request_id")
}

/// The server is about to leave.
pub(crate) fn stopping() -> Problem {
    Problem::new(Code::Unavailable, "STOPPING", "rpc.kezhuan")
        .zh("服务正在停止，请重新连接")
        .en("the server is stopping: connect again")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(status: &Status) -> (Code, String) {
        let dressed = dressed(status).unwrap();
        let said = Explanation::of(&dressed);
        assert!(
            said.error_infos == 1 && !said.zh.is_empty() && !said.en.is_empty(),
            "{said:?}"
        );
        (dressed.code(), said.reason)
    }

    #[test]
    fn what_the_transport_says_gets_a_reason() {
        let large = Status::out_of_range("Error, decoded message length too large: found 9 bytes");
        assert_eq!(
            reason(&large),
            (Code::ResourceExhausted, "MESSAGE_TOO_LARGE".into())
        );
        let bad = Status::internal("failed to decode Protobuf message: A.b: invalid varint");
        assert_eq!(
            reason(&bad),
            (Code::InvalidArgument, "MALFORMED_MESSAGE".into())
        );
        assert_eq!(
            reason(&Status::unimplemented("")),
            (Code::Unimplemented, "METHOD_UNKNOWN".into())
        );
        assert_eq!(
            reason(&Status::not_found("service not registered")),
            (Code::NotFound, "NOT_FOUND".into())
        );
    }

    #[test]
    fn a_failure_inside_keeps_its_cause_to_itself() {
        let sent = dressed(&Status::internal("relation \"contract\" does not exist")).unwrap();
        assert!(!format!("{sent:?}").contains("relation"));
    }

    #[test]
    fn a_problem_leaves_as_it_is() {
        assert!(dressed(&overloaded("requests_in_flight_max", 1).into()).is_none());
        assert!(dressed(&Status::ok("")).is_none());
    }

    #[test]
    fn two_reasons_become_one() {
        use tonic_types::{ErrorDetail, ErrorInfo, StatusExt};
        let info = |reason: &str| {
            ErrorDetail::from(ErrorInfo::new(
                reason,
                "x",
                std::collections::HashMap::new(),
            ))
        };
        let status = Status::with_error_details_vec(
            Code::Aborted,
            "no",
            vec![info("FIRST"), info("SECOND")],
        );
        assert_eq!(reason(&status), (Code::Aborted, "FIRST".into()));
    }
}
