//! The one error shape (AIP-193): a stable reason, fields, and texts in Chinese and English.
use std::borrow::Cow;
use std::collections::HashMap;

use tonic::{Code, Status};
use tonic_types::{
    BadRequest, ErrorDetail, ErrorInfo, FieldViolation, LocalizedMessage, StatusExt,
};

/// An error on its way to the person who gets it.
#[derive(Clone, Debug)]
pub struct Problem {
    code: Code,
    reason: Cow<'static, str>,
    domain: Cow<'static, str>,
    zh: String,
    en: String,
    fields: Vec<FieldViolation>,
    metadata: HashMap<String, String>,
}

impl Problem {
    /// `reason` is UPPER_SNAKE and never reworded; `domain` such as `contracts.kezhuan`.
    pub fn new(
        code: Code,
        reason: impl Into<Cow<'static, str>>,
        domain: impl Into<Cow<'static, str>>,
    ) -> Problem {
        Problem {
            code,
            reason: reason.into(),
            domain: domain.into(),
            zh: String::new(),
            en: String::new(),
            fields: Vec::new(),
            metadata: HashMap::new(),
        }
    }

    /// What was wrong and what to do, in Chinese.
    pub fn zh(mut self, text: impl Into<String>) -> Problem {
        self.zh = text.into();
        self
    }

    /// The same in English; also the status message.
    pub fn en(mut self, text: impl Into<String>) -> Problem {
        self.en = text.into();
        self
    }

    /// One field that is wrong; may be called for each.
    pub fn field(
        mut self,
        path: impl Into<String>,
        reason: impl Into<String>,
        zh: &str,
        en: &str,
    ) -> Problem {
        let reason = reason.into();
        let mut violation = FieldViolation::new(path, format!("{en} / {zh}"));
        violation.reason = reason;
        violation.localized_message = Some(LocalizedMessage::new("zh-CN", zh));
        self.fields.push(violation);
        self
    }

    /// A fact for machines: a state, an identifier, a limit.
    pub fn meta(mut self, key: impl Into<String>, value: impl Into<String>) -> Problem {
        self.metadata.insert(key.into(), value.into());
        self
    }

    /// The stable reason.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl From<Problem> for Status {
    fn from(problem: Problem) -> Status {
        let mut details: Vec<ErrorDetail> = vec![
            ErrorInfo::new(problem.reason, problem.domain, problem.metadata).into(),
            LocalizedMessage::new("zh-CN", problem.zh).into(),
            LocalizedMessage::new("en", problem.en.clone()).into(),
        ];
        if !problem.fields.is_empty() {
            details.push(BadRequest::new(problem.fields).into());
        }
        Status::with_error_details_vec(problem.code, problem.en, details)
    }
}

/// Gives a status that names no reason (the transport's own) one, and texts in both languages.
pub(crate) fn dressed(bare: &Status) -> Status {
    let text = bare.message().to_owned();
    let too_large = text.contains("message length too large");
    let code = if too_large {
        Code::ResourceExhausted
    } else {
        bare.code()
    };
    let (reason, zh, en) = match code {
        Code::ResourceExhausted if too_large => (
            "MESSAGE_TOO_LARGE",
            "请求消息过大，请拆分后再发送；附件请用上传接口分块发送",
            "the request message is too large: split it, and stream documents through the upload call",
        ),
        Code::Unimplemented => (
            "METHOD_UNKNOWN",
            "没有这个接口，请核对服务名和方法名",
            "there is no such method: check the service and method name",
        ),
        Code::DeadlineExceeded | Code::Cancelled => (
            "DEADLINE_EXCEEDED",
            "请求超时或被取消；结果未知，请用同一 request_id 重试",
            "the deadline passed or the call was cancelled; the outcome is unknown: retry with the same request_id",
        ),
        Code::Internal if text.contains("decod") || text.contains("protobuf") => (
            "MALFORMED_MESSAGE",
            "请求消息无法解析",
            "the request message can't be decoded",
        ),
        Code::Unavailable => (
            "UNAVAILABLE",
            "服务暂时不可用，请稍后重试",
            "the service is not available now: retry later",
        ),
        _ => (
            "TRANSPORT",
            "请求未能处理",
            "the request could not be processed",
        ),
    };
    let problem = Problem::new(code, reason, "rpc.kezhuan").zh(zh);
    let problem = if text.is_empty() {
        problem.en(en)
    } else {
        problem.en(en).meta("cause", text)
    };
    problem.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_carries_one_reason_and_two_languages() {
        let status: Status =
            Problem::new(Code::InvalidArgument, "FORM_INVALID", "contracts.kezhuan")
                .zh("表单有误")
                .en("the form is wrong")
                .field(
                    "seller.credit_code",
                    "CHECK_DIGIT",
                    "校验位不符",
                    "the check character is wrong",
                )
                .into();
        let details = status.get_error_details_vec();
        let reasons: Vec<_> = details
            .iter()
            .filter(|detail| matches!(detail, ErrorDetail::ErrorInfo(_)))
            .collect();
        let texts: Vec<_> = details
            .iter()
            .filter(|detail| matches!(detail, ErrorDetail::LocalizedMessage(_)))
            .collect();
        assert_eq!((reasons.len(), texts.len()), (1, 2));
        assert_eq!(
            status.get_details_bad_request().unwrap().field_violations[0].field,
            "seller.credit_code"
        );
    }
}
