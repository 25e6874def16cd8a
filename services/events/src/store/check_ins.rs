//! Who came to which session.
use std::collections::BTreeMap;

use kezhuan_database::{OnConstraint, Write};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::domain::refused::Refused;
use crate::domain::registration::{Registration, Scan};
use crate::error::Error;

/// How many people came to an event, and to its sessions together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attendance {
    pub people: i64,
    pub person_times: i64,
}

/// The registrations that these scans were counted for.
pub async fn scanned(
    connection: &mut PgConnection,
    scans: &[Uuid],
) -> Result<BTreeMap<Uuid, Uuid>, Error> {
    let found: Vec<(Uuid, Uuid)> =
        sqlx::query_as("SELECT scan_id, registration_id FROM check_in WHERE scan_id = ANY ($1)")
            .bind(scans)
            .fetch_all(connection)
            .await?;
    Ok(found.into_iter().collect())
}

/// Adds that somebody came.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    registration: &Registration,
    scan: &Scan,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO check_in (registration_id, session, tenant, event_id, scan_id, scanned_on)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(registration.id)
    .bind(&scan.session)
    .bind(tenant)
    .bind(registration.event)
    .bind(scan.id)
    .bind(scan.on)
    .execute(&mut **write)
    .await
    .on_constraint("check_in_scan_key", Error::from(reused()))?;
    Ok(())
}

fn reused() -> Refused {
    Refused::new(
        "SCAN_REUSED",
        "扫码编号正由另一次上传使用，请为每次扫码生成新的编号",
        "another upload has this scan id: give every scan its own",
    )
}

/// Who came to an event.
pub async fn attendance(connection: &mut PgConnection, event: Uuid) -> Result<Attendance, Error> {
    let (people, person_times): (i64, i64) = sqlx::query_as(
        "SELECT count(DISTINCT registration_id), count(*) FROM check_in WHERE event_id = $1",
    )
    .bind(event)
    .fetch_one(connection)
    .await?;
    Ok(Attendance {
        people,
        person_times,
    })
}
