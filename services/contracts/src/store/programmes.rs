//! Budgets of programme-years. A row is locked before it is booked, so that claims come one after another.
use kezhuan_database::Write;
use kezhuan_law::{Fen, WhenExhausted};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::domain::budget::{Entry, Ledger, Terms};
use crate::domain::refused::Refused;
use crate::error::Error;

/// One programme family of one tenant in one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Programme {
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
    reserved_fen: i64,
    committed_fen: i64,
    paid_fen: i64,
    recovered_fen: i64,
    announced_fen: i64,
    announced_version: i64,
    when_exhausted: String,
    excludes: Vec<String>,
    legal_source: String,
}

impl From<Row> for Programme {
    fn from(row: Row) -> Programme {
        Programme {
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

/// The programme as it stands; `None` while its tenant has appropriated nothing.
pub async fn find(
    connection: &mut PgConnection,
    tenant: &str,
    family: &str,
    year: i32,
) -> Result<Option<Programme>, Error> {
    let row: Option<Row> =
        sqlx::query_as("SELECT * FROM programme WHERE tenant = $1 AND family = $2 AND year = $3")
            .bind(tenant)
            .bind(family)
            .bind(year)
            .fetch_optional(connection)
            .await?;
    Ok(row.map(Programme::from))
}

/// A programme of a tenant the caller may read.
pub async fn get(connection: &mut PgConnection, id: Uuid) -> Result<Option<Programme>, Error> {
    let row: Option<Row> =
        sqlx::query_as("SELECT * FROM programme WHERE id = $1 AND kezhuan_may_read(tenant)")
            .bind(id)
            .fetch_optional(connection)
            .await?;
    Ok(row.map(Programme::from))
}

/// The same, held until the transaction ends; its own tenant's to hold.
pub async fn lock(
    write: &mut Write,
    tenant: &str,
    family: &str,
    year: i32,
) -> Result<Option<Programme>, Error> {
    let row: Option<Row> = sqlx::query_as(
        "SELECT * FROM programme WHERE tenant = $1 AND family = $2 AND year = $3 FOR UPDATE",
    )
    .bind(tenant)
    .bind(family)
    .bind(year)
    .fetch_optional(&mut **write)
    .await?;
    Ok(row.map(Programme::from))
}

/// Holds every year of the tenant's programme until the transaction ends: no claim is paid meanwhile.
pub async fn lock_all(write: &mut Write, tenant: &str, family: &str) -> Result<(), Error> {
    sqlx::query(
        "SELECT id FROM programme WHERE tenant = $1 AND family = $2 ORDER BY year FOR UPDATE",
    )
    .bind(tenant)
    .bind(family)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The programme that pays `claim`, held until the transaction ends; a claimant's step holds it, too.
pub async fn lock_for(
    write: &mut Write,
    claim: Uuid,
    family: &str,
) -> Result<Option<Programme>, Error> {
    let row: Option<Row> = sqlx::query_as("SELECT * FROM lock_programme_of_claim($1, $2)")
        .bind(claim)
        .bind(family)
        .fetch_optional(&mut **write)
        .await?;
    Ok(row.map(Programme::from))
}

/// Books `entry` on a programme that this transaction has locked.
pub async fn book(
    write: &mut Write,
    programme: &Programme,
    entry: Entry,
) -> Result<Programme, Error> {
    let ledger = programme.ledger.book(entry)?;
    let after = Programme {
        ledger,
        version: programme.version + 1,
        ..programme.clone()
    };
    sqlx::query(
        "UPDATE programme SET version = $2, appropriation_fen = $3, reserved_fen = $4, committed_fen = $5,
                              paid_fen = $6, recovered_fen = $7, announced_fen = $8
         WHERE id = $1",
    )
    .bind(after.id)
    .bind(after.version)
    .bind(ledger.appropriation.get())
    .bind(ledger.reserved.get())
    .bind(ledger.committed.get())
    .bind(ledger.paid.get())
    .bind(ledger.recovered.get())
    .bind(ledger.announced.get())
    .execute(&mut **write)
    .await?;
    Ok(after)
}

/// Books an entry that a step of `claim` leads to. What a claimant's own step may move, the
/// reserved part, goes by way of the claim; the rest is the paying tenant's to write.
pub async fn book_for(
    write: &mut Write,
    programme: &Programme,
    entry: Entry,
    claim: Uuid,
) -> Result<Programme, Error> {
    if !matches!(entry, Entry::Reserve(_) | Entry::Release(_)) {
        return book(write, programme, entry).await;
    }
    let after = Programme {
        ledger: programme.ledger.book(entry)?,
        version: programme.version + 1,
        ..programme.clone()
    };
    let booked: bool = sqlx::query_scalar("SELECT reserve_for_claim($1, $2, $3, $4)")
        .bind(claim)
        .bind(after.id)
        .bind(after.version)
        .bind(after.ledger.reserved.get())
        .fetch_one(&mut **write)
        .await?;
    match booked {
        true => Ok(after),
        false => Err(anyhow::anyhow!("the caller may not book on this programme").into()),
    }
}

/// Takes over what is announced of a programme-year, unless a newer announcement is known. Answers the programme as it
/// stands then, and whether anything changed.
pub async fn announce(
    write: &mut Write,
    announced: &Announced,
) -> Result<(Programme, bool), Error> {
    let (tenant, family, year) = (&announced.tenant, &announced.family, announced.year);
    // Two announcements may both be the first: one makes the row, the other waits for it.
    sqlx::query(
        "INSERT INTO programme (id, tenant, family, year, version, appropriation_fen, announced_fen,
                                reserved_fen, committed_fen, paid_fen, recovered_fen)
         VALUES ($1, $2, $3, $4, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT (tenant, family, year) DO NOTHING",
    )
    .bind(Uuid::now_v7())
    .bind(tenant)
    .bind(family)
    .bind(year)
    .execute(&mut **write)
    .await?;
    let known = lock(write, tenant, family, year)
        .await?
        .ok_or_else(|| missing(tenant, year))?;
    if known.terms.version >= announced.terms.version {
        return Ok((known, false));
    }
    let mut programme = book(write, &known, Entry::Announce(announced.amount)).await?;
    sqlx::query(
        "UPDATE programme SET announced_version = $2, when_exhausted = $3, excludes = $4, legal_source = $5
          WHERE id = $1",
    )
    .bind(programme.id)
    .bind(announced.terms.version)
    .bind(announced.terms.when_exhausted.as_str())
    .bind(&announced.terms.excludes)
    .bind(&announced.terms.legal_source)
    .execute(&mut **write)
    .await?;
    programme.terms = announced.terms.clone();
    Ok((programme, true))
}

/// One page of the programmes of tenants the caller may read, latest year first, and one row more.
pub async fn list(
    connection: &mut PgConnection,
    year: Option<i32>,
    after: Option<Place>,
    size: i64,
) -> Result<Vec<Programme>, Error> {
    let (after_year, after_id) = after.unzip();
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT * FROM programme
          WHERE kezhuan_may_read(tenant) AND ($1::int IS NULL OR year = $1)
            AND ($2::int IS NULL OR (year, id) < ($2, $3))
          ORDER BY year DESC, id DESC LIMIT $4",
    )
    .bind(year)
    .bind(after_year)
    .bind(after_id)
    .bind(size + 1)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(Programme::from).collect())
}

/// Programme-years whose books have bound more than was announced since.
pub async fn below_bound(connection: &mut PgConnection) -> Result<Vec<Programme>, Error> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT * FROM programme WHERE announced_fen < appropriation_fen")
            .fetch_all(connection)
            .await?;
    Ok(rows.into_iter().map(Programme::from).collect())
}

impl Programme {
    /// What a rule is told of the budget.
    pub fn told_to_rules(&self) -> Fen {
        self.terms.told_to_rules(&self.ledger)
    }
}

/// The refusal of a step that would move money of a programme that does not exist.
pub fn missing(tenant: &str, year: i32) -> Refused {
    Refused::new(
        "BUDGET_MISSING",
        format!("{tenant} 尚未设定 {year} 年度奖补项目预算,请主管部门先设定预算"),
        format!(
            "{tenant} has set no appropriation for {year} yet; its authority has to set one first"
        ),
    )
    .with("tenant", tenant)
    .with("year", year.to_string())
}
