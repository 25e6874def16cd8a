//! A model text for a contract of the form's kind, with what the form already says.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{GetModelTextRequest, ModelClause, ModelText};

use super::create_contract::form_missing;
use super::{ContractsApi, convert};
use crate::domain::kind::Kind;
use crate::domain::model_text::{self, Paragraph, REMARK};
use crate::error::Error;

pub async fn handle(
    _: ContractsApi,
    _: Caller,
    input: GetModelTextRequest,
) -> Result<ModelText, Error> {
    let form = convert::form::read(input.form.ok_or_else(form_missing)?);
    let kind = form.kind.get().ok_or_else(kind_unknown)?;
    let title = model_text::title(kind);
    let clauses = model_text::paragraphs(kind, &form);
    Ok(ModelText {
        title_zh: title.zh.into_owned(),
        title_en: title.en.into_owned(),
        clauses: clauses.into_iter().map(clause).collect(),
        remark_zh: REMARK.zh.into_owned(),
        remark_en: REMARK.en.into_owned(),
    })
}

fn clause(paragraph: Paragraph) -> ModelClause {
    ModelClause {
        heading_zh: paragraph.heading.zh.into_owned(),
        heading_en: paragraph.heading.en.into_owned(),
        text_zh: paragraph.text,
        law: paragraph.law.to_owned(),
    }
}

fn kind_unknown() -> Error {
    let codes = Kind::ALL.iter().map(|kind| kind.as_str());
    let codes = codes.collect::<Vec<_>>().join("、");
    Error::field(
        "form.kind",
        "KIND_UNKNOWN",
        format!("合同类别应为 {codes}"),
        format!("the kind is one of {}", codes.replace('、', ", ")),
    )
}
