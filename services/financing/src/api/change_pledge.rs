//! Another secured amount or period, registered at the request of both.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{ChangePledgeRequest, Pledge};

use super::{FinancingApi, convert, pledge_step};
use crate::domain::pledge::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ChangePledgeRequest,
    key: RequestKey,
) -> Result<Pledge, Error> {
    let command = Command::Change {
        secured: Fen(input.secured_fen),
        debt_end: convert::day::read("debt_end", &input.debt_end)?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    pledge_step::take(api, caller, at, key, command).await
}
