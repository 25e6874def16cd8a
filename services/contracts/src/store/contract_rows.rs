//! The columns of a contract beside its body, and the two statements that write them.
use chrono::{DateTime, NaiveDate, Utc};
use futures::future::BoxFuture;
use kezhuan_database::{Batch, Write};
use kezhuan_rule_host::Digest;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::contract_search;
use crate::domain::contract::Contract;
use crate::error::Error;

/// A contract ready for the table.
#[derive(Debug, Clone)]
pub struct ContractRow {
    id: Uuid,
    tenant: String,
    number: String,
    version: i64,
    event_sequence: i64,
    state: &'static str,
    kind: &'static str,
    total: i64,
    technical: Option<i64>,
    registered_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    lapses_on: Option<NaiveDate>,
    certificate_number: Option<String>,
    /// SHA-256 of what the contract is known by on paper.
    fingerprint: Option<String>,
    search: String,
    body: Value,
    at: DateTime<Utc>,
}

impl ContractRow {
    /// The row of a contract, written at `at`.
    pub fn of(contract: &Contract, at: DateTime<Utc>) -> Result<ContractRow, Error> {
        Ok(ContractRow {
            id: contract.id,
            tenant: contract.tenant.clone(),
            number: contract.number.clone(),
            version: contract.version,
            event_sequence: contract.event_sequence,
            state: contract.state.as_str(),
            kind: contract.kind_code(),
            total: contract.total().get(),
            technical: contract.technical().map(|amount| amount.get()),
            registered_on: contract.registered_on(),
            due_on: contract.due_on(),
            lapses_on: contract.lapses_on,
            certificate_number: contract.certificate_number().map(str::to_owned),
            fingerprint: (contract.fingerprint())
                .map(|fingerprint| Digest::of(fingerprint.as_bytes()).to_string()),
            search: contract_search::tokens(contract),
            body: serde_json::to_value(contract)
                .map_err(|error| Error::Damaged("contract", error))?,
            at,
        })
    }

    /// Adds the row.
    pub async fn insert(self, write: &mut Write) -> Result<(), Error> {
        sqlx::query(
            "INSERT INTO contract (id, tenant, number, version, event_sequence, state, kind, total_amount_fen,
                                   search, body, create_time, update_time, fingerprint)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, array_to_tsvector(string_to_array($9, ' ')), $10, $11, $11, $12)",
        )
        .bind(self.id)
        .bind(self.tenant)
        .bind(self.number)
        .bind(self.version)
        .bind(self.event_sequence)
        .bind(self.state)
        .bind(self.kind)
        .bind(self.total)
        .bind(self.search)
        .bind(self.body)
        .bind(self.at)
        .bind(self.fingerprint)
        .execute(&mut **write)
        .await?;
        Ok(())
    }
}

/// A contract's next version in the place of the one that was read.
pub struct Replacement {
    pub before: i64,
    pub row: ContractRow,
}

impl Batch for Replacement {
    type Row = Replacement;

    fn write<'w>(
        rows: &'w [Replacement],
        connection: &'w mut PgConnection,
    ) -> BoxFuture<'w, Result<u64, sqlx::Error>> {
        Box::pin(async move { replace(rows, connection).await })
    }
}

async fn replace(rows: &[Replacement], connection: &mut PgConnection) -> Result<u64, sqlx::Error> {
    fn column<T>(rows: &[Replacement], of: impl Fn(&Replacement) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    let written = sqlx::query(
        "UPDATE contract
            SET version = new.version, event_sequence = new.event_sequence, state = new.state, kind = new.kind,
                total_amount_fen = new.total, technical_amount_fen = new.technical,
                registered_on = new.registered_on, due_on = new.due_on, lapses_on = new.lapses_on,
                certificate_number = new.certificate_number,
                search = array_to_tsvector(string_to_array(new.search, ' ')),
                body = new.body, update_time = new.at, fingerprint = new.fingerprint
           FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[],
                       $8::bigint[], $9::date[], $10::date[], $11::date[], $12::text[], $13::text[], $14::jsonb[],
                       $15::timestamptz[], $16::text[])
                AS new(id, before, version, event_sequence, state, kind, total, technical, registered_on, due_on,
                       lapses_on, certificate_number, search, body, at, fingerprint)
          WHERE contract.id = new.id AND contract.version = new.before",
    )
    .bind(column(rows, |row| row.row.id))
    .bind(column(rows, |row| row.before))
    .bind(column(rows, |row| row.row.version))
    .bind(column(rows, |row| row.row.event_sequence))
    .bind(column(rows, |row| row.row.state))
    .bind(column(rows, |row| row.row.kind))
    .bind(column(rows, |row| row.row.total))
    .bind(column(rows, |row| row.row.technical))
    .bind(column(rows, |row| row.row.registered_on))
    .bind(column(rows, |row| row.row.due_on))
    .bind(column(rows, |row| row.row.lapses_on))
    .bind(column(rows, |row| row.row.certificate_number.clone()))
    .bind(column(rows, |row| row.row.search.clone()))
    .bind(column(rows, |row| row.row.body.clone()))
    .bind(column(rows, |row| row.row.at))
    .bind(column(rows, |row| row.row.fingerprint.clone()))
    .execute(connection)
    .await?;
    Ok(written.rows_affected())
}
