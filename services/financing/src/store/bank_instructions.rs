//! A bank's instructions by its own numbers: received before anything is done, settled by the database in the
//! transaction that does it.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_database::RequestKey;
use kezhuan_law::{Fen, Tenant};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::biz_no::BizNo;
use crate::domain::recon::Line;
use crate::error::Error;

/// An instruction as it came in.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub bank: String,
    pub number: BizNo,
    pub request_id: Uuid,
    pub method: &'static str,
    pub body_digest: [u8; 32],
    /// What it names; a case it makes is named by [`about`].
    pub case_name: String,
    pub legal_date: NaiveDate,
}

/// An instruction as it stands.
#[derive(Debug, Clone, FromRow)]
pub struct BankInstruction {
    pub bank: String,
    pub biz_no: String,
    pub request_id: Uuid,
    pub method: String,
    pub body_digest: Vec<u8>,
    pub case_name: String,
    pub amount_fen: i64,
    pub status: String,
    pub refusal_code: Option<i32>,
    pub refusal_message: Option<String>,
    pub refusal_details: Option<Vec<u8>>,
    pub legal_date: NaiveDate,
    pub receive_time: DateTime<Utc>,
}

/// Writes down that it came; returns the digest of what stands under the number. What is tried again belongs to the day
/// of its last try, until it is settled.
pub async fn receive(connection: &mut PgConnection, arrival: &Arrival) -> Result<Vec<u8>, Error> {
    let digest = sqlx::query_scalar(
        "INSERT INTO bank_instruction AS known
                (bank, biz_no, tenant, request_id, method, body_digest, case_name, legal_date)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (bank, biz_no) DO UPDATE
            SET legal_date = CASE known.status WHEN 'RECEIVED' THEN excluded.legal_date ELSE known.legal_date END
         RETURNING body_digest",
    )
    .bind(&arrival.bank)
    .bind(arrival.number.as_str())
    .bind(Tenant::CITY.code())
    .bind(arrival.request_id)
    .bind(arrival.method)
    .bind(arrival.body_digest.as_slice())
    .bind(&arrival.case_name)
    .bind(arrival.legal_date)
    .fetch_one(connection)
    .await?;
    Ok(digest)
}

/// Says, in the write that carries it out, which case an instruction was about and what money it moved. Nothing where the
/// request has no number.
pub async fn about(
    connection: &mut PgConnection,
    key: &RequestKey,
    case_name: &str,
    amount: Fen,
) -> Result<(), Error> {
    let Some(number) = &key.number else {
        return Ok(());
    };
    let done = sqlx::query(
        "UPDATE bank_instruction SET case_name = $3, amount_fen = $4 WHERE bank = $1 AND biz_no = $2",
    )
    .bind(&key.organisation)
    .bind(number)
    .bind(case_name)
    .bind(amount.0)
    .execute(connection)
    .await?;
    match done.rows_affected() {
        1 => Ok(()),
        _ => Err(sqlx::Error::RowNotFound.into()),
    }
}

/// The instruction of one number.
pub async fn find(
    connection: &mut PgConnection,
    bank: &str,
    number: &str,
) -> Result<Option<BankInstruction>, Error> {
    let row = sqlx::query_as(
        "SELECT bank, biz_no, request_id, method, body_digest, case_name, amount_fen, status, refusal_code,
                refusal_message, refusal_details, legal_date, receive_time
           FROM bank_instruction WHERE bank = $1 AND biz_no = $2",
    )
    .bind(bank)
    .bind(number)
    .fetch_optional(connection)
    .await?;
    Ok(row)
}

/// What a list of instructions is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub bank: Option<String>,
    pub business_day: Option<NaiveDate>,
    pub status: Option<String>,
    pub case_name: Option<String>,
}

/// One page of settled instructions in the order of their arrival, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    filter: &Filter,
    after: Option<(DateTime<Utc>, Uuid)>,
    size: i64,
) -> Result<Vec<BankInstruction>, Error> {
    let (time, id) = after.unzip();
    let rows = sqlx::query_as(
        "SELECT bank, biz_no, request_id, method, body_digest, case_name, amount_fen, status, refusal_code,
                refusal_message, refusal_details, legal_date, receive_time
           FROM bank_instruction
          WHERE status <> 'RECEIVED'
            AND ($1::text IS NULL OR bank = $1)
            AND ($2::date IS NULL OR legal_date = $2)
            AND ($3::text IS NULL OR status = $3)
            AND ($4::text IS NULL OR case_name = $4)
            AND ($5::timestamptz IS NULL OR (receive_time, request_id) > ($5, $6))
          ORDER BY receive_time, request_id LIMIT $7",
    )
    .bind(&filter.bank)
    .bind(filter.business_day)
    .bind(&filter.status)
    .bind(&filter.case_name)
    .bind(time)
    .bind(id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// What a bank's day came to on our side, as a reconciliation compares it: settled ones, by number.
pub async fn of_day(
    connection: &mut PgConnection,
    bank: &str,
    day: NaiveDate,
) -> Result<Vec<Line>, Error> {
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT biz_no, amount_fen, status FROM bank_instruction
          WHERE bank = $1 AND legal_date = $2 AND status <> 'RECEIVED' ORDER BY biz_no",
    )
    .bind(bank)
    .bind(day)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(line).collect())
}

/// The same, of these numbers alone.
pub async fn of_day_with(
    connection: &mut PgConnection,
    bank: &str,
    day: NaiveDate,
    numbers: &[String],
) -> Result<Vec<Line>, Error> {
    let rows: Vec<(String, i64, String)> = sqlx::query_as(
        "SELECT biz_no, amount_fen, status FROM bank_instruction
          WHERE bank = $1 AND legal_date = $2 AND status <> 'RECEIVED' AND biz_no = ANY ($3) ORDER BY biz_no",
    )
    .bind(bank)
    .bind(day)
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
