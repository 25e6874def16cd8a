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
        "row security is not forced on table {0}; call kezhuan_protect in a migration, or say why not in the table's comment"
    )]
    Unprotected(String),
    #[error("{0} is off: an acknowledged write could be lost with the power")]
    NotDurable(String),
    #[error("the connection is not encrypted, and tls_required is set")]
    Plaintext,
}

// Every table of the service, but for the lists of migrations, which only the owner reaches.
const OPEN_TABLES: &str = "SELECT c.relname::text FROM pg_class c
   JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
  WHERE c.relkind IN ('r', 'p') AND c.relname NOT IN ('_platform_migrations', '_sqlx_migrations')
    AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
    AND coalesce(obj_description(c.oid, 'pg_class'), '') NOT LIKE 'No row security: _%'
  ORDER BY 1";

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
            let open: Vec<String> = sqlx::query_scalar(OPEN_TABLES)
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
