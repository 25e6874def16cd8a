//! What a filing has to say before anybody looks at its receipt.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::{Document, NewIncome};
use crate::domain::materials::Material;
use crate::domain::refused::{FieldViolation, Refused};

/// A receipt is a few pages; more is no receipt.
const DOCUMENTS_MAX: usize = 20;

/// Names every error of a filing at once.
pub(super) fn check(new: &NewIncome, today: NaiveDate) -> Result<(), Refused> {
    let mut fields = Vec::new();
    if new.amount <= Fen::ZERO {
        fields.push(FieldViolation::new(
            "amount_fen",
            "NOT_POSITIVE",
            "收入金额必须大于零",
            "income is more than zero",
        ));
    }
    if new.received_on > today {
        fields.push(FieldViolation::new(
            "received_on",
            "IN_THE_FUTURE",
            "到账日期不得晚于今日",
            "money can't have been received after today",
        ));
    }
    if new.receipt.number.trim().is_empty() {
        fields.push(FieldViolation::new(
            "receipt_number",
            "MISSING",
            "请填写银行回单或发票号码",
            "the number of the bank slip or invoice is missing",
        ));
    }
    fields.extend(document_violation(&new.documents));
    if fields.is_empty() {
        return Ok(());
    }
    Err(Refused::new("FORM_INVALID", "申报内容有误", "the filing has errors").with_fields(fields))
}

fn document_violation(documents: &[Document]) -> Option<FieldViolation> {
    let is_receipt = |document: &Document| document.material == Some(Material::Receipt);
    let (reason, zh, en) = if documents.is_empty() {
        (
            "MISSING",
            "请先上传收款凭证或发票(材料代码 RECEIPT)并在此列出",
            "upload the bank slip or invoice (material RECEIPT) and name it here",
        )
    } else if documents.len() > DOCUMENTS_MAX {
        (
            "TOO_MANY",
            "一份凭证最多列出 20 个附件",
            "one receipt is at most 20 attachments",
        )
    } else if !documents.iter().all(is_receipt) {
        (
            "NOT_A_RECEIPT",
            "所列附件的材料代码应为 RECEIPT",
            "an attachment named here is of material RECEIPT",
        )
    } else {
        return None;
    };
    Some(FieldViolation::new("attachments", reason, zh, en))
}
