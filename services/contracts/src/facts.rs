//! Facts that programmes of several services could pay: the rules service keeps each for one of them. Reserved before a
//! claim's amount is, kept until the claim is paid or ends, and told what became of it by a timer that asks the database
//! what is still to be told: a crash between two steps neither pays twice nor keeps a fact for ever.
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_protocol::rules::v1::{
    ConfirmFactPaidRequest, FactKey, ReleaseFactRequest, ReserveFactRequest,
};
use kezhuan_rpc::{Explanation, traced};
use kezhuan_runtime::Shutdown;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::adoption::Adoption;
use crate::domain::claim::{Claim, PROGRAMME_FAMILY, Told};
use crate::domain::refused::Refused;
use crate::error::Error;
use crate::store::fact_holds::{self, Hold};

/// Long enough for the write that follows; a claim that never came to it leaves the fact free again.
const HOLD_SECONDS: i32 = 600;
const LOOK_EVERY: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(30);
const BATCH_MAX: i64 = 200;
/// Why the rules service does not keep a fact.
const TAKEN: &str = "FACT_TAKEN";

/// How long a fact is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// The write that follows should be done by then.
    Soon,
    PaidOrReleased,
}

/// Keeps the fact of a claim; a refusal names what stands in the way.
pub async fn reserve(
    adoption: &Adoption,
    claim: &Claim,
    year: i32,
    until: Until,
) -> Result<(), Error> {
    let request = ReserveFactRequest {
        key: Some(key(claim, year)),
        hold_seconds: match until {
            Until::Soon => HOLD_SECONDS,
            Until::PaidOrReleased => 0,
        },
        request_id: Uuid::now_v7().to_string(),
    };
    let request = adoption.authorised(request).await?;
    let answer = adoption.rules_service().reserve_fact(traced(request)).await;
    answer.map(drop).map_err(refused)
}

/// Tells the rules service what became of claims, until shutdown. Each replica may: each step may be told twice.
pub async fn keep_told(
    adoption: Adoption,
    database: Database,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let mut pause = LOOK_EVERY;
    loop {
        match tell_all(&adoption, &database).await {
            Ok(()) => pause = LOOK_EVERY,
            Err(error) => {
                tracing::warn!(error = ?error, "facts can't be told to the rules service now");
                pause = PAUSE_MAX.min(pause * 2);
            }
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}

async fn tell_all(adoption: &Adoption, database: &Database) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let mut after = Uuid::nil();
    loop {
        let read = database.read(&reader, async |connection| {
            fact_holds::open(connection, after, BATCH_MAX).await
        });
        let open = read.await?;
        let Some(last) = open.last() else {
            return Ok(());
        };
        after = last.claim.id;
        for hold in open {
            match tell(adoption, database, hold.clone()).await {
                Ok(()) => {}
                Err(error) if error.is_passing() => return Err(error),
                // Nobody else's fact waits for it.
                Err(error) => {
                    tracing::error!(error = ?error, claim = %hold.claim.id, "what became of its fact can't be told");
                }
            }
        }
    }
}

/// Tells what the claim has come to, and notes that it was told.
async fn tell(adoption: &Adoption, database: &Database, hold: Hold) -> Result<(), Error> {
    let told = match hold.claim.fact_to_tell() {
        Told::Wanted | Told::Reserved | Told::Kept | Told::Taken => keep(adoption, &hold).await?,
        told @ Told::Paid => confirm(adoption, &hold).await.map(|()| told)?,
        told @ Told::Released => release(adoption, &hold).await.map(|()| told)?,
    };
    let caller = Caller::service(crate::NAME, &hold.claim.tenant);
    let hold = std::sync::Arc::new(hold);
    database
        .write_as(&caller, move |write| {
            let hold = hold.clone();
            Box::pin(async move { fact_holds::answered(write, &hold, told).await })
        })
        .await
}

/// Keeps the fact of a claim whose amount is on its way. Where it is another's, the claim can't be paid: its office is told
/// so when it would pay, and nobody is asked again before.
async fn keep(adoption: &Adoption, hold: &Hold) -> Result<Told, Error> {
    match reserve(adoption, &hold.claim, hold.year, Until::PaidOrReleased).await {
        Ok(()) => Ok(Told::Kept),
        Err(Error::Refused(refused)) if refused.reason == TAKEN => {
            tracing::warn!(error = %refused, claim = %hold.claim.id, "its fact is another's");
            Ok(Told::Taken)
        }
        Err(error) => Err(error),
    }
}

async fn confirm(adoption: &Adoption, hold: &Hold) -> Result<(), Error> {
    let request = ConfirmFactPaidRequest {
        key: Some(key(&hold.claim, hold.year)),
        request_id: Uuid::now_v7().to_string(),
    };
    let request = adoption.authorised(request).await?;
    let mut rules = adoption.rules_service();
    let answer = rules.confirm_fact_paid(traced(request)).await;
    answer.map(drop).map_err(refused)
}

async fn release(adoption: &Adoption, hold: &Hold) -> Result<(), Error> {
    let request = ReleaseFactRequest {
        key: Some(key(&hold.claim, hold.year)),
        request_id: Uuid::now_v7().to_string(),
    };
    let request = adoption.authorised(request).await?;
    match adoption.rules_service().release_fact(traced(request)).await {
        // It expired, and is another's by now.
        Err(status) if Explanation::of(&status).reason == "FACT_NOT_RESERVED" => Ok(()),
        answer => answer.map(drop).map_err(refused),
    }
}

fn key(claim: &Claim, year: i32) -> FactKey {
    FactKey {
        tenant: claim.tenant.clone(),
        fact: format!("contracts/{}", claim.contract),
        family: PROGRAMME_FAMILY.to_owned(),
        year,
        case: format!("claims/{}", claim.id),
    }
}

/// The rules service's no is the claim's, by its own reason; everything else says that it is away, or is a fault.
fn refused(status: Status) -> Error {
    let told = Explanation::of(&status);
    let (reason, zh, en) = match (status.code(), told.reason.as_str()) {
        (Code::FailedPrecondition, TAKEN) => (
            TAKEN,
            "该合同已由互斥的项目占用或拨付",
            "another programme that bars this one holds the contract",
        ),
        (Code::FailedPrecondition, "FACT_NOT_RESERVED") => (
            "FACT_NOT_RESERVED",
            "规则服务未为本申请预留该合同",
            "the rules service does not keep the contract for this claim",
        ),
        (Code::FailedPrecondition, "FACT_PAID") => (
            "FACT_PAID",
            "规则服务已记录该合同由本申请拨付",
            "the rules service has the contract as paid for this claim",
        ),
        (Code::FailedPrecondition, _) => {
            let error = anyhow::Error::new(status);
            return error
                .context("a reason of the rules service is unknown")
                .into();
        }
        _ => {
            let error = anyhow::Error::new(status);
            return Error::Away(error.context("the rules service kept no fact"));
        }
    };
    Refused::new(
        reason,
        format!("{zh}：{}", told.zh),
        format!("{en}: {}", told.en),
    )
    .into()
}
