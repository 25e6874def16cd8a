//! Money was put into a fund.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey};
use kezhuan_law::Tenant;
use kezhuan_protocol::financing::v1::{Posting, RecordPoolDepositRequest};
use uuid::Uuid;

use super::{FinancingApi, acting, convert, list_postings};
use crate::domain::ledger;
use crate::error::Error;
use crate::store::ledger_transactions::{self, DEPOSIT, Of};

const REFERENCE_BYTES_MAX: usize = 200;

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: RecordPoolDepositRequest,
    key: RequestKey,
) -> Result<Posting, Error> {
    let (fund, source, amount) = convert::pool::deposit(&input)?;
    let reference = input.reference.trim().to_owned();
    if reference.is_empty() || reference.len() > REFERENCE_BYTES_MAX {
        return Err(reference_invalid());
    }
    let (pool, today) = (Tenant::CITY.code(), api.clock.today());
    let posting = ledger::deposit(&acting::actor(&caller), pool, fund, source, amount)?;
    // Money put in is no case's step: it has an id of its own.
    let deposit = Uuid::now_v7();
    let given = Arc::new((posting, reference, caller.subject.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (posting, reference, actor) = &*given;
                let of = Of {
                    tenant: pool,
                    aggregate: DEPOSIT,
                    case: deposit,
                    version: 1,
                    reference,
                    actor,
                    legal_date: today,
                };
                let (id, _) = ledger_transactions::post(write, of, posting).await?;
                let booked = ledger_transactions::find_all(write, &[id]).await?;
                let told = list_postings::told(write, &booked).await?.pop();
                let told = told.context("a movement that was just booked is gone")?;
                write.audit(AuditEntry {
                    action: "pool.deposited",
                    aggregate: DEPOSIT,
                    aggregate_id: deposit,
                    version: 1,
                    detail: serde_json::json!({
                        "fund": fund,
                        "source": source,
                        "amount_fen": amount.get(),
                        "reference": reference,
                    }),
                });
                convert::event::pool::deposited(write, deposit, &told, reference);
                Ok(told)
            })
        })
        .await
}

fn reference_invalid() -> Error {
    Error::field(
        "reference",
        "REFERENCE_INVALID",
        format!("请填写依据的文件，不超过{REFERENCE_BYTES_MAX}字节"),
        format!("name the document it stands on, in {REFERENCE_BYTES_MAX} bytes at most"),
    )
}
