//! Stored decisions as a stream, for asking their questions again: binary COPY over a connection of its
//! own, so that neither a pool nor memory is held by how many there are.
mod tuples;

use bytes::Bytes;
use chrono::NaiveDate;
use futures::TryStreamExt;
use kezhuan_auth::Caller;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::scope::{Scope, plain};
use crate::{Database, Error};
use tuples::Tuples;

/// Rows and bytes of one batch, whichever is reached first.
const BATCH_ROWS_MAX: usize = 512;
const BATCH_BYTES_MAX: usize = 1 << 20;
/// Batches that wait for whoever reads them.
const BATCHES_AHEAD_MAX: usize = 4;

/// Which decisions are read.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Whose timeline was asked.
    pub rule_tenant: String,
    pub hook: String,
    /// Legal dates, both included.
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// What of a decision is needed to ask its question again and to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDecision {
    pub id: Uuid,
    pub case_id: Uuid,
    /// The case's own, as text.
    pub tenant: Bytes,
    pub legal_date: NaiveDate,
    /// `ANSWERED`, `FAILED`, `NO_RULE_IN_FORCE` …
    pub outcome_kind: Bytes,
    /// JSON; only where the result does not say it: an answer the host refused.
    pub reasons: Option<Bytes>,
    pub input: Bytes,
    pub outcome: Bytes,
    /// Another decision stands in its place, as the service says: it grants nothing any more.
    pub outdone: bool,
}

impl PastDecision {
    fn bytes_len(&self) -> usize {
        self.input.len() + self.outcome.len()
    }
}

/// Decisions in batches, in no order. Dropping it ends the reading.
pub type PastDecisions = mpsc::Receiver<Result<Vec<PastDecision>, Error>>;

impl Database {
    /// Streams the decisions of `selection` that `caller` may read.
    pub fn past_decisions(
        &self,
        caller: &Caller,
        selection: &Selection,
    ) -> Result<PastDecisions, Error> {
        let opening = Scope::of(caller)?.begin_read_only();
        let statement = statement(selection)?;
        let options = self.app_options();
        let (sender, receiver) = mpsc::channel(BATCHES_AHEAD_MAX);
        kezhuan_runtime::spawn("past decisions", async move {
            let read = async {
                // A stream that nobody reads to its end would leave the rest of it on a pooled connection.
                let mut connection = PgConnection::connect_with(&options).await?;
                // It lasts as long as it is read; who reads has a deadline.
                let opening = format!("{opening}; SET LOCAL statement_timeout = 0");
                connection.execute(AssertSqlSafe(opening)).await?;
                copied(&mut connection, &statement, &sender).await
            };
            if let Err(error) = read.await {
                // Nobody left to tell is no trouble.
                let _ = sender.send(Err(error)).await;
            }
        });
        Ok(receiver)
    }
}

async fn copied(
    connection: &mut PgConnection,
    statement: &str,
    sender: &mpsc::Sender<Result<Vec<PastDecision>, Error>>,
) -> Result<(), Error> {
    let mut chunks = connection.copy_out_raw(statement).await?;
    let mut tuples = Tuples::default();
    let mut batch = Vec::with_capacity(BATCH_ROWS_MAX);
    let mut bytes = 0;
    while let Some(chunk) = chunks.try_next().await? {
        for decision in tuples.take(chunk)? {
            bytes += decision.bytes_len();
            batch.push(decision);
        }
        if batch.len() >= BATCH_ROWS_MAX || bytes >= BATCH_BYTES_MAX {
            let full = std::mem::replace(&mut batch, Vec::with_capacity(BATCH_ROWS_MAX));
            bytes = 0;
            if sender.send(Ok(full)).await.is_err() {
                return Ok(());
            }
        }
    }
    tuples.ended()?;
    if !batch.is_empty() {
        let _ = sender.send(Ok(batch)).await;
    }
    Ok(())
}

/// COPY takes no parameters: nothing that could end a literal comes this far.
fn statement(selection: &Selection) -> Result<String, Error> {
    let tenant = plain("tenant", &selection.rule_tenant, 32)?;
    let hook = plain("hook", &selection.hook, 128)?;
    let (from, to) = (selection.from, selection.to);
    Ok(format!(
        "COPY (SELECT id, case_id, tenant, legal_date, outcome_kind,
                      CASE outcome_kind WHEN 'REFUSED_BY_HOST' THEN reasons END, input, outcome,
                      outdone.id IS NOT NULL
                 FROM decision LEFT JOIN outdone_decision outdone USING (id)
                WHERE hook = '{hook}' AND rule_tenant = '{tenant}'
                  AND legal_date BETWEEN '{from}' AND '{to}')
           TO STDOUT (FORMAT binary)"
    ))
}
