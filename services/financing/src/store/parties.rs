//! Who may see and act in a case: `case_party`, which row security reads.
use kezhuan_database::Write;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Error;

/// Whose case it is: named first, and the only party that names others.
pub const APPLICANT: &str = "APPLICANT";
pub const BANK: &str = "BANK";
pub const PLEDGOR: &str = "PLEDGOR";
pub const BORROWER: &str = "BORROWER";
/// The bank of a case that the enterprise files: it reads.
pub const LENDER: &str = "LENDER";

/// One party of a case.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Party {
    pub organisation: String,
    pub capacity: String,
}

/// The parties of a new case. The applicant's own row goes first, in a statement of its own: only the applicant may
/// name others.
pub async fn open(
    write: &mut Write,
    case: Uuid,
    tenant: &str,
    applicant: &str,
    others: &[(&str, &str)],
) -> Result<(), Error> {
    if !applicant.is_empty() {
        admit(write, case, tenant, &[(applicant, APPLICANT)]).await?;
    }
    admit(write, case, tenant, others).await
}

/// Lets organisations into a case; who is in it already stays.
pub async fn admit(
    write: &mut Write,
    case: Uuid,
    tenant: &str,
    parties: &[(&str, &str)],
) -> Result<(), Error> {
    if parties.is_empty() {
        return Ok(());
    }
    let (organisations, capacities): (Vec<&str>, Vec<&str>) = parties.iter().copied().unzip();
    sqlx::query(
        "INSERT INTO case_party (case_id, organisation, capacity, tenant)
         SELECT $1, organisation, capacity, $2 FROM unnest($3::text[], $4::text[]) AS party(organisation, capacity)
             ON CONFLICT DO NOTHING",
    )
    .bind(case)
    .bind(tenant)
    .bind(organisations)
    .bind(capacities)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// Lets bank or valuer into the rights that an enterprise offers, those of its own: another owner's are the owner's to
/// show.
pub async fn admit_to_assets(
    write: &mut Write,
    assets: &[Uuid],
    owner: &str,
    (organisation, capacity): (&str, &str),
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO case_party (case_id, organisation, capacity, tenant)
         SELECT id, $3, $4, tenant FROM ip_asset WHERE id = ANY ($1) AND owner = $2
             ON CONFLICT DO NOTHING",
    )
    .bind(assets)
    .bind(owner)
    .bind(organisation)
    .bind(capacity)
    .execute(&mut **write)
    .await?;
    Ok(())
}

/// The parties of a case that the caller may see.
pub async fn of(connection: &mut PgConnection, case: Uuid) -> Result<Vec<Party>, Error> {
    let parties = sqlx::query_as(
        "SELECT organisation, capacity FROM case_party WHERE case_id = $1 ORDER BY organisation, capacity",
    )
    .bind(case)
    .fetch_all(connection)
    .await?;
    Ok(parties)
}
