//! Every registered version, kept so that the figures of any period's end can be told.
use chrono::NaiveDate;
use futures::future::BoxFuture;
use kezhuan_database::{Batch, Write};
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use crate::domain::contract::ContractVersion;
use crate::error::Error;

/// One version ready for the table.
pub struct VersionRow {
    contract: Uuid,
    form_version: i32,
    tenant: String,
    in_force_from: NaiveDate,
    registered_on: NaiveDate,
    body: Value,
}

impl VersionRow {
    /// The row of a version.
    pub fn of(version: &ContractVersion) -> Result<VersionRow, Error> {
        Ok(VersionRow {
            contract: version.contract,
            form_version: version.form_version,
            tenant: version.tenant.clone(),
            in_force_from: version.in_force_from,
            registered_on: version.registered_on,
            body: serde_json::to_value(version)
                .map_err(|error| Error::Damaged("contract version", error))?,
        })
    }
}

impl Batch for VersionRow {
    type Row = VersionRow;

    fn write<'w>(
        rows: &'w [VersionRow],
        connection: &'w mut PgConnection,
    ) -> BoxFuture<'w, Result<u64, sqlx::Error>> {
        Box::pin(async move {
            let written = sqlx::query(
                "INSERT INTO contract_version (contract_id, form_version, tenant, in_force_from, registered_on, body)
                 SELECT * FROM unnest($1::uuid[], $2::int[], $3::text[], $4::date[], $5::date[], $6::jsonb[])",
            )
            .bind(rows.iter().map(|row| row.contract).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.form_version).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.tenant.clone()).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.in_force_from).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.registered_on).collect::<Vec<_>>())
            .bind(rows.iter().map(|row| row.body.clone()).collect::<Vec<_>>())
            .execute(connection)
            .await?;
            Ok(written.rows_affected())
        })
    }
}

/// The registration ended: no version counts from that day on.
pub async fn end(write: &mut Write, contract: Uuid, ended_on: NaiveDate) -> Result<(), Error> {
    sqlx::query("UPDATE contract_version SET ended_on = $2 WHERE contract_id = $1")
        .bind(contract)
        .bind(ended_on)
        .execute(&mut **write)
        .await?;
    Ok(())
}

/// The national number is the contract's, whatever its version.
pub async fn set_national_number(
    write: &mut Write,
    contract: Uuid,
    number: &str,
) -> Result<(), Error> {
    sqlx::query(
        "UPDATE contract_version SET body = jsonb_set(body, '{national_number}', to_jsonb($2::text)) WHERE contract_id = $1",
    )
    .bind(contract)
    .bind(number)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The registered versions of one contract, oldest first.
pub async fn of(
    connection: &mut PgConnection,
    contract: Uuid,
) -> Result<Vec<ContractVersion>, Error> {
    let bodies: Vec<Json<ContractVersion>> = sqlx::query_scalar(
        "SELECT body FROM contract_version WHERE contract_id = $1 ORDER BY form_version",
    )
    .bind(contract)
    .fetch_all(connection)
    .await?;
    Ok(bodies.into_iter().map(|body| body.0).collect())
}
