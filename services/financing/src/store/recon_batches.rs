//! Batches of reconciliation: a bank's day. Its lines and tickets have tables of their own; a batch that is read for a step
//! carries its tickets, and its lines where they are to be compared.
use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use kezhuan_database::{OnConstraint, Write};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::stored::{Place, Step, Stored, record, written};
use super::{parties, recon_lines, recon_tickets};
use crate::domain::recon::{Batch, State};
use crate::domain::refused::Refused;
use crate::error::Error;

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "recon";

/// What stands of a batch beside its lines and tickets.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Summary {
    pub id: Uuid,
    pub tenant: String,
    pub version: i64,
    pub event_sequence: i64,
    pub state: String,
    pub bank: String,
    pub business_day: NaiveDate,
    pub loaded_on: Option<NaiveDate>,
    pub file_sha256: Option<Vec<u8>>,
    pub lines: i64,
    pub total_fen: i64,
    pub matched: i64,
    pub differences: i64,
    pub open_differences: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// What a list of batches is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub state: Option<String>,
    pub bank: Option<String>,
    pub day_from: Option<NaiveDate>,
    pub day_to: Option<NaiveDate>,
}

impl Summary {
    fn read(self, batch: Batch) -> Stored<Batch> {
        Stored {
            body: batch,
            tenant: self.tenant,
            event_sequence: self.event_sequence,
            create_time: self.create_time,
            update_time: self.update_time,
        }
    }
}

/// Opens the batch of a bank's day. `events`: how many the opening publishes.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    batch: Batch,
    events: i64,
) -> Result<Stored<Batch>, Error> {
    write.in_tenant(tenant);
    parties::open(write, batch.id, tenant, &batch.bank, &[]).await?;
    let now = Utc::now().trunc_subsecs(6);
    sqlx::query(
        "INSERT INTO recon_batch (id, tenant, version, event_sequence, state, bank, business_day, lines, total_fen, matched,
                                  create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0, $8, $8)",
    )
    .bind(batch.id)
    .bind(tenant)
    .bind(batch.version)
    .bind(events)
    .bind(batch.state.as_str())
    .bind(&batch.bank)
    .bind(batch.business_day)
    .bind(now)
    .execute(&mut **write)
    .await
    .on_constraint("recon_batch_day_key", Error::from(opened_before()))?;
    record(write, step(&batch, "ReconOpened", ""));
    Ok(Stored {
        body: batch,
        tenant: tenant.to_owned(),
        event_sequence: events,
        create_time: now,
        update_time: now,
    })
}

/// Saves a batch after a step, with the lines and tickets the step brought; its one event is published under the sequence
/// in the answer. `file`: the digest of the file a load brought.
pub async fn save(
    write: &mut Write,
    before: &Stored<Batch>,
    after: Batch,
    file: Option<&[u8]>,
    event: &'static str,
) -> Result<Stored<Batch>, Error> {
    write.in_tenant(&before.tenant);
    let after = before.moved_to(after);
    let batch = &after.body;
    let done = sqlx::query(
        "UPDATE recon_batch SET version = $3, event_sequence = $4, state = $5, loaded_on = $6, matched = $7,
                                file_sha256 = coalesce($8, file_sha256), update_time = $9
          WHERE id = $1 AND version = $2",
    )
    .bind(batch.id)
    .bind(before.body.version)
    .bind(batch.version)
    .bind(after.event_sequence)
    .bind(batch.state.as_str())
    .bind(batch.loaded_on)
    .bind(i64::try_from(batch.matched).unwrap_or(i64::MAX))
    .bind(file)
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    if before.body.state == State::Open && batch.state == State::Loaded {
        recon_lines::insert(write, &before.tenant, batch).await?;
    }
    recon_tickets::save(write, &before.tenant, &before.body, batch).await?;
    record(write, step(batch, event, before.body.state.as_str()));
    Ok(after)
}

fn step(batch: &Batch, event: &'static str, from: &'static str) -> Step {
    Step {
        action: "recon.moved",
        aggregate: AGGREGATE,
        id: batch.id,
        version: batch.version,
        event,
        from,
        to: batch.state.as_str(),
    }
}

fn opened_before() -> Refused {
    Refused::new(
        "BATCH_OPENED_BEFORE",
        "该银行该日的对账批次已建立",
        "the batch of this bank's day is there already",
    )
}

