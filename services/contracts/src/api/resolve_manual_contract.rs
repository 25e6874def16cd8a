//! MANUAL → what the blocked step leads to, decided by a person; or back, to ask the rule again.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Contract, ResolveManualContractRequest};

use super::ContractsApi;
use super::register_contract::new_registration;
use super::transition::open;
use crate::domain::contract::{Blocked, Command};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: ResolveManualContractRequest,
    key: RequestKey,
) -> Result<Contract, Error> {
    let opened = open(api, caller, &input.name, &input.etag).await?;
    let blocked = opened
        .case
        .contract
        .manual
        .as_ref()
        .map(|manual| manual.blocked);
    let command = match (input.ask_again, blocked) {
        (true, _) => Command::AskAgain,
        (false, Some(Blocked::Register)) => Command::DecideManual {
            reason: input.reason,
            registration: Some(new_registration(&opened, "", 0).await?),
        },
        (false, Some(Blocked::Accept) | None) => Command::DecideManual {
            reason: input.reason,
            registration: None,
        },
    };
    let decided = opened.decide(command)?;
    opened.save(key, decided, Vec::new()).await
}
