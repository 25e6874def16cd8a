//! Approved lines of corrections as they were sealed with their approvals. Lines are no sealed rows themselves, and payments
//! are made from them: nobody reads or decides a correction of which a line was altered, and an audit names it.
use kezhuan_database::Database;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::api::names::{CLAIMS, CORRECTIONS};
use crate::domain::correction;
use crate::error::Error;
use crate::store::correction_lines;

/// Holds that the approved lines of a correction are what was sealed.
pub async fn check(connection: &mut PgConnection, id: Uuid) -> Result<(), Error> {
    let altered = correction_lines::altered(connection, Some(id)).await?;
    match altered.first() {
        Some(line) => Err(correction::altered(CLAIMS.name(line.claim_id)).into()),
        None => Ok(()),
    }
}

/// A line that is not what was sealed with its approval, by the names of its correction and claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlteredLine {
    pub correction: String,
    pub claim: String,
}

/// What an audit finds of the lines of all corrections.
pub async fn audit(database: &Database) -> anyhow::Result<Vec<AlteredLine>> {
    let altered =
        database.relay_read(async |connection| correction_lines::altered(connection, None).await);
    let found = altered.await?.into_iter().map(|line| AlteredLine {
        correction: CORRECTIONS.name(line.correction_id),
        claim: CLAIMS.name(line.claim_id),
    });
    Ok(found.collect())
}
