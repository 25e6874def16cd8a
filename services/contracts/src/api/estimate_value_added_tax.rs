//! Which invoice lines under a contract are exempt from value added tax.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{EstimateValueAddedTaxRequest, InvoiceLine, TaxEstimate};

use super::transition::contract_named;
use super::{ContractsApi, convert_tax};
use crate::domain::tax::value_added::{self, Line, LineKind};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: EstimateValueAddedTaxRequest,
) -> Result<TaxEstimate, Error> {
    let contract = contract_named(&api, &caller, "contract", &input.contract).await?;
    let lines = input
        .lines
        .iter()
        .enumerate()
        .map(|(index, given)| line(index, given));
    let lines = lines.collect::<Result<Vec<Line>, Error>>()?;
    let (kind, registered) = (contract.kind_code(), contract.is_certified());
    let estimate = value_added::estimate(
        kind,
        registered,
        &lines,
        api.clock.today(),
        api.parameters.vat_valid_to,
    )?;
    let sums = &estimate.result;
    Ok(convert_tax::estimate(
        &estimate,
        &[("exempt", sums.exempt), ("taxable", sums.taxable)],
    ))
}

fn line(index: usize, given: &InvoiceLine) -> Result<Line, Error> {
    let kind = match given.line.as_str() {
        "tech" => LineKind::Tech,
        "related" => LineKind::Related {
            same_invoice: given.same_invoice,
        },
        "goods" => LineKind::Goods,
        _ => {
            let path = format!("lines[{index}].line");
            return Err(Error::field(
                &path,
                "LINE_UNKNOWN",
                "应为 tech、related 或 goods",
                "tech, related or goods",
            ));
        }
    };
    let amount =
        convert_tax::not_negative(&format!("lines[{index}].amount_fen"), given.amount_fen)?;
    Ok(Line { kind, amount })
}
