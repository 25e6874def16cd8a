//! Opening and closing alerts: of what this service sees in its timelines, and of what others report.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{SubsecRound, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, Database, Write};
use kezhuan_protocol::rules::v1 as proto;
use kezhuan_runtime::{LegalClock, Shutdown};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::api::convert;
use crate::config::AlertsConfig;
use crate::domain::alert::{Cause, Change, Kind, compare};
use crate::domain::life::{Horizon, Revocation, Version, causes};
use crate::error::Error;
use crate::store;
use crate::store::alerts::AlertRow;
use crate::store::signing_keys::KeyRow;
use crate::store::timeline::{EntryRow, IN_FORCE};

/// A clock that follows the machine tells nobody when its day changes, nor does another process what it changed.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const ENTRIES_MAX: i64 = 100_000;

/// Looks at every timeline. Cheap to clone.
#[derive(Clone)]
pub struct Watch {
    pub database: Database,
    pub clock: LegalClock,
    pub config: AlertsConfig,
    /// Told when this process changed a timeline or a key.
    pub news: Arc<Notify>,
}

impl Watch {
    /// Looks when something changed, when the legal day changes, and now and then.
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let mut days = self.clock.changes();
        loop {
            if let Err(error) = self.look().await {
                tracing::warn!(error = ?error, "the timelines could not be looked through for alerts yet");
            }
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                () = self.news.notified() => {}
                Ok(()) = days.changed() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    async fn look(&self) -> Result<(), Error> {
        let reader = Caller::service(crate::NAME, "");
        let read = self.database.read(&reader, async |connection| {
            let everybody = ("", "");
            let entries =
                store::timeline::list(connection, everybody, &IN_FORCE, Uuid::nil(), ENTRIES_MAX)
                    .await?;
            let digests: Vec<Vec<u8>> = entries
                .iter()
                .map(|entry| entry.package_digest.clone())
                .collect();
            let papers = store::packages::papers(connection, &digests).await?;
            let revoked = store::signing_keys::revoked(connection).await?;
            let open = store::alerts::open_of(connection, crate::NAME).await?;
            Ok::<_, Error>((entries, papers, revoked, open))
        });
        let (entries, papers, revoked, open) = read.await?;
        let found = self.found(&entries, &papers.into_iter().collect(), &revoked)?;
        let standing: Vec<Cause> = open.iter().filter_map(cause_of).collect();
        let mut by_tenant: BTreeMap<String, Vec<Step>> = BTreeMap::new();
        for change in compare(&standing, &found) {
            let step = match change {
                Change::Open(cause) => Step::Open(found[cause].clone()),
                Change::Reword(alert, cause) => {
                    Step::Reword(open[alert].clone(), found[cause].clone())
                }
                Change::Close(alert) => Step::Close(open[alert].clone()),
            };
            by_tenant
                .entry(step.tenant().to_owned())
                .or_default()
                .push(step);
        }
        for (tenant, steps) in by_tenant {
            let caller = Caller::service(crate::NAME, tenant);
            let steps = Arc::new(steps);
            let taken = self.database.write_as(&caller, move |write: &mut Write| {
                let steps = steps.clone();
                Box::pin(async move {
                    for step in steps.iter() {
                        take(write, crate::NAME, step).await?;
                    }
                    Ok::<(), Error>(())
                })
            });
            taken.await?;
        }
        Ok(())
    }

    fn found(
        &self,
        entries: &[EntryRow],
        papers: &BTreeMap<Vec<u8>, serde_json::Value>,
        revoked: &[KeyRow],
    ) -> Result<Vec<Cause>, Error> {
        let horizon = Horizon {
            today: self.clock.today(),
            sunset_days: self.config.sunset_days,
            end_days: self.config.end_days,
        };
        let mut timelines: BTreeMap<(&str, &str), Vec<Version>> = BTreeMap::new();
        for entry in entries {
            let timeline = timelines.entry((&entry.tenant, &entry.hook)).or_default();
            timeline.push(version(entry, papers, revoked)?);
        }
        let timelines = timelines.iter();
        Ok(timelines
            .flat_map(|((tenant, hook), versions)| causes(tenant, hook, versions, horizon))
            .collect())
    }
}

fn version(
    entry: &EntryRow,
    papers: &BTreeMap<Vec<u8>, serde_json::Value>,
    revoked: &[KeyRow],
) -> Result<Version, Error> {
    let signed_it = |key: &&KeyRow| key.tenant == entry.package_owner && key.key_id == entry.key_id;
    let papers = papers.get(&entry.package_digest);
    Ok(Version {
        entry: entry.id.to_string(),
        package: entry.package_digest.clone(),
        span: crate::api::span(entry),
        sunset: papers.map(convert::sunset).transpose()?.flatten(),
        revocation: revoked.iter().find(signed_it).map(|key| Revocation {
            key: key.key_id.clone(),
            reason: key.revoke_reason.clone(),
            on: key.revoke_time.unwrap_or(key.create_time).date_naive(),
        }),
    })
}

/// What an open alert says; one of a kind this version doesn't know is nobody's here.
fn cause_of(row: &AlertRow) -> Option<Cause> {
    Some(Cause {
        kind: Kind::parse(&row.kind)?,
        tenant: row.tenant.clone(),
        hook: row.hook.clone(),
        subject: row.subject.clone(),
        package: row.package_digest.clone(),
        since: row.since,
        zh: row.text_zh.clone(),
        en: row.text_en.clone(),
    })
}

/// One change of one alert.
#[derive(Clone, Debug)]
pub enum Step {
    Open(Cause),
    Reword(AlertRow, Cause),
    Close(AlertRow),
}

impl Step {
    fn tenant(&self) -> &str {
        match self {
            Step::Open(cause) => &cause.tenant,
            Step::Reword(row, _) | Step::Close(row) => &row.tenant,
        }
    }
}

/// Takes the step with its record; one that another process took before changes nothing.
pub async fn take(write: &mut Write, source: &str, step: &Step) -> Result<(), sqlx::Error> {
    match step {
        Step::Open(cause) => {
            let row = opened(source, cause);
            if store::alerts::open(write, &row).await? {
                let alert = Some(convert::alert(&row));
                audit(write, &row, "alert.opened");
                write.publish("alert", row.id, row.version, &proto::AlertOpened { alert });
            }
        }
        Step::Reword(row, cause) => {
            let row = AlertRow {
                id: row.id,
                open_time: row.open_time,
                version: row.version + 1,
                ..opened(source, cause)
            };
            if store::alerts::save(write, &row).await? {
                let alert = Some(convert::alert(&row));
                write.publish("alert", row.id, row.version, &proto::AlertChanged { alert });
            }
        }
        Step::Close(row) => {
            let row = AlertRow {
                close_time: Some(Utc::now().trunc_subsecs(6)),
                version: row.version + 1,
                ..row.clone()
            };
            if store::alerts::save(write, &row).await? {
                let alert = Some(convert::alert(&row));
                audit(write, &row, "alert.closed");
                write.publish("alert", row.id, row.version, &proto::AlertClosed { alert });
            }
        }
    }
    Ok(())
}

fn opened(source: &str, cause: &Cause) -> AlertRow {
    AlertRow {
        id: Uuid::now_v7(),
        tenant: cause.tenant.clone(),
        kind: cause.kind.code().to_owned(),
        hook: cause.hook.clone(),
        source: source.to_owned(),
        subject: cause.subject.clone(),
        package_digest: cause.package.clone(),
        since: cause.since,
        text_zh: cause.zh.clone(),
        text_en: cause.en.clone(),
        open_time: Utc::now().trunc_subsecs(6),
        close_time: None,
        version: 1,
    }
}

fn audit(write: &mut Write, row: &AlertRow, action: &'static str) {
    write.audit(AuditEntry {
        action,
        aggregate: "alert",
        aggregate_id: row.id,
        version: row.version,
        detail: serde_json::json!({
            "kind": row.kind, "hook": row.hook, "source": row.source, "since": row.since,
        }),
    });
}
