//! The lines of a bank's file, as they came.
use kezhuan_database::Write;
use kezhuan_law::Fen;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::recon::{Batch, Line};
use crate::error::Error;

/// Adds the lines that a load brought, and what they come to.
pub(super) async fn insert(write: &mut Write, tenant: &str, batch: &Batch) -> Result<(), Error> {
    let lines = &batch.lines;
    sqlx::query(
        "INSERT INTO recon_line (batch_id, position, tenant, no, amount_fen, status)
         SELECT $1, (line.position - 1)::int, $2, line.no, line.amount_fen, line.status
           FROM unnest($3::text[], $4::bigint[], $5::text[]) WITH ORDINALITY AS line(no, amount_fen, status, position)",
    )
    .bind(batch.id)
    .bind(tenant)
    .bind(column(lines, |line| line.no.as_str()))
    .bind(column(lines, |line| line.amount.get()))
    .bind(column(lines, |line| line.status.as_str()))
    .execute(&mut **write)
    .await?;
    sqlx::query(
        "UPDATE recon_batch SET lines = counted.lines, total_fen = counted.total_fen
           FROM (SELECT count(*) AS lines, coalesce(sum(amount_fen), 0)::bigint AS total_fen
                   FROM recon_line WHERE batch_id = $1) counted
          WHERE id = $1",
    )
    .bind(batch.id)
    .execute(&mut **write)
    .await?;
    Ok(())
}

fn column<'r, T>(lines: &'r [Line], of: impl Fn(&'r Line) -> T) -> Vec<T> {
    lines.iter().map(of).collect()
}

/// The lines of a batch, in the order of the file.
pub async fn of(connection: &mut PgConnection, batch: Uuid) -> Result<Vec<Line>, Error> {
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT no, amount_fen, status FROM recon_line WHERE batch_id = $1 ORDER BY position",
    )
    .bind(batch)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(line).collect())
}

/// The lines of a batch that have one of these numbers, in the order of the file.
pub async fn with_numbers(
    connection: &mut PgConnection,
    batch: Uuid,
    numbers: &[String],
) -> Result<Vec<Line>, Error> {
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT no, amount_fen, status FROM recon_line WHERE batch_id = $1 AND no = ANY ($2) ORDER BY position",
    )
    .bind(batch)
    .bind(numbers)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(line).collect())
}

fn line((no, amount, status): (String, i64, String)) -> Line {
    Line {
        no,
        amount: Fen(amount),
        status,
    }
}
