//! What a service must not find beside it outside development.
use crate::{Database, Error};

/// A way in which the server would not keep what is promised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsafe {
    #[error(
        "the app role {0} is a superuser or passes row security; prepare the database and use the app url"
    )]
    Powerful(String),
    #[error("the app role {role} owns table {table}, so it could switch row security off")]
    Owner { role: String, table: String },
    #[error(
        "table {0} holds cases, and row security is not forced on it; call kezhuan_protect in a migration"
    )]
    Unprotected(String),
    #[error("{0} is off: an acknowledged write could be lost with the power")]
    NotDurable(String),
    #[error("the connection is not encrypted, and tls_required is set")]
    Plaintext,
}

/// Looks for every unsafe setting at once; an empty list is a good neighbourhood.
pub async fn check_neighbour(database: &Database) -> Result<Vec<Unsafe>, Error> {
    let tls_required = database.config().tls_required;
    database
        .app_read(async |connection| {
            let mut found = Vec::new();
            let (role, powerful, encrypted): (String, bool, bool) = sqlx::query_as(
                "SELECT rolname::text, rolsuper OR rolbypassrls,
                        coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)
                   FROM pg_roles WHERE rolname = current_user",
            )
            .fetch_one(&mut *connection)
            .await?;
            if powerful {
                found.push(Unsafe::Powerful(role.clone()));
            }
            if tls_required && !encrypted {
                found.push(Unsafe::Plaintext);
            }
            let owned: Vec<String> = sqlx::query_scalar(
                "SELECT relname::text FROM pg_class
                  WHERE relkind IN ('r', 'p') AND pg_get_userbyid(relowner) = current_user",
            )
            .fetch_all(&mut *connection)
            .await?;
            found.extend(owned.into_iter().map(|table| Unsafe::Owner {
                role: role.clone(),
                table,
            }));
            let open: Vec<String> = sqlx::query_scalar(
                "SELECT DISTINCT c.relname::text FROM pg_class c
                   JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
                   JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
                  WHERE c.relkind IN ('r', 'p') AND a.attname IN ('tenant', 'case_id')
                    AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
                  ORDER BY 1",
            )
            .fetch_all(&mut *connection)
            .await?;
            found.extend(open.into_iter().map(Unsafe::Unprotected));
            let off: Vec<String> = sqlx::query_scalar(
                "SELECT name FROM pg_settings WHERE setting = 'off'
                    AND name IN ('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY 1",
            )
            .fetch_all(&mut *connection)
            .await?;
            found.extend(off.into_iter().map(Unsafe::NotDurable));
            Ok::<_, Error>(found)
        })
        .await
}
