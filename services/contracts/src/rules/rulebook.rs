//! The rulebook as this process holds it: built from the service's own tables, and built again when
//! the epoch there moves. Neither the rules service nor NATS is needed to decide.
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_rule_host::{
    Digest, Entry, HookId, Host, LiveRulebook, NotLoaded, Pin, Question, Rulebook, Settings,
};
use kezhuan_runtime::Shutdown;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use super::{Asked, Asking};
use crate::domain::contract::{Contract, RulePin};
use crate::error::Error;
use crate::store::rule_entries::EntryRow;
use crate::store::{rule_entries, rule_packages};

/// How often the epoch is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Asks the rules in force. Cheap to clone.
#[derive(Clone)]
pub struct Rules {
    host: Host,
    live: LiveRulebook,
    database: Database,
    /// The epoch that `live` was built from; held while it is built.
    epoch: Arc<Mutex<i64>>,
    built: Arc<tokio::sync::watch::Sender<i64>>,
}

impl Rules {
    /// Starts with nothing in force; `refresh` reads what is.
    pub fn new(host: Host, database: Database) -> Rules {
        Rules {
            host,
            live: LiveRulebook::new(Rulebook::empty()),
            database,
            epoch: Arc::new(Mutex::new(-1)),
            built: Arc::new(tokio::sync::watch::Sender::new(-1)),
        }
    }

    /// Tells each epoch that this process decides with.
    pub fn changes(&self) -> tokio::sync::watch::Receiver<i64> {
        self.built.subscribe()
    }

    /// Builds the rulebook again if the stored one changed; tells what of it can't be loaded.
    pub async fn refresh(&self) -> Result<Vec<NotLoaded>, Error> {
        let mut built = self.epoch.lock().await;
        let reader = Caller::service(crate::NAME, "");
        let known: Vec<Digest> = self
            .live
            .current()
            .packages()
            .map(|package| package.digest())
            .collect();
        let before = *built;
        let stored = self.database.read(&reader, async |connection| {
            let epoch = rule_entries::epoch(connection).await?;
            if epoch == before {
                return Ok(None);
            }
            let entries = rule_entries::all(connection).await?;
            let missing = entries.iter().map(|entry| entry.package_digest.clone());
            let missing: Vec<_> = missing
                .filter(|digest| known.iter().all(|known| known.as_bytes()[..] != digest[..]))
                .collect();
            let bytes = rule_packages::bytes(connection, &missing).await?;
            Ok::<_, Error>(Some((epoch, entries, bytes)))
        });
        let Some((epoch, rows, packages)) = stored.await? else {
            return Ok(Vec::new());
        };
        let entries = rows.into_iter().filter_map(entry).collect();
        let mut packages: HashMap<Digest, Vec<u8>> = packages
            .into_iter()
            .map(|bytes| (Digest::of(&bytes), bytes))
            .collect();
        let (host, live) = (self.host.clone(), self.live.clone());
        // Compiling takes its time and must not hold up the async threads.
        let loading = tokio::task::spawn_blocking(move || {
            live.update(&host, entries, |digest| packages.remove(digest))
        });
        let not_loaded = loading
            .await
            .map_err(anyhow::Error::from)?
            .map_err(anyhow::Error::from)?;
        for problem in &not_loaded {
            tracing::error!(package = %problem.package, tenant = problem.tenant, hook = %problem.hook,
                why = problem.why, "a rule package can't be loaded; the last good one stays in force");
        }
        *built = epoch;
        self.built.send_replace(epoch);
        Ok(not_loaded)
    }

    /// Asks one hook; `contract` may hold the pin of an earlier question.
    pub(super) async fn ask<O: DeserializeOwned>(
        &self,
        hook: &str,
        contract: &Contract,
        asking: Asking,
        budget_left_fen: Option<i64>,
        facts: impl Serialize,
    ) -> Result<Asked<O>, Error> {
        let hook: HookId = hook.parse().map_err(anyhow::Error::from)?;
        let pin = contract
            .rule_pin(&hook.to_string(), &asking.tenant)
            .and_then(pin);
        let rulebook = self.live.current();
        let rule = rulebook.in_force(&asking.tenant, &hook, asking.legal_date, pin.as_ref());
        let question = Question {
            tenant: asking.tenant,
            hook,
            division: contract.tenant.clone(),
            legal_date: asking.legal_date,
            as_of: asking.as_of,
            budget_left_fen,
            facts: serde_json::to_value(facts)
                .map_err(|error| Error::Damaged("question", error))?,
        };
        Ok(Asked::of(self.host.ask_json(rule.as_ref(), question).await))
    }
}

/// Follows the stored epoch until shutdown.
pub async fn watch(rules: Rules, shutdown: Shutdown) -> anyhow::Result<()> {
    loop {
        if let Err(error) = rules.refresh().await {
            tracing::warn!(error = ?error, "the rulebook can't be read now; the one in memory serves on");
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

fn entry(row: EntryRow) -> Option<Entry> {
    let digest = hex::encode(&row.package_digest).parse().ok();
    let (package, hook, settings) = (
        digest?,
        row.hook.parse().ok()?,
        Settings::from_json(&row.settings).ok()?,
    );
    Some(Entry {
        tenant: row.tenant,
        hook,
        package,
        settings: Arc::new(settings),
        from: row.in_force_from,
        until: row.in_force_until,
        applies_to_open_cases: row.applies_to_open_cases,
    })
}

fn pin(kept: &RulePin) -> Option<Pin> {
    Some(Pin {
        package: kept.package_digest.parse().ok()?,
        settings: kept.settings_digest.parse().ok()?,
        legal_date: kept.legal_date,
    })
}
