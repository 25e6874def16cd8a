//! Relief on a cash reward to science staff under a contract.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{EstimatePersonalIncomeTaxRequest, TaxEstimate};

use super::convert_claim::not_a_date;
use super::transition::contract_named;
use super::{ContractsApi, convert_tax};
use crate::domain::tax::personal_income::{self, Institution, Reward};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: EstimatePersonalIncomeTaxRequest,
) -> Result<TaxEstimate, Error> {
    let contract = contract_named(&api, &caller, "contract", &input.contract).await?;
    let reward = Reward {
        institution: Institution::parse(&input.institution),
        kind: contract.kind_code().to_owned(),
        registered: contract.is_certified(),
        notice_working_days: i64::from(input.notice_working_days),
        received_on: input
            .received_on
            .parse()
            .map_err(|_| not_a_date("received_on"))?,
        paid_on: input.paid_on.parse().map_err(|_| not_a_date("paid_on"))?,
        amount: convert_tax::not_negative("reward_fen", input.reward_fen)?,
    };
    let estimate = personal_income::estimate(&reward);
    let code = estimate
        .result
        .refused
        .map_or("", |reason| reason.as_str())
        .to_owned();
    let figures = [("taxable", estimate.result.taxable)];
    Ok(TaxEstimate {
        code,
        ..convert_tax::estimate(&estimate, &figures)
    })
}
