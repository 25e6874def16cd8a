//! The rulebook as a service's own tables hold it, read as the service itself.
use kezhuan_auth::Caller;
use kezhuan_database::{Database, Error};
use kezhuan_rule_host::Digest;
use kezhuan_rulebook::{Kept, KeptEntry, KeptStop, RevokedKey};
use sqlx::PgConnection;

use crate::Entry;
use crate::store::{rule_entries, rule_packages, rule_revoked_keys, rule_stops};

/// The epoch of what is stored.
pub async fn epoch(database: &Database) -> Result<i64, Error> {
    let reader = Caller::service(database.service(), "");
    let stored = database.read(&reader, async |connection| {
        rule_entries::epoch(connection).await
    });
    stored.await
}

/// What may not be asked, beside the entries of these hooks; nothing where the epoch is `known`.
pub async fn held(
    database: &Database,
    hooks: &'static [&'static str],
    known: i64,
) -> Result<Option<Kept>, Error> {
    let reader = Caller::service(database.service(), "");
    let stored = database.read(&reader, async |connection| {
        let epoch = rule_entries::epoch(connection).await?;
        if epoch == known {
            return Ok(None);
        }
        let rows = entries(connection, hooks).await?;
        Ok::<_, Error>(Some(kept(connection, epoch, rows).await?))
    });
    stored.await
}

/// The same with the bytes of the packages that are not in `loaded`.
pub async fn all(
    database: &Database,
    hooks: &'static [&'static str],
    known: Option<i64>,
    loaded: Vec<Digest>,
) -> Result<Option<Kept>, Error> {
    let reader = Caller::service(database.service(), "");
    let stored = database.read(&reader, async |connection| {
        let epoch = rule_entries::epoch(connection).await?;
        if Some(epoch) == known {
            return Ok(None);
        }
        let rows = entries(connection, hooks).await?;
        let missing = rows.iter().map(|entry| entry.package_digest.clone());
        let missing: Vec<_> = missing
            .filter(|digest| {
                loaded
                    .iter()
                    .all(|known| known.as_bytes()[..] != digest[..])
            })
            .collect();
        let packages = rule_packages::bytes(connection, &missing).await?;
        let kept = kept(connection, epoch, rows).await?;
        Ok::<_, Error>(Some(Kept { packages, ..kept }))
    });
    stored.await
}

/// The bytes of a package, if it is here.
pub(crate) async fn package(database: &Database, digest: Digest) -> Result<Option<Vec<u8>>, Error> {
    let reader = Caller::service(database.service(), "");
    let sought = [digest.as_bytes().to_vec()];
    let read = database.read(&reader, async |connection| {
        rule_packages::bytes(connection, &sought).await
    });
    Ok(read.await?.pop())
}

/// Whether a package is here.
pub(crate) async fn has_package(database: &Database, digest: Digest) -> Result<bool, Error> {
    let reader = Caller::service(database.service(), "");
    let read = database.read(&reader, async |connection| {
        rule_packages::has(connection, digest.as_bytes()).await
    });
    read.await
}

/// Entries of the hooks a service asks, in any version: for the others it loads no package.
async fn entries(connection: &mut PgConnection, hooks: &[&str]) -> Result<Vec<Entry>, Error> {
    let name = |hook: &str| hook.split('@').next().map(str::to_owned);
    let mut rows = rule_entries::all(connection).await?;
    rows.retain(|row| hooks.iter().any(|asked| name(asked) == name(&row.hook)));
    Ok(rows)
}

async fn kept(connection: &mut PgConnection, epoch: i64, rows: Vec<Entry>) -> Result<Kept, Error> {
    let stops = rule_stops::all(connection).await?.into_iter();
    let revoked = rule_revoked_keys::all(connection).await?.into_iter();
    Ok(Kept {
        epoch,
        entries: rows.into_iter().filter_map(kept_entry).collect(),
        stops: stops
            .map(|stop| KeptStop {
                tenant: stop.tenant,
                hook: stop.hook,
                fallback: stop.fallback,
                stopped_entry: stop.stopped_entry,
            })
            .collect(),
        revoked: revoked
            .map(|key| RevokedKey {
                tenant: key.tenant,
                key_id: key.key_id,
                reason: key.reason,
            })
            .collect(),
        packages: Vec::new(),
    })
}

fn kept_entry(row: Entry) -> Option<KeptEntry> {
    Some(KeptEntry {
        approved_as: row.approved_as(),
        entry: row.for_rulebook()?,
        key_id: row.key_id,
        package_owner: row.package_owner,
    })
}
