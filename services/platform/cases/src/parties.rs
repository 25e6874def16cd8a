//! Who may see and act in a case: `case_party`, which row security reads. What capacities there are beside the applicant's is
//! the service's to say.
use kezhuan_database::Write;
use sqlx::PgConnection;
use uuid::Uuid;

/// Whose case it is: named first, and the only party that names others.
pub const APPLICANT: &str = "APPLICANT";

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
) -> Result<(), sqlx::Error> {
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
) -> Result<(), sqlx::Error> {
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

/// What one organisation is in a case, as far as the caller may see.
pub async fn of_organisation(
    connection: &mut PgConnection,
    case: Uuid,
    organisation: &str,
) -> Result<Vec<Party>, sqlx::Error> {
    sqlx::query_as(
        "SELECT organisation, capacity FROM case_party WHERE case_id = $1 AND organisation = $2 ORDER BY capacity",
    )
    .bind(case)
    .bind(organisation)
    .fetch_all(connection)
    .await
}

/// The parties of a case that the caller may see.
pub async fn of(connection: &mut PgConnection, case: Uuid) -> Result<Vec<Party>, sqlx::Error> {
    sqlx::query_as(
        "SELECT organisation, capacity FROM case_party WHERE case_id = $1 ORDER BY organisation, capacity",
    )
    .bind(case)
    .fetch_all(connection)
    .await
}
