//! The stamp duty each party owes on a contract; it falls due at signing, registered or not.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{EstimateStampDutyRequest, TaxEstimate};

use super::transition::contract_named;
use super::{ContractsApi, convert_tax};
use crate::domain::tax::stamp_duty;
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: EstimateStampDutyRequest,
) -> Result<TaxEstimate, Error> {
    let contract = contract_named(&api, &caller, "contract", &input.contract).await?;
    let estimate = stamp_duty::estimate(contract.kind_code(), contract.total());
    let figures = [("stamp_duty", estimate.result.amount)];
    Ok(convert_tax::estimate(&estimate, &figures))
}
