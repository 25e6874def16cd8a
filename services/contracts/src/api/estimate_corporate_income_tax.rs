//! Relief on one tax year's technology transfers.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{
    EstimateCorporateIncomeTaxRequest, TaxEstimate, TransferIncome,
};

use super::transition::contract_named;
use super::{ContractsApi, convert_tax};
use crate::domain::tax::corporate_income::{self, Item, Mode};
use crate::error::Error;

/// Transfers of one tax year in one request; each names a contract that is read.
const ITEMS_MAX: usize = 200;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: EstimateCorporateIncomeTaxRequest,
) -> Result<TaxEstimate, Error> {
    if input.items.len() > ITEMS_MAX {
        let (zh, en) = (
            format!("一次最多 {ITEMS_MAX} 项"),
            format!("at most {ITEMS_MAX} items at once"),
        );
        return Err(Error::field("items", "TOO_MANY", zh, en));
    }
    let mut items = Vec::with_capacity(input.items.len());
    for (index, given) in input.items.iter().enumerate() {
        items.push(item(&api, &caller, index, given).await?);
    }
    let estimate = corporate_income::estimate(&items)?;
    let relief = &estimate.result;
    let figures = [
        ("eligible", relief.eligible),
        ("exempt", relief.exempt),
        ("halved", relief.halved),
        ("tax", relief.tax),
        ("saved", relief.saved),
    ];
    let excluded = relief
        .excluded
        .iter()
        .map(|(index, why)| format!("{index}:{}", why.as_str()));
    let excluded = excluded.collect();
    Ok(TaxEstimate {
        excluded,
        ..convert_tax::estimate(&estimate, &figures)
    })
}

async fn item(
    api: &ContractsApi,
    caller: &Caller,
    index: usize,
    given: &TransferIncome,
) -> Result<Item, Error> {
    let path = |field: &str| format!("items[{index}].{field}");
    let registered = match given.contract.as_str() {
        "" => false,
        name => contract_named(api, caller, &path("contract"), name)
            .await?
            .is_certified(),
    };
    let mode = match given.mode.as_str() {
        "OWNERSHIP" => Mode::Ownership,
        "LICENCE" => Mode::Licence {
            years: i64::from(given.years),
        },
        _ => {
            let at = path("mode");
            return Err(Error::field(
                &at,
                "MODE_UNKNOWN",
                "应为 OWNERSHIP 或 LICENCE",
                "OWNERSHIP or LICENCE",
            ));
        }
    };
    Ok(Item {
        mode,
        income: convert_tax::not_negative(&path("income_fen"), given.income_fen)?,
        cost: convert_tax::not_negative(&path("cost_fen"), given.cost_fen)?,
        taxes: convert_tax::not_negative(&path("taxes_fen"), given.taxes_fen)?,
        expenses: convert_tax::not_negative(&path("expenses_fen"), given.expenses_fen)?,
        registered,
        fully_related: given.fully_related,
        in_scope: !given.out_of_scope,
        separate_accounting: !given.not_separately_accounted,
    })
}
