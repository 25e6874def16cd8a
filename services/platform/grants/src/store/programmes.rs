//! Budgets of programme-years. They are locked before one is booked, so that claims come one after another.
use kezhuan_database::Write;
use kezhuan_law::budget::{Entry, Ledger, Terms};
use kezhuan_law::refused::Refused;
use kezhuan_law::{Fen, WhenExhausted};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::Error;
use crate::domain::Claim;

/// One programme family of one authority in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    pub id: Uuid,
    pub tenant: String,
    pub family: String,
    pub year: i32,
    pub version: i64,
    pub ledger: Ledger,
    pub terms: Terms,
}

/// What the rules service says of a programme-year.
#[derive(Debug, Clone)]
pub struct Announced {
    pub tenant: String,
    pub family: String,
    pub year: i32,
    pub amount: Fen,
    pub terms: Terms,
}

/// Where a page of programmes starts: after this one.
pub type Place = (i32, Uuid);

#[derive(FromRow)]
struct Row {
    id: Uuid,
    tenant: String,
    family: String,
    year: i32,
    version: i64,
    appropriation_fen: i64,
    announced_fen: i64,
    reserved_fen: i64,
    committed_fen: i64,
    paid_fen: i64,
    recovered_fen: i64,
    announced_version: i64,
    when_exhausted: String,
    excludes: Vec<String>,
    legal_source: String,
}

impl From<Row> for Budget {
    fn from(row: Row) -> Budget {
        Budget {
            id: row.id,
            tenant: row.tenant,
            family: row.family,
            year: row.year,
            version: row.version,
            ledger: Ledger {
                appropriation: Fen(row.appropriation_fen),
                announced: Fen(row.announced_fen),
                reserved: Fen(row.reserved_fen),
                committed: Fen(row.committed_fen),
                paid: Fen(row.paid_fen),
                recovered: Fen(row.recovered_fen),
                // What comes back goes to the treasury, not to the next claimant.
                reuses_recovered: false,
            },
            terms: Terms {
                version: row.announced_version,
                // The column holds nothing else.
                when_exhausted: WhenExhausted::parse(&row.when_exhausted).unwrap_or_default(),
                excludes: row.excludes,
                legal_source: row.legal_source,
            },
        }
    }
}

/// The budget of a programme-year; `None` while its authority has appropriated nothing. For whoever reads the authority's books.
pub async fn find(
    connection: &mut PgConnection,
    (tenant, family, year): (&str, &str, i32),
) -> Result<Option<Budget>, Error> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT * FROM grant_programme WHERE tenant = $1 AND family = $2 AND year = $3",
    )
    .bind(tenant)
    .bind(family)
    .bind(year)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(Budget::from))
}

/// The budget that pays a claim, held until the transaction ends with all of its authority's; a claimant's step holds it, too.
pub async fn lock_for(write: &mut Write, claim: Uuid) -> Result<Option<Budget>, Error> {
    let row: Option<Row> = sqlx::query_as("SELECT * FROM lock_grant_programme($1)")
        .bind(claim)
        .fetch_optional(&mut **write)
        .await?;
    Ok(row.map(Budget::from))
}

/// Books what a step of `claim` leads to. What a claimant's own step may move, the reserved part, goes by way of the claim; the rest
/// is the authority's to write.
pub async fn book_for(
    write: &mut Write,
    budget: Option<Budget>,
    entry: Entry,
    claim: &Claim,
) -> Result<(), Error> {
    let budget = budget.ok_or_else(|| missing(claim))?;
    if !matches!(entry, Entry::Reserve(_) | Entry::Release(_)) {
        book(write, &budget, entry).await?;
        return Ok(());
    }
    let ledger = budget.ledger.book(entry)?;
    let booked: bool = sqlx::query_scalar("SELECT reserve_for_grant($1, $2, $3, $4)")
        .bind(claim.id)
        .bind(budget.id)
        .bind(budget.version + 1)
        .bind(ledger.reserved.get())
        .fetch_one(&mut **write)
        .await?;
    match booked {
        true => Ok(()),
        false => Err(anyhow::anyhow!("the caller may not book on this programme").into()),
    }
}

