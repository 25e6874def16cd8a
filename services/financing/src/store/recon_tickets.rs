//! Differences with a bank, one ticket each.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use kezhuan_database::Write;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::recon::{Batch, Class, Finding, Ticket};
use crate::error::Error;

/// A ticket with the day it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub batch: Uuid,
    pub bank: String,
    pub business_day: NaiveDate,
    pub ticket: Ticket,
}

/// What a list of differences is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub batch: Option<Uuid>,
    pub class: Option<String>,
    pub bank: Option<String>,
    pub open: Option<bool>,
}

/// Where a page of differences starts: after this one.
pub type Place = (Uuid, String);

#[derive(FromRow)]
struct Row {
    batch_id: Uuid,
    bank: String,
    business_day: NaiveDate,
    no: String,
    class: String,
    finding: Option<String>,
    found_by: Option<String>,
    found_on: Option<NaiveDate>,
    agreement: Option<String>,
    closed_by: Option<String>,
    closed_on: Option<NaiveDate>,
}

impl Row {
    fn read(self) -> Result<Difference, Error> {
        // Nothing else is written.
        let class = Class::parse(&self.class)
            .ok_or_else(|| anyhow::anyhow!("no such class of difference: {}", self.class))?;
        let finding = match (self.finding, self.found_by, self.found_on) {
            (Some(text), Some(by), Some(found_on)) => Some(Finding { text, by, found_on }),
            _ => None,
        };
        Ok(Difference {
            batch: self.batch_id,
            bank: self.bank,
            business_day: self.business_day,
            ticket: Ticket {
                no: self.no,
                class,
                finding,
                agreement: self.agreement,
                closed_by: self.closed_by,
                closed_on: self.closed_on,
            },
        })
    }
}

/// Writes the tickets that a step added or changed.
pub(super) async fn save(
    write: &mut Write,
    tenant: &str,
    before: &Batch,
    after: &Batch,
) -> Result<(), Error> {
    let known = before.tickets.iter();
    let known: BTreeMap<&str, &Ticket> = known.map(|known| (known.no.as_str(), known)).collect();
    let changed: Vec<&Ticket> = after
        .tickets
        .iter()
        .filter(|ticket| known.get(ticket.no.as_str()) != Some(ticket))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    let found = |ticket: &&Ticket| ticket.finding.clone();
    sqlx::query(
        "INSERT INTO recon_ticket AS known (batch_id, no, tenant, class, finding, found_by, found_on, agreement, closed_by,
                                            closed_on)
         SELECT $1, new.no, $2, new.class, new.finding, new.found_by, new.found_on, new.agreement, new.closed_by,
                new.closed_on
           FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::date[], $8::text[], $9::text[], $10::date[])
                AS new(no, class, finding, found_by, found_on, agreement, closed_by, closed_on)
             ON CONFLICT (batch_id, no) DO UPDATE
                SET finding = excluded.finding, found_by = excluded.found_by, found_on = excluded.found_on,
                    agreement = excluded.agreement, closed_by = excluded.closed_by, closed_on = excluded.closed_on",
    )
    .bind(after.id)
    .bind(tenant)
    .bind(column(&changed, |ticket| ticket.no.clone()))
    .bind(column(&changed, |ticket| ticket.class.as_str()))
    .bind(column(&changed, |ticket| found(ticket).map(|found| found.text)))
    .bind(column(&changed, |ticket| found(ticket).map(|found| found.by)))
    .bind(column(&changed, |ticket| found(ticket).map(|found| found.found_on)))
    .bind(column(&changed, |ticket| ticket.agreement.clone()))
    .bind(column(&changed, |ticket| ticket.closed_by.clone()))
    .bind(column(&changed, |ticket| ticket.closed_on))
    .execute(&mut **write)
    .await?;
    Ok(())
}

fn column<T>(tickets: &[&Ticket], of: impl Fn(&&Ticket) -> T) -> Vec<T> {
    tickets.iter().map(of).collect()
}

/// The tickets of a batch, in the order of their numbers.
pub async fn of(connection: &mut PgConnection, batch: Uuid) -> Result<Vec<Ticket>, Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT ticket.batch_id, batch.bank, batch.business_day, ticket.no, ticket.class, ticket.finding,
                ticket.found_by, ticket.found_on, ticket.agreement, ticket.closed_by, ticket.closed_on
           FROM recon_ticket ticket JOIN recon_batch batch ON batch.id = ticket.batch_id
          WHERE ticket.batch_id = $1 ORDER BY ticket.no",
    )
    .bind(batch)
    .fetch_all(connection)
    .await?;
    let tickets = rows
        .into_iter()
        .map(|row| row.read().map(|difference| difference.ticket));
    tickets.collect()
}

/// One page of the differences the caller may read, the latest batches first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Difference>, Error> {
    let (batch, number) = after.unzip();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT ticket.batch_id, batch.bank, batch.business_day, ticket.no, ticket.class, ticket.finding,
                ticket.found_by, ticket.found_on, ticket.agreement, ticket.closed_by, ticket.closed_on
           FROM recon_ticket ticket JOIN recon_batch batch ON batch.id = ticket.batch_id
          WHERE ($1::uuid IS NULL OR ticket.batch_id = $1) AND ($2::text IS NULL OR ticket.class = $2)
            AND ($3::text IS NULL OR batch.bank = $3) AND ($4::boolean IS NULL OR (ticket.closed_by IS NULL) = $4)
            AND ($5::uuid IS NULL OR ticket.batch_id < $5 OR (ticket.batch_id = $5 AND ticket.no > $6))
          ORDER BY ticket.batch_id DESC, ticket.no LIMIT $7",
    )
    .bind(filter.batch)
    .bind(&filter.class)
    .bind(&filter.bank)
    .bind(filter.open)
    .bind(batch)
    .bind(number)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::read).collect()
}
