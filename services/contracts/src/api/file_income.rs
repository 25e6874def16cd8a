//! Files one receipt of technical income for verification.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Fen;
use kezhuan_protocol::contracts::v1::{FileIncomeRequest, IncomeVerification};
use uuid::Uuid;

use super::convert_claim::not_a_date;
use super::names::CONTRACTS;
use super::{ContractsApi, acting, convert_attachment, convert_income, income_step};
use crate::domain::income_verification::{self, Document, NewIncome, Receipt, ReceiptKind};
use crate::domain::materials::Material;
use crate::error::Error;
use crate::store::{attachments, claims, contracts, incomes};

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
        documents: Vec::new(),
    };
    let named = attachment_ids(contract, &input.attachments)?;
    let given = Arc::new((api.clock.today(), acting::actor(&caller), new, named));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (today, actor, new, named) = &*given;
                let case = contracts::load(write, contract).await?;
                let contract = case.ok_or_else(|| CONTRACTS.not_found(contract))?.contract;
                let facts = contract.claim_facts().ok_or_else(claims::not_registered)?;
                let new = NewIncome {
                    tenant: contract.tenant.clone(),
                    documents: documents(write, contract.id, named).await?,
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

/// The documents of `contract` that `names` name; those of another case are no receipt of it.
fn attachment_ids(contract: Uuid, names: &[String]) -> Result<Vec<Uuid>, Error> {
    let mut ids = Vec::new();
    for name in names {
        let (of, id) = convert_attachment::ids("attachments", name)?;
        if of != contract {
            return Err(not_in_the_file(name));
        }
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

async fn documents(
    write: &mut Write,
    contract: Uuid,
    named: &[Uuid],
) -> Result<Vec<Document>, Error> {
    let found = attachments::find_all(write, contract, named).await?;
    let document = |id: &Uuid| {
        let found = found.iter().find(|found| found.id == *id);
        let found =
            found.ok_or_else(|| not_in_the_file(&convert_attachment::name(contract, *id)))?;
        Ok(Document {
            id: found.id,
            material: Material::parse(&found.material),
        })
    };
    named.iter().map(document).collect()
}

fn not_in_the_file(name: &str) -> Error {
    Error::field(
        "attachments",
        "ATTACHMENT_NOT_OF_CONTRACT",
        format!("{name} 不是本合同的材料"),
        format!("{name} is no document of this contract"),
    )
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
