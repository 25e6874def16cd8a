//! The rulebook as this service's own tables hold it.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_rule_host::{Digest, Entry, Settings};
use kezhuan_rulebook::{Kept, KeptEntry, KeptStop, RevokedKey, Shelf};
use sqlx::PgConnection;

use super::HOOKS;
use crate::error::Error;
use crate::store::rule_entries::EntryRow;
use crate::store::{rule_entries, rule_packages, rule_revoked_keys, rule_stops};

/// Read as the service itself.
#[derive(Clone)]
pub struct Tables(pub Database);

impl Shelf for Tables {
    type Error = Error;

    async fn epoch(&self) -> Result<i64, Error> {
        let reader = Caller::service(crate::NAME, "");
        let stored = self.0.read(&reader, async |connection| {
            rule_entries::epoch(connection).await
        });
        stored.await
    }

    async fn held(&self, known: i64) -> Result<Option<Kept>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let stored = self.0.read(&reader, async |connection| {
            let epoch = rule_entries::epoch(connection).await?;
            if epoch == known {
                return Ok(None);
            }
            let rows = entries(connection).await?;
            Ok::<_, Error>(Some(kept(connection, epoch, rows).await?))
        });
        stored.await
    }

    async fn all(&self, known: Option<i64>, loaded: Vec<Digest>) -> Result<Option<Kept>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let stored = self.0.read(&reader, async |connection| {
            let epoch = rule_entries::epoch(connection).await?;
            if Some(epoch) == known {
                return Ok(None);
            }
            let rows = entries(connection).await?;
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
}

/// Entries of the hooks this service asks, in any version: for the others it loads no package.
async fn entries(connection: &mut PgConnection) -> Result<Vec<EntryRow>, Error> {
    let name = |hook: &str| hook.split('@').next().map(str::to_owned);
    let mut rows = rule_entries::all(connection).await?;
    rows.retain(|row| HOOKS.iter().any(|asked| name(asked) == name(&row.hook)));
    Ok(rows)
}

async fn kept(
    connection: &mut PgConnection,
    epoch: i64,
    rows: Vec<EntryRow>,
) -> Result<Kept, Error> {
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

fn kept_entry(row: EntryRow) -> Option<KeptEntry> {
    Some(KeptEntry {
        approved_as: row.approved_as(),
        entry: entry(&row)?,
        key_id: row.key_id,
        package_owner: row.package_owner,
    })
}

/// The row as the rulebook takes it; nothing where this version can't read it.
pub fn entry(row: &EntryRow) -> Option<Entry> {
    Some(Entry {
        id: row.id,
        tenant: row.tenant.clone(),
        hook: row.hook.parse().ok()?,
        package: Digest::from(<[u8; 32]>::try_from(&row.package_digest[..]).ok()?),
        settings: Arc::new(Settings::from_json(&row.settings).ok()?),
        from: row.in_force_from,
        until: row.in_force_until,
        applies_to_open_cases: row.applies_to_open_cases,
    })
}
