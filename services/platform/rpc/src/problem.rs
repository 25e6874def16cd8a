//! The one error shape (AIP-193): a stable reason, fields, and texts in Chinese and English.
use std::borrow::Cow;
use std::collections::HashMap;

use kezhuan_law::refused::Refused;
use tonic::{Code, Status};
use tonic_types::{
    BadRequest, ErrorDetail, ErrorInfo, FieldViolation, LocalizedMessage, StatusExt,
};

/// Clients refuse metadata beyond 8 KiB, and base64 makes these bytes a third longer.
const DETAIL_BYTES_MAX: usize = 5_000;

/// An error on its way to the person who gets it.
#[derive(Clone, Debug)]
pub struct Problem(Box<Said>);

/// Boxed, so that a `Result` with a problem stays small.
#[derive(Clone, Debug)]
struct Said {
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
        Problem(Box::new(Said {
            code,
            reason: reason.into(),
            domain: domain.into(),
            zh: String::new(),
            en: String::new(),
            fields: Vec::new(),
            metadata: HashMap::new(),
        }))
    }

    /// One field of a request is wrong, and nothing else.
    pub fn of_field(
        domain: impl Into<Cow<'static, str>>,
        path: &str,
        reason: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Problem {
        let (zh, en) = (zh.into(), en.into());
        Problem::new(Code::InvalidArgument, reason, domain)
            .zh(format!("{path}：{zh}"))
            .en(format!("{path}: {en}"))
            .field(path, reason, zh, en)
    }

    /// The domain says no; the code is the service's word.
    pub fn of_refusal(
        domain: impl Into<Cow<'static, str>>,
        code: Code,
        refused: Refused,
    ) -> Problem {
        let mut problem = Problem::new(code, refused.reason, domain)
            .zh(refused.text.zh)
            .en(refused.text.en);
        for field in refused.fields {
            problem = problem.field(field.field, field.reason, field.text.zh, field.text.en);
        }
        for (name, value) in refused.metadata {
            problem = problem.meta(name, value);
        }
        problem
    }

    /// It isn't there, or is not the caller's to see.
    pub fn not_found(
        domain: impl Into<Cow<'static, str>>,
        zh: &str,
        en: &str,
        name: &str,
    ) -> Problem {
        Problem::new(Code::NotFound, "NOT_FOUND", domain)
            .zh(format!("没有这个{zh}（{name}），或无权查看"))
            .en(format!("there is no {en} {name}, or you may not see it"))
            .meta("name", name)
    }

    /// What was wrong and what to do, in Chinese.
    pub fn zh(mut self, text: impl Into<String>) -> Problem {
        self.0.zh = text.into();
        self
    }

    /// The same in English; also the status message.
    pub fn en(mut self, text: impl Into<String>) -> Problem {
        self.0.en = text.into();
        self
    }

    /// One field that is wrong; may be called for each.
    pub fn field(
        mut self,
        path: impl Into<String>,
        reason: impl Into<String>,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Problem {
        let mut violation = FieldViolation::new(path, en);
        violation.reason = reason.into();
        violation.localized_message = Some(LocalizedMessage::new("zh-CN", zh));
        self.0.fields.push(violation);
        self
    }

    /// A fact for machines: a state, an identifier, a limit.
    pub fn meta(mut self, key: impl Into<String>, value: impl ToString) -> Problem {
        self.0.metadata.insert(key.into(), value.to_string());
        self
    }

    /// The gRPC code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The stable reason.
    pub fn reason(&self) -> &str {
        &self.0.reason
    }
}

impl From<Problem> for Status {
    fn from(mut problem: Problem) -> Status {
        let mut status = problem.status();
        // The first violations tell enough; a status too long for its header would tell nothing.
        while status.details().len() > DETAIL_BYTES_MAX && !problem.0.fields.is_empty() {
            problem.0.fields.truncate(problem.0.fields.len() / 2);
            status = problem.status();
        }
        status
    }
}

impl Problem {
    fn status(&self) -> Status {
        let en = if self.0.en.is_empty() {
            self.0.code.description()
        } else {
            &self.0.en
        };
        let zh = if self.0.zh.is_empty() { en } else { &self.0.zh };
        let mut details: Vec<ErrorDetail> = vec![
            ErrorInfo::new(&*self.0.reason, &*self.0.domain, self.0.metadata.clone()).into(),
            LocalizedMessage::new("zh-CN", zh).into(),
            LocalizedMessage::new("en", en).into(),
        ];
        if !self.0.fields.is_empty() {
            details.push(BadRequest::new(self.0.fields.clone()).into());
        }
        Status::with_error_details_vec(self.0.code, en, details)
    }
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

    #[test]
    fn many_violations_still_fit_a_header() {
        let mut problem = Problem::new(Code::InvalidArgument, "FORM_INVALID", "x.kezhuan");
        for row in 0..500 {
            problem = problem.field(
                format!("rows[{row}].name"),
                "EMPTY",
                "名称不能为空",
                "is empty",
            );
        }
        let status = Status::from(problem);
        assert!(status.details().len() <= DETAIL_BYTES_MAX);
        assert!(!crate::Explanation::of(&status).fields.is_empty());
    }
}
