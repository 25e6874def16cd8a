//! Patents and licences: a number that holds, of the kind stated, and the dates the law compares.
use kezhuan_law::identifiers::{EarlyPatentNumber, IdentifierError, PatentKind, PatentNumber};

use super::Problems;
use crate::domain::form::Form;
use crate::domain::kind::Kind;

pub(super) fn check(form: &Form, problems: &mut Problems) {
    problems.code(
        "intellectual_property_type",
        &form.intellectual_property_type,
    );
    problems.code("licence_mode", &form.licence_mode);
    problems.date("patent_expiry", &form.patent_expiry);
    problems.date("licence_end", &form.licence_end);
    let patent = form
        .intellectual_property_type
        .get()
        .and_then(|right| right.patent());
    let needs_patent = form.kind.get().is_some_and(Kind::needs_patent);
    if needs_patent && patent.is_none() {
        problems.add(
            "intellectual_property_type",
            "PATENT_EXPECTED",
            "专利权转让或许可合同的知识产权类型应为专利",
            "a contract on a patent right has a patent as its right",
        );
    }
    if needs_patent && form.patent_number.trim().is_empty() {
        problems.required("patent_number");
    }
    if !form.patent_number.trim().is_empty() {
        number(&form.patent_number, patent, problems);
    }
    if form.kind.get() == Some(Kind::PatentLicence) {
        for (field, entered) in [
            ("patent_expiry", &form.patent_expiry),
            ("licence_end", &form.licence_end),
        ] {
            if entered.is_absent() {
                problems.required(field);
            }
        }
        if form.licence_mode.is_absent() {
            problems.required("licence_mode");
        }
    }
}

fn number(text: &str, stated: Option<PatentKind>, problems: &mut Problems) {
    match kind_of(text) {
        Ok(kind) => {
            if stated.is_some_and(|stated| stated != kind) {
                problems.add(
                    "patent_number",
                    "PATENT_KIND_DIFFERS",
                    format!("专利号属于 {},与填报的知识产权类型不一致", kind.label()),
                    format!(
                        "the number is one of kind {}, the form states another",
                        kind.label()
                    ),
                );
            }
        }
        Err(error) => {
            let text = error.localized();
            problems.add(
                "patent_number",
                match error {
                    IdentifierError::Format => "PATENT_NUMBER_FORMAT",
                    IdentifierError::CheckDigit => "PATENT_NUMBER_CHECK_DIGIT",
                },
                format!("专利号有误:{}", text.zh),
                format!("patent number: {}", text.en),
            );
        }
    }
}

/// The kind of a patent number of either form; the error is that of the form it looks like.
fn kind_of(text: &str) -> Result<PatentKind, IdentifierError> {
    let number = PatentNumber::parse(text).map(|number| number.kind());
    match number {
        Err(IdentifierError::Format) => EarlyPatentNumber::parse(text).map(|early| early.kind()),
        Ok(_) | Err(IdentifierError::CheckDigit) => number,
    }
}
