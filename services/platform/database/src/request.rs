//! Request ids: the first answer to a request is the answer to each of its repeats. An organisation's
//! own number of a request does the same, for ever.
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_protocol::Numbered;
use kezhuan_runtime::Shutdown;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use tonic::{Code, Status};
use uuid::Uuid;

use crate::{Database, Error};

/// The unique constraint that lets one of two equal requests win.
pub(crate) const CONSTRAINT: &str = "request_pkey";
/// Repeats are answered for this long.
pub const KEPT_DAYS: i32 = 30;
const PURGE_MAX: i64 = 1_000;
const PURGE_EVERY: Duration = Duration::from_secs(3_600);
/// Between two batches, so that a purge never holds up the requests themselves.
const PURGE_PAUSE: Duration = Duration::from_millis(50);
const AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Names one request of one organisation, and what it asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    pub organisation: String,
    pub id: Uuid,
    pub body_digest: [u8; 32],
    /// The organisation's own number of the request, whose answer is then kept for ever.
    pub number: Option<String>,
}

impl RequestKey {
    /// The key of `message` as the caller sent it.
    pub fn of<R: prost::Message + prost::Name>(
        caller: &Caller,
        request_id: &str,
        message: &R,
    ) -> Result<Self, Error> {
        let id = Uuid::try_parse(request_id)
            .map_err(|_| Error::RequestIdInvalid(request_id.to_owned()))?;
        Ok(Self {
            organisation: caller.organisation.clone(),
            id,
            body_digest: body_digest::<R>(&message.encode_to_vec()),
            number: None,
        })
    }

    /// The key of a message that the caller's organisation numbered by itself. The number takes the
    /// place of the request id, so that all that holds for one holds for the other.
    pub fn numbered<R: prost::Message + prost::Name + Numbered>(
        caller: &Caller,
        message: &R,
    ) -> Self {
        let number = message.biz_no();
        Self {
            organisation: caller.organisation.clone(),
            id: id_of_number(number),
            body_digest: body_digest::<R>(&message.numbered_body()),
            number: Some(number.to_owned()),
        }
    }

    /// What is said when another body comes under the same name.
    fn reused(&self) -> Error {
        match &self.number {
            Some(number) => Error::NumberReused(number.clone()),
            None => Error::RequestIdReused(self.id),
        }
    }
}

fn body_digest<R: prost::Name>(body: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(R::full_name().as_bytes());
    hasher.update([0]);
    hasher.update(body);
    hasher.finalize().into()
}

/// A UUID of version 8, which no client makes by chance.
fn id_of_number(number: &str) -> Uuid {
    let digest: [u8; 32] = Sha256::digest(number.as_bytes()).into();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// What the first run of a request came to.
#[derive(Debug)]
pub(crate) enum Stored {
    Answer(Vec<u8>),
    Refusal(Status),
}

#[derive(sqlx::FromRow)]
struct StoredRow {
    body_digest: Vec<u8>,
    answer: Option<Vec<u8>>,
    refusal_code: Option<i32>,
    refusal_message: Option<String>,
    refusal_details: Option<Vec<u8>>,
}

/// The stored outcome of `key`, if it has one; another body under the same id is an error.
pub(crate) async fn stored(
    connection: &mut PgConnection,
    key: &RequestKey,
) -> Result<Option<Stored>, Error> {
    let row: Option<StoredRow> = sqlx::query_as(
        "SELECT body_digest, answer, refusal_code, refusal_message, refusal_details
           FROM request WHERE organisation = $1 AND request_id = $2",
    )
    .bind(&key.organisation)
    .bind(key.id)
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if row.body_digest != key.body_digest {
        return Err(key.reused());
    }
    Ok(Some(match row.answer {
        Some(answer) => Stored::Answer(answer),
        None => Stored::Refusal(Status::with_details(
            Code::from_i32(row.refusal_code.unwrap_or_default()),
            row.refusal_message.unwrap_or_default(),
            row.refusal_details.unwrap_or_default().into(),
        )),
    }))
}

/// Stores a refusal, so that a repeat gets it again whatever has changed since.
pub(crate) async fn store_refusal(
    connection: &mut PgConnection,
    key: &RequestKey,
    refusal: &Status,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query(
        "INSERT INTO request (organisation, request_id, body_digest,
                              refusal_code, refusal_message, refusal_details, kept_for_ever)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    )
    .bind(&key.organisation)
    .bind(key.id)
    .bind(key.body_digest.as_slice())
    .bind(refusal.code() as i32)
    .bind(refusal.message())
    .bind(refusal.details())
    .bind(key.number.is_some())
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets old requests until shutdown: at the start, then every hour, by the machine's clock.
pub async fn keep_young(database: Database, shutdown: Shutdown) -> anyhow::Result<()> {
    loop {
        let pause = match purge(&database).await {
            Ok(0) => PURGE_EVERY,
            Ok(_) => PURGE_PAUSE,
            Err(error) => {
                tracing::warn!(%error, service = database.service(), "old request ids stay for now");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Forgets requests older than [`KEPT_DAYS`] that nobody numbered, a bounded number at a time; returns how many. Zero
/// too while another process is at it.
pub async fn purge(database: &Database) -> Result<u64, Error> {
    database
        .relay(|connection| {
            Box::pin(async move {
                let mine: bool = sqlx::query_scalar(
                    "SELECT pg_try_advisory_xact_lock(hashtextextended('kezhuan request purge', 0))",
                )
                .fetch_one(&mut *connection)
                .await?;
                if !mine {
                    return Ok(0);
                }
                let done = sqlx::query(
                    "DELETE FROM request WHERE ctid = ANY (ARRAY(
                         SELECT ctid FROM request
                          WHERE created_at < now() - make_interval(days => $1) AND NOT kept_for_ever
                          LIMIT $2))",
                )
                .bind(KEPT_DAYS)
                .bind(PURGE_MAX)
                .execute(connection)
                .await?;
                Ok(done.rows_affected())
            })
        })
        .await
}

/// The requests this process is working on.
#[derive(Debug, Clone, Default)]
pub(crate) struct InFlight(Arc<Mutex<HashSet<(String, Uuid)>>>);

impl InFlight {
    /// Claims the key until the returned guard is dropped; `None` when it is claimed already.
    pub fn claim(&self, key: &RequestKey) -> Option<Claimed> {
        let entry = (key.organisation.clone(), key.id);
        let mut claimed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        claimed.insert(entry.clone()).then(|| Claimed {
            all: self.clone(),
            entry,
        })
    }
}

pub(crate) struct Claimed {
    all: InFlight,
    entry: (String, Uuid),
}

impl Drop for Claimed {
    fn drop(&mut self) {
        let mut claimed = self.all.0.lock().unwrap_or_else(PoisonError::into_inner);
        claimed.remove(&self.entry);
    }
}
