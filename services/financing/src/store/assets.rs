//! IP rights in Postgres: the body is the aggregate, the columns beside it are searched and constrained.
use chrono::{NaiveDate, SubsecRound, Utc};
use kezhuan_database::{OnConstraint, Write};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::stored::{Step, Stored, record, written};
use super::{parties, reservations};
use crate::domain::asset::{IpAsset, fee};
use crate::domain::refused::Refused;
use crate::error::Error;

pub use super::asset_list::{Filter, Order, SortKey, list};

/// Names the aggregate in subjects and in the record.
pub const AGGREGATE: &str = "asset";

/// Adds a registered right; its owner is its first party. `events`: how many the registration publishes.
pub async fn insert(
    write: &mut Write,
    tenant: &str,
    asset: IpAsset,
    events: i64,
) -> Result<Stored<IpAsset>, Error> {
    write.in_tenant(tenant);
    parties::open(write, asset.id, tenant, &asset.owner, &[]).await?;
    let now = Utc::now().trunc_subsecs(6);
    sqlx::query(
        "INSERT INTO ip_asset (id, tenant, version, event_sequence, kind, number, owner, legal, encumbrance,
                               expires_on, fee_due_on, preserved, body, create_time, update_time)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)",
    )
    .bind(asset.id)
    .bind(tenant)
    .bind(asset.version)
    .bind(events)
    .bind(asset.kind.as_str())
    .bind(&asset.number)
    .bind(&asset.owner)
    .bind(asset.legal.as_str())
    .bind(asset.encumbrance.as_str())
    .bind(asset.expires_on)
    .bind(fee_due_on(&asset))
    .bind(asset.preserved_since.is_some())
    .bind(Json(&asset))
    .bind(now)
    .execute(&mut **write)
    .await
    .on_constraint("ip_asset_number_key", Error::from(known_already()))?;
    record(
        write,
        step(&asset, "AssetRegistered", ("", asset.encumbrance.as_str())),
    );
    Ok(Stored {
        body: asset,
        tenant: tenant.to_owned(),
        event_sequence: events,
        create_time: now,
        update_time: now,
    })
}

/// Saves a right after a step, with its reservations. Its one event is published under the sequence in the answer.
pub async fn save(
    write: &mut Write,
    before: &Stored<IpAsset>,
    after: IpAsset,
    event: &'static str,
) -> Result<Stored<IpAsset>, Error> {
    write.in_tenant(&before.tenant);
    // First, so that what can't stand beside another is refused before the right says that it does.
    reservations::save(write, &before.tenant, &after).await?;
    let after = before.moved_to(after);
    let asset = &after.body;
    let done = sqlx::query(
        "UPDATE ip_asset SET version = $3, event_sequence = $4, owner = $5, legal = $6, encumbrance = $7,
                             pledge_id = $8, expires_on = $9, fee_due_on = $10, valuation_ends_on = $11,
                             preserved = $12, body = $13, update_time = $14
          WHERE id = $1 AND version = $2",
    )
    .bind(asset.id)
    .bind(before.body.version)
    .bind(asset.version)
    .bind(after.event_sequence)
    .bind(&asset.owner)
    .bind(asset.legal.as_str())
    .bind(asset.encumbrance.as_str())
    .bind(asset.pledge)
    .bind(asset.expires_on)
    .bind(fee_due_on(asset))
    .bind(asset.valuation_ends_on())
    .bind(asset.preserved_since.is_some())
    .bind(Json(asset))
    .bind(after.update_time)
    .execute(&mut **write)
    .await?;
    written(&done)?;
    record(write, step(asset, event, moved(&before.body, asset)));
    Ok(after)
}

fn step(asset: &IpAsset, event: &'static str, (from, to): (&'static str, &'static str)) -> Step {
    Step {
        action: "asset.moved",
        aggregate: AGGREGATE,
        id: asset.id,
        version: asset.version,
        event,
        from,
        to,
    }
}

/// The states of the dimension that moved; where neither did, those of the encumbrance.
fn moved(before: &IpAsset, after: &IpAsset) -> (&'static str, &'static str) {
    match before.legal == after.legal {
        true => (before.encumbrance.as_str(), after.encumbrance.as_str()),
        false => (before.legal.as_str(), after.legal.as_str()),
    }
}