async fn book(write: &mut Write, budget: &Budget, entry: Entry) -> Result<Budget, Error> {
    let ledger = budget.ledger.book(entry)?;
    let after = Budget {
        ledger,
        version: budget.version + 1,
        ..budget.clone()
    };
    let done = sqlx::query(
        "UPDATE grant_programme SET version = $2, appropriation_fen = $3, announced_fen = $4, reserved_fen = $5,
                                    committed_fen = $6, paid_fen = $7, recovered_fen = $8
          WHERE id = $1 AND version = $9",
    )
    .bind(after.id)
    .bind(after.version)
    .bind(ledger.appropriation.get())
    .bind(ledger.announced.get())
    .bind(ledger.reserved.get())
    .bind(ledger.committed.get())
    .bind(ledger.paid.get())
    .bind(ledger.recovered.get())
    .bind(budget.version)
    .execute(&mut **write)
    .await?;
    kezhuan_cases::written(&done)?;
    Ok(after)
}

/// Takes over what is announced of a programme-year, unless a newer announcement is known. Answers the budget as it stands then,
/// and whether anything changed.
pub async fn announce(write: &mut Write, announced: &Announced) -> Result<(Budget, bool), Error> {
    // Two announcements may both be the first: one makes the row, the other waits for it.
    sqlx::query(
        "INSERT INTO grant_programme (id, tenant, family, year, version, appropriation_fen, announced_fen, reserved_fen,
                                      committed_fen, paid_fen, recovered_fen)
         VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT (tenant, family, year) DO NOTHING",
    )
    .bind(Uuid::now_v7())
    .bind(&announced.tenant)
    .bind(&announced.family)
    .bind(announced.year)
    .execute(&mut **write)
    .await?;
    let row: Row = sqlx::query_as(
        "SELECT * FROM grant_programme WHERE tenant = $1 AND family = $2 AND year = $3 FOR UPDATE",
    )
    .bind(&announced.tenant)
    .bind(&announced.family)
    .bind(announced.year)
    .fetch_one(&mut **write)
    .await?;
    let known = Budget::from(row);
    if known.terms.version >= announced.terms.version {
        return Ok((known, false));
    }
    let mut budget = book(write, &known, Entry::Announce(announced.amount)).await?;
    let terms = &announced.terms;
    sqlx::query(
        "UPDATE grant_programme SET announced_version = $2, when_exhausted = $3, excludes = $4, legal_source = $5,
                                    announce_time = clock_timestamp()
          WHERE id = $1",
    )
    .bind(budget.id)
    .bind(terms.version)
    .bind(terms.when_exhausted.as_str())
    .bind(&terms.excludes)
    .bind(&terms.legal_source)
    .execute(&mut **write)
    .await?;
    budget.terms = terms.clone();
    Ok((budget, true))
}

/// One page of the budgets of authorities the caller may read, latest year first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    year: Option<i32>,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Budget>, Error> {
    let (after_year, after_id) = after.unzip();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT * FROM grant_programme
          WHERE ($1::int IS NULL OR year = $1) AND ($2::int IS NULL OR (year, id) < ($2, $3))
          ORDER BY year DESC, id DESC LIMIT $4",
    )
    .bind(year)
    .bind(after_year)
    .bind(after_id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Budget::from).collect())
}

impl Budget {
    /// What a rule is told of it.
    pub fn told_to_rules(&self) -> Fen {
        self.terms.told_to_rules(&self.ledger)
    }
}

/// The refusal of a step that would move money where nothing was appropriated.
fn missing(claim: &Claim) -> Refused {
    Refused::new(
        "BUDGET_MISSING",
        format!(
            "{} 尚未设定 {} 年度项目预算，请主管部门先设定预算",
            claim.tenant, claim.year
        ),
        format!(
            "{} has set no appropriation for {} yet; its authority has to set one first",
            claim.tenant, claim.year
        ),
    )
    .with("tenant", claim.tenant.clone())
    .with("year", claim.year.to_string())
}
