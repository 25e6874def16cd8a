//! Instructions as the interface tells them.
use kezhuan_protocol::financing::v1::{Instruction, instruction};
use kezhuan_rpc::Explanation;
use tonic::{Code, Status};

use super::instant;
use crate::store::bank_instructions::BankInstruction;

/// A settled instruction; `None` while it is open.
pub fn settled(row: &BankInstruction) -> Option<Instruction> {
    let status = match row.status.as_str() {
        "DONE" => instruction::Status::Done,
        "REFUSED" => instruction::Status::Refused,
        _ => return None,
    };
    let refusal = refusal(row);
    Some(Instruction {
        biz_no: row.biz_no.clone(),
        bank: row.bank.clone(),
        method: row.method.clone(),
        case: row.case_name.clone(),
        status: status.into(),
        amount_fen: row.amount_fen,
        body_digest: hex::encode(&row.body_digest),
        refusal_reason: refusal.reason,
        refusal_zh: refusal.zh,
        refusal_en: refusal.en,
        legal_date: row.legal_date.to_string(),
        receive_time: Some(instant(row.receive_time)),
    })
}

/// Empty where nothing was refused.
fn refusal(row: &BankInstruction) -> Explanation {
    let Some(code) = row.refusal_code else {
        return Explanation::default();
    };
    Explanation::of(&Status::with_details(
        Code::from_i32(code),
        row.refusal_message.clone().unwrap_or_default(),
        row.refusal_details.clone().unwrap_or_default().into(),
    ))
}
