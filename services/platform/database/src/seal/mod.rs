//! The sealed log: one sealer per service numbers committed audit and decision rows, puts them
//! into a Merkle tree, and signs its head. A row younger than a head is outside the promise.
mod announce;
pub(crate) mod digest;
mod finding;
mod finding_zh;
mod frontier;
mod head;
mod heads;
mod kept;
mod message;
mod named;
mod nodes;
mod path;
mod receipt;
mod service;
mod verify;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, SubsecRound, Utc};
use kezhuan_runtime::Shutdown;
use sqlx::PgConnection;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{Database, Error};
pub use announce::{AGGREGATE, announce};
pub use digest::RowKind;
pub use ed25519_dalek::VerifyingKey;
pub use finding::{Finding, NamedKind, Report};
use frontier::Frontier;
pub use head::{
    ALGORITHM, HeadSigner, SealConfig, SealingKey, TreeHead, key_from_pem, key_id, key_to_pem,
};
pub use heads::newest_head;
pub use kept::{forgotten, keep_head, kept_heads};
pub use named::{KeptPackage, KeptRules, KeptSettings, NoRules};
pub use receipt::{Broken, Receipt, receipt};
pub use service::{PERMISSIONS, SERVICE, SealedLog, service};
pub use verify::{Progress, verify_log, verify_log_telling};

const EVERY: Duration = Duration::from_millis(200);
const AFTER_FAILURE: Duration = Duration::from_secs(1);
const BATCH_MAX: i64 = 5_000;
/// How often other services are told the newest head, at most.
const ANNOUNCED_EVERY: Duration = Duration::from_secs(60);

/// Seals until shutdown; a database that is away is waited for.
pub async fn run(
    database: Database,
    signer: Arc<dyn HeadSigner>,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    // What a process before this one sealed may not be told yet.
    let (mut news, mut announced) = (true, None::<Instant>);
    loop {
        let pause = match seal(&database, signer.clone()).await {
            Ok(sealed) => {
                news |= sealed > 0;
                if sealed == BATCH_MAX {
                    Duration::ZERO
                } else {
                    EVERY
                }
            }
            Err(error) => {
                tracing::warn!(%error, service = database.service(), "sealing failed; trying again");
                AFTER_FAILURE
            }
        };
        if news && announced.is_none_or(|at| at.elapsed() >= ANNOUNCED_EVERY) {
            let told = told(&database).await;
            news = told == Told::Failed;
            if told != Told::NoNews {
                announced = Some(Instant::now());
            }
        }
        tokio::select! {
            () = shutdown.triggered() => break,
            () = tokio::time::sleep(pause) => {}
        }
    }
    // What the last requests wrote is sealed before the process goes, and told with its last events.
    seal(&database, signer).await?;
    told(&database).await;
    Ok(())
}

/// What came of telling the newest head.
#[derive(PartialEq, Eq)]
enum Told {
    News,
    NoNews,
    Failed,
}

/// Another process may tell at the same time; what can't be told now is told with the next head.
async fn told(database: &Database) -> Told {
    match announce(database).await {
        Ok(true) => Told::News,
        Ok(false) => Told::NoNews,
        Err(error) => {
            tracing::warn!(%error, service = database.service(), "the newest tree head was not told");
            Told::Failed
        }
    }
}

/// Seals what is committed and not sealed, a bounded number; returns how many rows. Zero too
/// when another process is sealing.
pub async fn seal(database: &Database, signer: Arc<dyn HeadSigner>) -> Result<i64, Error> {
    let service = database.service();
    database
        .relay(move |connection| {
            Box::pin(async move { seal_batch(connection, service, &*signer).await })
        })
        .await
}

#[derive(sqlx::FromRow)]
struct LastHead {
    number: i64,
    size: i64,
    frontier: Vec<u8>,
    horizon: String,
}

#[derive(sqlx::FromRow)]
struct Unsealed {
    kind: i16,
    id: Uuid,
    digest: Vec<u8>,
    txid: String,
}

