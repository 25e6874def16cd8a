//! Relief on one tax year's technology transfers.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{
    EstimateCorporateIncomeTaxRequest, TaxEstimate, TransferIncome,
};

use super::transition::contract_named;
use super::{ContractsApi, convert_tax};
use crate::domain::contract::Contract;
use crate::domain::tax::corporate_income::{self, Item, Mode, ModeDiffers};
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
    let contract = match given.contract.as_str() {
        "" => None,
        name => Some(contract_named(api, caller, &path("contract"), name).await?),
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
    let kind = contract.as_ref().and_then(Contract::kind);
    let in_scope = match kind.map(|kind| mode.is_in_scope_of(kind)) {
        Some(Ok(in_scope)) => in_scope,
        Some(Err(ModeDiffers)) => {
            let at = path("mode");
            return Err(Error::field(
                &at,
                "MODE_DIFFERS_FROM_KIND",
                "与合同类别不符:技术转让应为 OWNERSHIP,技术许可应为 LICENCE",
                "not the contract's kind: OWNERSHIP of a transfer, LICENCE of a licence",
            ));
        }
        // Without a contract there is no relief whatever the mode.
        None => true,
    };
    Ok(Item {
        mode,
        income: convert_tax::not_negative(&path("income_fen"), given.income_fen)?,
        cost: convert_tax::not_negative(&path("cost_fen"), given.cost_fen)?,
        taxes: convert_tax::not_negative(&path("taxes_fen"), given.taxes_fen)?,
        expenses: convert_tax::not_negative(&path("expenses_fen"), given.expenses_fen)?,
        registered: contract.is_some_and(|contract| contract.is_certified()),
        fully_related: given.fully_related,
        in_scope: in_scope && !given.out_of_scope,
        separate_accounting: !given.not_separately_accounted,
    })
}
