//! EFFECTIVE → REALISED, of a defaulted debt.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{Pledge, RealisePledgeRequest};

use super::{FinancingApi, convert, pledge_step};
use crate::domain::pledge::Command;
use crate::error::Error;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RealisePledgeRequest,
    key: RequestKey,
) -> Result<Pledge, Error> {
    let command = Command::Realise {
        way: convert::pledge::read_way(&input)?,
        proceeds: Fen(input.proceeds_fen),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    pledge_step::take(api, caller, at, key, command).await
}
