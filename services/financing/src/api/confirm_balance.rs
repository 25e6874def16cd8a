//! Signs the file of a month, by the bank or by the pool's manager.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_law::Tenant;
use kezhuan_protocol::financing::v1::{BalanceConfirmation, ConfirmBalanceRequest};
use kezhuan_rpc::Problem;
use sha2::{Digest, Sha256};
use tonic::Code;
use uuid::Uuid;

use super::export_balance_confirmation::file;
use super::open_recon_batch::bank_of;
use super::{FinancingApi, acting, convert};
use crate::domain::confirmation::{Side, side_of, sign};
use crate::domain::ledger;
use crate::error::{DOMAIN, Error};
use crate::store::confirmations::{self, Confirmation, Month, Signature};

/// One signature that is asked for.
struct Asked {
    bank: String,
    /// The month's last day.
    as_of: NaiveDate,
    /// Of the file as the signer has it.
    sha256: Vec<u8>,
    side: Side,
    by: String,
    today: NaiveDate,
}

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: ConfirmBalanceRequest,
    key: RequestKey,
) -> Result<BalanceConfirmation, Error> {
    let (bank, today) = (bank_of(&caller, &input.bank)?, api.clock.today());
    let month = convert::confirmation::month(&input.month)?;
    let actor = acting::actor(&caller);
    let side = side_of(&actor, &bank)?;
    if side == Side::Pool {
        ledger::kept_by(&actor, Tenant::CITY.code())?;
    }
    month.over(today)?;
    let asked = Arc::new(Asked {
        bank,
        as_of: month.last_day(),
        sha256: hex::decode(&input.file_sha256).map_err(|_| digest_invalid())?,
        side,
        by: caller.subject.clone(),
        today,
    });
    api.database
        .write(&caller, &key, move |write| {
            let asked = asked.clone();
            Box::pin(async move {
                let after = asked.sign(write).await?;
                convert::event::recon::signed(write, &after);
                Ok(convert::confirmation::confirmation(
                    &after,
                    Some(asked.side),
                ))
            })
        })
        .await
}

impl Asked {
    async fn sign(&self, write: &mut Write) -> Result<Confirmation, Error> {
        confirmations::hold_month(write, &self.bank, self.as_of).await?;
        let known = confirmations::lock_month(write, &self.bank, self.as_of).await?;
        let Some(before) = known else {
            return self.sign_first(write).await;
        };
        let signed: Vec<Side> = before.signatures().map(|signed| signed.side).collect();
        sign(&signed, self.side)?;
        self.holds(&before.file_sha256)?;
        confirmations::sign(write, &before, self.signature()).await
    }

    /// The file is kept as it stands now.
    async fn sign_first(&self, write: &mut Write) -> Result<Confirmation, Error> {
        sign(&[], self.side)?;
        let file = file(write, &self.bank, self.as_of).await?;
        let sha256 = Sha256::digest(&file.content).to_vec();
        self.holds(&sha256)?;
        let month = Month {
            id: Uuid::now_v7(),
            bank: &self.bank,
            as_of: self.as_of,
            file: &file.content,
            sha256: &sha256,
            loans: i64::try_from(file.loans).unwrap_or(i64::MAX),
            outstanding_fen: file.outstanding.get(),
        };
        confirmations::insert(write, Tenant::CITY.code(), month, self.signature()).await
    }

    fn signature(&self) -> Signature<'_> {
        Signature {
            side: self.side,
            by: &self.by,
            signed_on: self.today,
        }
    }

    /// Holds that the signer has seen this file.
    fn holds(&self, sha256: &[u8]) -> Result<(), Problem> {
        match self.sha256 == sha256 {
            true => Ok(()),
            false => Err(changed(sha256)),
        }
    }
}

fn changed(sha256: &[u8]) -> Problem {
    Problem::new(Code::Aborted, "BALANCE_CHANGED", DOMAIN)
        .zh("余额文件已有变化，请重新导出核对后再签署")
        .en("the file is another by now: export it again and look at it before you sign")
        .meta("file_sha256", hex::encode(sha256))
}

fn digest_invalid() -> Error {
    Error::field(
        "file_sha256",
        "DIGEST_INVALID",
        "应为文件的SHA-256（十六进制）",
        "the SHA-256 of the file, hex",
    )
}
