//! ConfirmFactPaid: the case a fact was kept for was paid.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::rules::v1 as proto;

use super::{RulesApi, fact_step};
use crate::domain::fact::Command;
use crate::error::Error;

pub(super) async fn handle(
    api: &RulesApi,
    caller: &Caller,
    key: &RequestKey,
    input: proto::ConfirmFactPaidRequest,
) -> Result<proto::FactReservation, Error> {
    fact_step::step(api, caller, key, input.key, Command::ConfirmPaid).await
}