async fn seal_batch(
    connection: &mut PgConnection,
    service: &str,
    signer: &dyn HeadSigner,
) -> Result<i64, Error> {
    let mine: bool = sqlx::query_scalar(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('kezhuan sealer', 0))",
    )
    .fetch_one(&mut *connection)
    .await?;
    if !mine {
        return Ok(0);
    }
    // A plan made while the tables were young would read all of them, several times a second; so would
    // an anti join, which is why `unsealed` asks for the leaf row by row.
    sqlx::query("SET LOCAL enable_seqscan = off")
        .execute(&mut *connection)
        .await?;
    let last = last_head(connection).await?;
    let size = u64::try_from(last.size).unwrap_or_default();
    let mut frontier =
        Frontier::restore(size, &last.frontier).ok_or(Error::Frontier(last.number))?;
    nodes::keep(connection, size).await?;
    // Taken before the rows are read: every transaction below it has ended and can be seen.
    let oldest_running: String =
        sqlx::query_scalar("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")
            .fetch_one(&mut *connection)
            .await?;
    // A database restored into a younger server starts its transaction numbers again.
    let from = if number(&last.horizon) > number(&oldest_running) {
        "0"
    } else {
        &last.horizon
    };
    let rows = unsealed(connection, from).await?;
    let Some(newest) = rows.last() else {
        return Ok(0);
    };
    let full = rows.len() as i64 == BATCH_MAX;
    let horizon = match full {
        true => number(&oldest_running).min(number(&newest.txid)),
        false => number(&oldest_running),
    };
    rows.iter().for_each(|row| frontier.push(&row.digest));
    insert_leaves(connection, last.size, &rows).await?;
    let mut head = TreeHead {
        number: last.number + 1,
        size: frontier.size() as i64,
        root: frontier.root().to_vec(),
        sealed_at: Utc::now().trunc_subsecs(6),
        algorithm: signer.algorithm().to_owned(),
        key_id: signer.key_id(),
        signature: Vec::new(),
    };
    head.signature = signer.sign(&head.message(service));
    heads::insert(connection, &head, &frontier, horizon).await?;
    Ok(rows.len() as i64)
}

fn number(txid: &str) -> u64 {
    txid.parse().unwrap_or_default()
}

async fn last_head(connection: &mut PgConnection) -> Result<LastHead, Error> {
    let last: Option<LastHead> = sqlx::query_as(
        "SELECT number, size, frontier, horizon::text FROM tree_head ORDER BY number DESC LIMIT 1",
    )
    .fetch_optional(connection)
    .await?;
    Ok(last.unwrap_or(LastHead {
        number: 0,
        size: 0,
        frontier: Vec::new(),
        horizon: "0".to_owned(),
    }))
}

// The horizon only saves work. That a row is sealed, once, is for the leaf table to say.
async fn unsealed(connection: &mut PgConnection, from: &str) -> Result<Vec<Unsealed>, sqlx::Error> {
    sqlx::query_as(
        "SELECT kind, id, digest, txid::text AS txid FROM (
             SELECT 1::smallint AS kind, id, digest, txid FROM audit WHERE txid >= $1::text::xid8
             UNION ALL
             SELECT 2::smallint, id, digest, txid FROM decision WHERE txid >= $1::text::xid8) AS row
          WHERE (SELECT leaf.leaf_index FROM leaf WHERE leaf.row_id = row.id) IS NULL
          ORDER BY row.txid, row.id LIMIT $2",
    )
    .bind(from)
    .bind(BATCH_MAX)
    .fetch_all(connection)
    .await
}

async fn insert_leaves(
    connection: &mut PgConnection,
    first: i64,
    rows: &[Unsealed],
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO leaf (leaf_index, kind, row_id, digest)
         SELECT $1 + place - 1, kind, row_id, digest
           FROM unnest($2::smallint[], $3::uuid[], $4::bytea[])
                WITH ORDINALITY AS row(kind, row_id, digest, place)",
    )
    .bind(first)
    .bind(rows.iter().map(|row| row.kind).collect::<Vec<_>>())
    .bind(rows.iter().map(|row| row.id).collect::<Vec<_>>())
    .bind(
        rows.iter()
            .map(|row| row.digest.as_slice())
            .collect::<Vec<_>>(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How many rows wait to be sealed, and since when the oldest does.
pub async fn backlog(database: &Database) -> Result<(i64, Option<DateTime<Utc>>), Error> {
    database
        .relay_read(async |connection| {
            Ok(sqlx::query_as(
                "SELECT count(*), min(at) FROM (
                     SELECT id, occurred_at AS at FROM audit
                     UNION ALL SELECT id, created_at FROM decision) AS row
                  WHERE (SELECT leaf.leaf_index FROM leaf WHERE leaf.row_id = row.id) IS NULL",
            )
            .fetch_one(connection)
            .await?)
        })
        .await
}
