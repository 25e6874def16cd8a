//! Everything that is wrong with a form, at once: field, reason, and what to do in two languages.
mod dates;
mod intellectual_property;
mod money;
mod parties;

use std::borrow::Cow;

use chrono::NaiveDate;

use super::Form;
use crate::domain::entered::{Entered, Written};
use crate::domain::refused::FieldViolation;

/// Longest project name the national form takes.
const PROJECT_NAME_CHARS_MAX: usize = 200;

/// The problems of a form filed on `today`; none means that it may be submitted.
pub fn validate(form: &Form, today: NaiveDate) -> Vec<FieldViolation> {
    let mut problems = Problems::default();
    if form.confidential {
        confidential(form, &mut problems);
        return problems.0;
    }
    subject(form, &mut problems);
    dates::check(form, today, &mut problems);
    money::check(form, today, &mut problems);
    parties::check(form, &mut problems);
    intellectual_property::check(form, &mut problems);
    problems.0
}

fn confidential(form: &Form, problems: &mut Problems) {
    problems.add(
        "confidential",
        "CONFIDENTIAL_OFFLINE",
        "涉密合同不得在线办理,请到登记处线下办理",
        "a confidential contract is not handled on-line; take it to the office",
    );
    if form.offline_reference.trim().is_empty() {
        problems.required("offline_reference");
    }
}

fn subject(form: &Form, problems: &mut Problems) {
    if form.project_name.trim().is_empty() {
        problems.required("project_name");
    } else if form.project_name.chars().count() > PROJECT_NAME_CHARS_MAX {
        problems.add(
            "project_name",
            "TOO_LONG",
            format!("项目名称不得超过{PROJECT_NAME_CHARS_MAX}个字符"),
            format!("a project name has at most {PROJECT_NAME_CHARS_MAX} characters"),
        );
    }
    problems.required_code("kind", &form.kind);
    problems.required_code("payment_mode", &form.payment_mode);
    problems.required_code("technical_field", &form.technical_field);
    problems.code("socio_economic_target", &form.socio_economic_target);
    problems.code("plan_source", &form.plan_source);
    for (index, material) in form.paper_materials.iter().enumerate() {
        problems.required_code(&format!("paper_materials[{index}]"), material);
    }
}

/// The list that grows while a form is read.
#[derive(Default)]
struct Problems(Vec<FieldViolation>);

impl Problems {
    fn add(
        &mut self,
        field: &str,
        reason: &'static str,
        zh: impl Into<Cow<'static, str>>,
        en: impl Into<Cow<'static, str>>,
    ) {
        self.0.push(FieldViolation::new(field, reason, zh, en));
    }

    fn required(&mut self, field: &str) {
        self.add(
            field,
            "REQUIRED",
            "必填项未填写",
            "this field must be filled in",
        );
    }

    /// A coded field that may stay empty.
    fn code<T: Written>(&mut self, field: &str, entered: &Entered<T>) {
        if let Entered::Unreadable(text) = entered {
            self.add(
                field,
                "UNKNOWN_CODE",
                format!("代码“{text}”不在可选范围内"),
                format!("{text:?} is not one of the listed codes"),
            );
        }
    }

    fn required_code<T: Written>(&mut self, field: &str, entered: &Entered<T>) {
        if entered.is_absent() {
            self.required(field);
        }
        self.code(field, entered);
    }

    /// A date that may stay empty.
    fn date(&mut self, field: &str, entered: &Entered<NaiveDate>) {
        if let Entered::Unreadable(text) = entered {
            self.add(
                field,
                "NOT_A_DATE",
                format!("“{text}”不是有效日期,请按 2025-01-31 的格式填写"),
                format!("{text:?} is no date; write it like 2025-01-31"),
            );
        }
    }

    fn required_date(&mut self, field: &str, entered: &Entered<NaiveDate>) {
        if entered.is_absent() {
            self.required(field);
        }
        self.date(field, entered);
    }
}
