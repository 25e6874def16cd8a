//! The bytes of rule packages, as this service's RPCs hand them out.
use kezhuan_adoption::store::rule_packages;
use sqlx::PgConnection;

use crate::error::Error;

/// The bytes of the packages with these digests.
pub async fn bytes(
    connection: &mut PgConnection,
    digests: &[Vec<u8>],
) -> Result<Vec<Vec<u8>>, Error> {
    Ok(rule_packages::bytes(connection, digests).await?)
}
