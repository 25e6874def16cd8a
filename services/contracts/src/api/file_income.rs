//! Files one receipt of technical income for verification.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{FileIncomeRequest, IncomeVerification};
use uuid::Uuid;

use super::convert_claim::not_a_date;
use super::names::CONTRACTS;
use super::{ContractsApi, acting, convert_income, income_step};
use crate::domain::income_verification::{self, NewIncome, Receipt, ReceiptKind};
use crate::error::Error;
use crate::store::{claims, contracts, incomes};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: FileIncomeRequest,
    key: RequestKey,
) -> Result<IncomeVerification, Error> {
    let contract = CONTRACTS.parse_field("contract", &input.contract)?;
    let new = NewIncome {
        id: Uuid::now_v7(),
        tenant: String::new(),
        amount: Fen(input.amount_fen),
        received_on: input
            .received_on
            .parse()
            .map_err(|_| not_a_date("received_on"))?,
        receipt: Receipt {
            kind: kind(&input.receipt_kind)?,
            number: input.receipt_number.trim().to_owned(),
        },
    };
    let given = Arc::new((api.clock.today(), acting::actor(&caller), new));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (today, actor, new) = &*given;
                let case = contracts::load(write, contract).await?;
                let contract = case.ok_or_else(|| CONTRACTS.not_found(contract))?.contract;
                let facts = contract.claim_facts().ok_or_else(claims::not_registered)?;
                let new = NewIncome {
                    tenant: contract.tenant.clone(),
                    ..new.clone()
                };
                let (income, event) = income_verification::file(new, &facts, actor, *today)?;
                incomes::insert(write, &income).await?;
                income_step::record(write, 1, None, &income, event);
                Ok(convert_income::income(&income))
            })
        })
        .await
}

fn kind(code: &str) -> Result<ReceiptKind, Error> {
    ReceiptKind::parse(code).ok_or_else(|| {
        Error::field(
            "receipt_kind",
            "RECEIPT_KIND_UNKNOWN",
            "应为 BANK_SLIP 或 INVOICE",
            "BANK_SLIP or INVOICE",
        )
    })
}
