//! The bytes of rule packages, known by their digest.
use futures::stream::BoxStream;
use kezhuan_database::Error;
use kezhuan_database::seal::KeptPackage;
use sqlx::PgConnection;

/// Whether the package is here already.
pub async fn has(connection: &mut PgConnection, digest: &[u8]) -> Result<bool, Error> {
    Ok(
        sqlx::query_scalar("SELECT EXISTS (SELECT FROM rule_package WHERE digest = $1)")
            .bind(digest)
            .fetch_one(connection)
            .await?,
    )
}

/// The bytes of the packages with these digests.
pub async fn bytes(
    connection: &mut PgConnection,
    digests: &[Vec<u8>],
) -> Result<Vec<Vec<u8>>, Error> {
    Ok(
        sqlx::query_scalar("SELECT bytes FROM rule_package WHERE digest = ANY ($1)")
            .bind(digests)
            .fetch_all(connection)
            .await?,
    )
}

/// What is stored under these digests, one package after the other.
pub fn stored(
    connection: &mut PgConnection,
    digests: Vec<Vec<u8>>,
) -> BoxStream<'_, Result<KeptPackage, sqlx::Error>> {
    sqlx::query_as("SELECT digest, bytes FROM rule_package WHERE digest = ANY ($1)")
        .bind(digests)
        .fetch(connection)
}

/// Keeps a package.
pub async fn keep(connection: &mut PgConnection, digest: &[u8], bytes: &[u8]) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO rule_package (digest, bytes, create_time) VALUES ($1, $2, now()) ON CONFLICT DO NOTHING",
    )
    .bind(digest)
    .bind(bytes)
    .execute(connection)
    .await?;
    Ok(())
}