/// The day the next annual fee falls due.
pub(super) fn fee_due_on(asset: &IpAsset) -> Option<NaiveDate> {
    fee::due_on(asset.filed_on, asset.next_fee_year()?)
}

fn known_already() -> Refused {
    Refused::new(
        "ASSET_KNOWN",
        "该权利已登记,一项权利只登记一次",
        "this right is registered already; a right is registered once",
    )
}

/// The right, or nothing where the caller may not see it.
pub async fn find(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Option<Stored<IpAsset>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM ip_asset WHERE id = $1",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found)
}

/// These rights as far as the caller may see them, in the order of their ids.
pub async fn find_all(
    connection: &mut PgConnection,
    ids: &[Uuid],
) -> Result<Vec<Stored<IpAsset>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM ip_asset WHERE id = ANY ($1) ORDER BY id",
    )
    .bind(ids)
    .fetch_all(connection)
    .await?;
    Ok(found)
}

/// The right, held until the transaction ends.
pub async fn lock(write: &mut Write, id: Uuid) -> Result<Option<Stored<IpAsset>>, Error> {
    let found = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM ip_asset WHERE id = $1 FOR UPDATE",
    )
    .bind(id)
    .fetch_optional(&mut **write)
    .await?;
    Ok(found)
}

/// These rights, held until the transaction ends. Whoever holds several takes them in the order of their ids, so that no
/// two wait for each other. All or none: one that the caller may not write is not found.
pub async fn lock_all(write: &mut Write, ids: &[Uuid]) -> Result<Vec<Stored<IpAsset>>, Error> {
    let found: Vec<Stored<IpAsset>> = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM ip_asset
          WHERE id = ANY ($1) ORDER BY id FOR UPDATE",
    )
    .bind(ids)
    .fetch_all(&mut **write)
    .await?;
    let missing = |id: &&Uuid| !found.iter().any(|stored| stored.body.id == **id);
    match ids.iter().find(missing) {
        None => Ok(found),
        Some(id) => Err(Error::NotFound {
            zh: "知识产权",
            en: "asset",
            name: format!("assets/{id}"),
        }),
    }
}

/// Rights whose reservation is over on `today` and stands all the same, in the order of their ids.
pub async fn reservations_over(
    connection: &mut PgConnection,
    today: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<IpAsset>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM ip_asset
          WHERE id > $2 AND id IN (SELECT asset_id FROM asset_reservation WHERE ended IS NULL AND until_on < $1)
          ORDER BY id LIMIT $3",
    )
    .bind(today)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Rights in force whose next fee falls due, or whose term or the valuation under their pledge ends, between two days, in the
/// order of their ids: those that somebody may have to be told of.
pub async fn falling_due(
    connection: &mut PgConnection,
    (from, to): (NaiveDate, NaiveDate),
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<IpAsset>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM ip_asset
          WHERE id > $3 AND legal IN ('VALID', 'GRACE', 'CHALLENGED')
            AND (fee_due_on BETWEEN $1 AND $2 OR expires_on BETWEEN $1 AND $2 OR valuation_ends_on BETWEEN $1 AND $2)
          ORDER BY id LIMIT $4",
    )
    .bind(from)
    .bind(to)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Rights whose fee fell due before `day` and is not paid: of the valid ones the lateness is to be recorded, of those in
/// their grace period perhaps its end. Which, and when, the fee says.
pub async fn fees_late(
    connection: &mut PgConnection,
    day: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<IpAsset>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM ip_asset
          WHERE id > $2 AND legal IN ('VALID', 'GRACE') AND fee_due_on < $1
          ORDER BY id LIMIT $3",
    )
    .bind(day)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Rights whose term ended before `today` and that are recorded as in force, in the order of their ids.
pub async fn terms_over(
    connection: &mut PgConnection,
    today: NaiveDate,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Stored<IpAsset>>, Error> {
    let rows = sqlx::query_as(
        "SELECT body, tenant, event_sequence, create_time, update_time FROM ip_asset
          WHERE id > $2 AND legal IN ('VALID', 'GRACE', 'CHALLENGED') AND expires_on < $1
          ORDER BY id LIMIT $3",
    )
    .bind(today)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