/// The batch with its tickets, held until the transaction ends; with its lines where they are wanted for the comparison.
pub async fn lock(
    write: &mut Write,
    id: Uuid,
    with_lines: bool,
) -> Result<Option<Stored<Batch>>, Error> {
    sqlx::query("SELECT id FROM recon_batch WHERE id = $1 FOR UPDATE")
        .bind(id)
        .execute(&mut **write)
        .await?;
    find(write, id, with_lines).await
}

/// The batch with its tickets, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
    with_lines: bool,
) -> Result<Option<Stored<Batch>>, Error> {
    let Some(summary) = summary(connection, id).await? else {
        return Ok(None);
    };
    // The column holds nothing else.
    let state = State::parse(&summary.state)
        .ok_or_else(|| anyhow::anyhow!("no such state of a batch: {}", summary.state))?;
    let lines = match with_lines {
        true => recon_lines::of(connection, id).await?,
        false => Vec::new(),
    };
    let batch = Batch {
        id,
        bank: summary.bank.clone(),
        business_day: summary.business_day,
        state,
        version: summary.version,
        loaded_on: summary.loaded_on,
        lines,
        matched: u64::try_from(summary.matched).unwrap_or_default(),
        tickets: recon_tickets::of(connection, id).await?,
    };
    Ok(Some(summary.read(batch)))
}

/// What stands of a batch, or nothing where the caller may not see it.
pub async fn summary(connection: &mut PgConnection, id: Uuid) -> Result<Option<Summary>, Error> {
    let found = sqlx::query_as(
        "SELECT batch.*, (SELECT count(*) FROM recon_ticket WHERE batch_id = batch.id) AS differences,
                (SELECT count(*) FROM recon_ticket WHERE batch_id = batch.id AND closed_by IS NULL) AS open_differences
           FROM recon_batch batch WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// Holds a bank's day until the transaction ends, whether its batch is open or not: nobody opens it between a look and a
/// write.
pub async fn hold_day(write: &mut Write, bank: &str, day: NaiveDate) -> Result<(), Error> {
    sqlx::query(
        "SELECT pg_advisory_xact_lock(hashtextextended('recon ' || $1 || ' ' || $2::date, 0))",
    )
    .bind(bank)
    .bind(day)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The id of a bank's day.
pub async fn of_day(
    connection: &mut PgConnection,
    bank: &str,
    day: NaiveDate,
) -> Result<Option<Uuid>, Error> {
    let found =
        sqlx::query_scalar("SELECT id FROM recon_batch WHERE bank = $1 AND business_day = $2")
            .bind(bank)
            .bind(day)
            .fetch_optional(connection)
            .await?;
    Ok(found)
}

/// One page of the batches the caller may read, newest first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Summary>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT batch.*, (SELECT count(*) FROM recon_ticket WHERE batch_id = batch.id) AS differences,
                (SELECT count(*) FROM recon_ticket WHERE batch_id = batch.id AND closed_by IS NULL) AS open_differences
           FROM recon_batch batch
          WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR bank = $2)
            AND ($3::date IS NULL OR business_day >= $3) AND ($4::date IS NULL OR business_day <= $4)
            AND ($5::timestamptz IS NULL OR (create_time, id) < ($5, $6))
          ORDER BY create_time DESC, id DESC LIMIT $7",
    )
    .bind(&filter.state)
    .bind(&filter.bank)
    .bind(filter.day_from)
    .bind(filter.day_to)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Loaded batches that are not compared yet, which a crash left behind the load, in the order of their ids.
pub async fn uncompared(
    connection: &mut PgConnection,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, Error> {
    let rows = sqlx::query_scalar(
        "SELECT id FROM recon_batch WHERE state = 'LOADED' AND id > $1 ORDER BY id LIMIT $2",
    )
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Days before `day` whose file has not come, the earliest first.
pub async fn without_a_file(
    connection: &mut PgConnection,
    day: NaiveDate,
    limit: i64,
) -> Result<Vec<(Uuid, String, NaiveDate)>, Error> {
    let rows = sqlx::query_as(
        "SELECT id, bank, business_day FROM recon_batch WHERE state = 'OPEN' AND business_day < $1
          ORDER BY business_day, id LIMIT $2",
    )
    .bind(day)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
