//! Who came when for a right: a row per reservation, kept for ever. That only one of them holds, or the pledge it became,
//! is the table's own rule.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_database::{AuditEntry, Write};
use sqlx::PgConnection;
use uuid::Uuid;

use super::pledges;
use crate::domain::asset::{IpAsset, Reservation, ReservationEnd};
use crate::domain::pledge::Pledge;
use crate::domain::refused::Refused;
use crate::error::Error;

/// A step ends the last reservation, or ends it and adds another.
const TOUCHED: usize = 2;

/// One reservation with the proof of its time.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Reserved {
    pub asset_id: Uuid,
    /// 1, 2, 3 … over the life of the right.
    pub place: i32,
    pub pledge_id: Uuid,
    pub bank: String,
    pub reserved_on: NaiveDate,
    pub until_on: NaiveDate,
    /// Missing while it stands.
    pub ended: Option<String>,
    /// It stands, or its pledge lies on the right.
    pub holds: bool,
    /// Given while the right was held: the earlier of two has the lower number.
    pub sequence: i64,
    pub reserve_time: DateTime<Utc>,
}

/// Writes what a step left of a right's reservations.
pub(super) async fn save(write: &mut Write, tenant: &str, asset: &IpAsset) -> Result<(), Error> {
    let untouched = asset.reservations.len().saturating_sub(TOUCHED);
    let touched = &asset.reservations[untouched..];
    if touched.is_empty() {
        return Ok(());
    }
    end(write, asset, touched).await?;
    add(write, tenant, asset, touched).await
}

/// What stood before gives way first: at no moment do two hold.
async fn end(write: &mut Write, asset: &IpAsset, touched: &[Reservation]) -> Result<(), Error> {
    sqlx::query(
        "UPDATE asset_reservation known SET until_on = new.until_on, ended = new.ended, holds = new.holds
           FROM unnest($2::int[], $3::uuid[], $4::date[], $5::text[], $6::boolean[])
                AS new(place, pledge_id, until_on, ended, holds)
          WHERE known.asset_id = $1 AND known.place = new.place AND known.pledge_id = new.pledge_id
            AND (known.until_on, known.ended, known.holds) IS DISTINCT FROM (new.until_on, new.ended, new.holds)",
    )
    .bind(asset.id)
    .bind(column(touched, place))
    .bind(column(touched, |row| row.pledge))
    .bind(column(touched, |row| row.until))
    .bind(column(touched, |row| row.end.map(|end| end.as_str())))
    .bind(column(touched, |row| holds(asset, row)))
    .execute(&mut **write)
    .await
    .map_err(|error| lost(asset, error))?;
    Ok(())
}

async fn add(
    write: &mut Write,
    tenant: &str,
    asset: &IpAsset,
    touched: &[Reservation],
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO asset_reservation (asset_id, place, tenant, pledge_id, bank, reserved_on, until_on, ended, holds)
         SELECT $1, new.place, $2, new.pledge_id, new.bank, new.reserved_on, new.until_on, new.ended, new.holds
           FROM unnest($3::int[], $4::uuid[], $5::text[], $6::date[], $7::date[], $8::text[], $9::boolean[])
                AS new(place, pledge_id, bank, reserved_on, until_on, ended, holds)
          WHERE NOT EXISTS (SELECT FROM asset_reservation known
                             WHERE known.asset_id = $1 AND known.place = new.place AND known.pledge_id = new.pledge_id)
          ORDER BY new.place",
    )
    .bind(asset.id)
    .bind(tenant)
    .bind(column(touched, place))
    .bind(column(touched, |row| row.pledge))
    .bind(column(touched, |row| row.bank.as_str()))
    .bind(column(touched, |row| row.reserved_on))
    .bind(column(touched, |row| row.until))
    .bind(column(touched, |row| row.end.map(|end| end.as_str())))
    .bind(column(touched, |row| holds(asset, row)))
    .execute(&mut **write)
    .await
    .map_err(|error| lost(asset, error))?;
    Ok(())
}

fn column<'r, T>(rows: &'r [Reservation], of: impl Fn(&'r Reservation) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

fn place(row: &Reservation) -> i32 {
    // No right is reserved two thousand million times.
    i32::try_from(row.place).unwrap_or(i32::MAX)
}

fn holds(asset: &IpAsset, row: &Reservation) -> bool {
    match row.end {
        None => true,
        Some(ReservationEnd::Registered) => asset.pledge == Some(row.pledge),
        Some(ReservationEnd::Refused | ReservationEnd::Lapsed | ReservationEnd::Withdrawn) => false,
    }
}

/// Somebody was first: another reservation holds the right, or has this place.
fn lost(asset: &IpAsset, error: sqlx::Error) -> Error {
    let constraint = error
        .as_database_error()
        .and_then(|cause| cause.constraint());
    match constraint {
        Some("asset_reservation_holds_key" | "asset_reservation_pkey") => taken(asset).into(),
        _ => error.into(),
    }
}

fn taken(asset: &IpAsset) -> Refused {
    Refused::new(
        "ALREADY_PLEDGED",
        format!("{} 已被在先申请占用或已质押", asset.number),
        format!("{} is reserved or pledged already", asset.number),
    )
}

/// Puts on the pledge's record which place each of its rights keeps for it, and since when: sealed with the record, it proves
/// to anybody who came first. Only the parties of the pledge read that record.
pub async fn record(write: &mut Write, pledge: &Pledge) -> Result<(), Error> {
    let standing = of_pledge(write, pledge.id).await?.into_iter();
    for row in standing.filter(|row| row.ended.is_none()) {
        write.audit(AuditEntry {
            action: "pledge.reserved",
            aggregate: pledges::AGGREGATE,
            aggregate_id: pledge.id,
            version: pledge.version,
            detail: serde_json::json!({
                "asset": row.asset_id,
                "place": row.place,
                "sequence": row.sequence,
                "reserve_time": row.reserve_time,
                "reserved_on": row.reserved_on,
                "until": row.until_on,
            }),
        });
    }
    Ok(())
}

/// The reservations of a right, first come first.
pub async fn of_asset(connection: &mut PgConnection, asset: Uuid) -> Result<Vec<Reserved>, Error> {
    let rows = sqlx::query_as(
        "SELECT asset_id, place, pledge_id, bank, reserved_on, until_on, ended, holds, sequence, reserve_time
           FROM asset_reservation WHERE asset_id = $1 ORDER BY place",
    )
    .bind(asset)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// The reservations that were made for a pledge, first come first.
pub async fn of_pledge(
    connection: &mut PgConnection,
    pledge: Uuid,
) -> Result<Vec<Reserved>, Error> {
    let rows = sqlx::query_as(
        "SELECT asset_id, place, pledge_id, bank, reserved_on, until_on, ended, holds, sequence, reserve_time
           FROM asset_reservation WHERE pledge_id = $1 ORDER BY sequence",
    )
    .bind(pledge)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
