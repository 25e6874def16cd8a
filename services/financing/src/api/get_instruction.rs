//! What came of an instruction: asked after a time-out, before it is sent again.
use kezhuan_auth::Caller;
use kezhuan_protocol::financing::v1::{GetInstructionRequest, Instruction};
use kezhuan_rpc::Problem;
use tonic::Code;

use super::{FinancingApi, convert};
use crate::domain::biz_no::BizNo;
use crate::error::{DOMAIN, Error};
use crate::store::bank_instructions::{self, BankInstruction};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: GetInstructionRequest,
) -> Result<Instruction, Error> {
    let number = BizNo::parse(&input.biz_no)?;
    let bank = match input.bank.as_str() {
        "" => caller.organisation.clone(),
        bank => bank.to_owned(),
    };
    let found = api.database.read(&caller, async |connection| {
        bank_instructions::find(connection, &bank, number.as_str()).await
    });
    let Some(row) = found.await? else {
        return Err(Error::NotFound {
            zh: "指令",
            en: "instruction",
            name: input.biz_no,
        });
    };
    convert::instruction::settled(&row).ok_or_else(|| open(&row).into())
}

/// It arrived and has no outcome: at work in this moment, or interrupted. Nobody can tell which, and the same answer to
/// the same body is safe in both cases.
fn open(row: &BankInstruction) -> Problem {
    Problem::new(Code::Aborted, "INSTRUCTION_OPEN", DOMAIN)
        .zh("该指令已收到，尚无结果：正在办理或曾被中断。请稍后再查询，或以同一流水号和同一内容重发")
        .en(
            "the instruction arrived and has no outcome yet: it is being worked on, or was interrupted. Ask again, or \
             send the same body under the same number",
        )
        .meta("biz_no", &row.biz_no)
        .meta("method", &row.method)
        .meta("receive_time", row.receive_time.to_rfc3339())
}
