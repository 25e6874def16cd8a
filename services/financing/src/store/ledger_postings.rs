//! The lines of what was booked: of one movement, or of one account from its first to its last.
use chrono::{DateTime, NaiveDate, Utc};
use kezhuan_law::Fen;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::ledger_accounts::{Named, account_of};
use crate::domain::ledger::{Account, Side};
use crate::error::Error;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub transaction: Uuid,
    pub account: Account,
    /// 1, 2, 3 … of the account, without a gap.
    pub place: i64,
    pub side: Side,
    pub amount: Fen,
    /// Debits less credits of the account after this line.
    pub balance: Fen,
}

/// One line of an account, with the movement it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StatementLine {
    pub place: i64,
    pub transaction_id: Uuid,
    pub case_id: Uuid,
    pub kind: String,
    pub legal_date: NaiveDate,
    pub create_time: DateTime<Utc>,
    pub side: String,
    pub amount_fen: i64,
    pub balance_fen: i64,
}

#[derive(FromRow)]
struct Row {
    transaction_id: Uuid,
    kind: String,
    fund: Option<String>,
    source: Option<String>,
    bank: Option<String>,
    mode: Option<String>,
    place: i64,
    side: String,
    amount_fen: i64,
    balance_fen: i64,
}

impl Row {
    fn read(self) -> Result<Line, Error> {
        let account = account_of(
            &self.kind,
            self.fund.as_deref(),
            self.source.as_deref(),
            self.bank.as_deref(),
            self.mode.as_deref(),
        );
        // The tables' own checks let nothing else in.
        let (Some(account), Some(side)) = (account, Side::parse(&self.side)) else {
            return Err(anyhow::anyhow!("a posting on no account: {}", self.kind).into());
        };
        Ok(Line {
            transaction: self.transaction_id,
            account,
            place: self.place,
            side,
            amount: Fen(self.amount_fen),
            balance: Fen(self.balance_fen),
        })
    }
}

/// The lines of these movements that the caller may read, movement by movement.
pub async fn of_transactions(
    connection: &mut PgConnection,
    transactions: &[Uuid],
) -> Result<Vec<Line>, Error> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT posting.transaction_id, account.kind, account.fund, account.source, account.bank, account.mode,
                posting.place, posting.side, posting.amount_fen, posting.balance_fen
           FROM ledger_posting posting JOIN ledger_account account ON account.id = posting.account_id
          WHERE posting.transaction_id = ANY ($1)
          ORDER BY posting.transaction_id, posting.side DESC, account.code",
    )
    .bind(transactions)
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// One page of an account's lines, the first first.
pub async fn statement(
    connection: &mut PgConnection,
    tenant: &str,
    account: &Account,
    after: i64,
    limit: i64,
) -> Result<Vec<StatementLine>, Error> {
    let rows = sqlx::query_as(
        "SELECT posting.place, posting.transaction_id, booked.case_id, booked.kind, booked.legal_date,
                booked.create_time, posting.side, posting.amount_fen, posting.balance_fen
           FROM ledger_account account
           JOIN ledger_posting posting ON posting.account_id = account.id
           JOIN ledger_transaction booked ON booked.id = posting.transaction_id
          WHERE account.tenant = $1 AND account.code = $2 AND posting.place > $3
          ORDER BY posting.place LIMIT $4",
    )
    .bind(tenant)
    .bind(Named::of(account).code)
    .bind(after)
    .bind(limit)
    .fetch_all(connection)
    .await?;
    Ok(rows)
}
