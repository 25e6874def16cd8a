//! FILED → REFUSED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{IncomeVerification, RefuseIncomeRequest};

use super::{ContractsApi, income_step};
use crate::domain::income_verification::{Command, RefusalCode};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: RefuseIncomeRequest,
    key: RequestKey,
) -> Result<IncomeVerification, Error> {
    let code = RefusalCode::parse(&input.code).ok_or_else(|| {
        Error::field(
            "code",
            "REFUSAL_CODE_INVALID",
            "应为 UNREADABLE、OTHER_CONTRACT、NOT_TECHNICAL、RECEIVED_TWICE 或 OVER_TECHNICAL_AMOUNT",
            "one of UNREADABLE, OTHER_CONTRACT, NOT_TECHNICAL, RECEIVED_TWICE, OVER_TECHNICAL_AMOUNT",
        )
    })?;
    let note = input.note.clone();
    let command = move |_| Command::Refuse {
        code,
        note: note.clone(),
    };
    income_step::take(api, caller, (&input.name, &input.etag), key, command).await
}
