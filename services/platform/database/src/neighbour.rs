//! What a service must not find beside it outside development.
use std::time::Duration;

use kezhuan_runtime::Shutdown;
use sqlx::PgConnection;

use crate::{Database, Error};

const ASK_AGAIN: Duration = Duration::from_millis(250);

/// A way in which the server would not keep what is promised.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsafe {
    #[error(
        "the role {0} is a superuser or passes row security; prepare the database and use the urls of its roles"
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

/// Lets a service start only where what it promises is kept: outside development an unsafe
/// neighbour is an error that names everything found. A database that is away is waited for.
pub async fn refuse_unsafe(database: &Database, shutdown: &Shutdown) -> anyhow::Result<()> {
    let found = loop {
        match check_neighbour(database).await {
            Ok(found) => break found,
            Err(Error::Unavailable(error @ sqlx::Error::Tls(_))) => {
                return Err(anyhow::Error::new(error).context(
                    "database.tls_required is set, and the database offers no TLS to trust",
                ));
            }
            Err(Error::Unavailable(error)) => {
                tracing::warn!(%error, service = database.service(), "the database is away; waiting for it");
            }
            Err(error) => return Err(error.into()),
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(ASK_AGAIN) => {}
        }
    };
    let said: Vec<String> = found.iter().map(Unsafe::to_string).collect();
    if database.config().development {
        for found in said {
            tracing::warn!(
                service = database.service(),
                found,
                "unsafe outside development"
            );
        }
        return Ok(());
    }
    anyhow::ensure!(
        said.is_empty(),
        "{} does not start beside an unsafe database: {} (database.development = true allows it on a developer's machine)",
        database.service(),
        said.join("; ")
    );
    Ok(())
}

/// Looks for every unsafe setting at once; an empty list is a good neighbourhood.
pub async fn check_neighbour(database: &Database) -> Result<Vec<Unsafe>, Error> {
    let tls_required = database.config().tls_required;
    let mut found = database
        .app_read(async |connection| {
            let mut found = role(connection, tls_required).await?;
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
        .await?;
    let relay = database.relay_read(async |connection| role(connection, tls_required).await);
    found.extend(relay.await?);
    Ok(found)
}

/// What the connection's own role may do that it must not, and whether others can listen.
async fn role(connection: &mut PgConnection, tls_required: bool) -> Result<Vec<Unsafe>, Error> {
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
    Ok(found)
}
