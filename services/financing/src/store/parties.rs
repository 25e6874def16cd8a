//! Who may see and act in a case: what capacities there are in these beside the applicant's.
use kezhuan_database::Write;
use uuid::Uuid;

pub use kezhuan_cases::parties::{APPLICANT, Party, admit, of, open};

use crate::error::Error;

pub const BANK: &str = "BANK";
pub const PLEDGOR: &str = "PLEDGOR";
pub const BORROWER: &str = "BORROWER";
/// The bank of a case that the enterprise files: it reads.
pub const LENDER: &str = "LENDER";

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
