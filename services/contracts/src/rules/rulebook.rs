//! The rulebook as this process holds it: built from the service's own tables, and built again when
//! the epoch there moves. Neither the rules service nor NATS is needed to decide.
use std::collections::HashMap;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::{Duration, Instant};

use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_rule_host::{
    Digest, Entry, HookId, Host, LiveRulebook, NotLoaded, Package, Pin, Question, Rule, Rulebook,
    Settings,
};
use kezhuan_runtime::Shutdown;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::{Mutex, watch};

use super::restraints::{Stored, restraints};
use super::{Asked, Asking};
use crate::domain::contract::Contract;
use crate::domain::rule_pins::RulePin;
use crate::error::Error;
use crate::store::rule_entries::EntryRow;
use crate::store::{rule_entries, rule_packages, rule_revoked_keys, rule_stops};

/// How often the epoch is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Longest pause before what could not be loaded is tried again.
const RETRY_MAX: Duration = Duration::from_secs(60);

/// What the live rulebook was built from, and what of it could not be.
struct Built {
    epoch: i64,
    not_loaded: Vec<NotLoaded>,
    /// The pause after the latest try that left something out.
    pause: Duration,
    again_at: Instant,
}

/// Asks the rules in force. Cheap to clone.
#[derive(Clone)]
pub struct Rules {
    host: Host,
    live: LiveRulebook,
    database: Database,
    /// Held while `live` is built.
    built: Arc<Mutex<Built>>,
    /// The epoch of the restraints in force. Apart from `built`: a stop waits for no compiler.
    restrained: Arc<Lock<i64>>,
    changes: Arc<watch::Sender<i64>>,
    /// Of the latest build; apart from `built`, which is held while a compiler runs.
    missing: Arc<Lock<Vec<NotLoaded>>>,
}

impl Rules {
    /// Starts with nothing in force; `refresh` reads what is.
    pub fn new(host: Host, database: Database) -> Rules {
        Rules {
            host,
            live: LiveRulebook::new(Rulebook::empty()),
            database,
            built: Arc::new(Mutex::new(Built {
                epoch: -1,
                not_loaded: Vec::new(),
                pause: Duration::ZERO,
                again_at: Instant::now(),
            })),
            restrained: Arc::new(Lock::new(-1)),
            changes: Arc::new(watch::Sender::new(-1)),
            missing: Arc::default(),
        }
    }

    /// Tells each epoch that this process decides with, and again when more of it could be loaded.
    pub fn changes(&self) -> watch::Receiver<i64> {
        self.changes.subscribe()
    }

    /// What is in force and could not be loaded when this process looked last.
    pub fn not_loaded(&self) -> Vec<NotLoaded> {
        let missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.clone()
    }

    /// Builds the rulebook again if the stored one changed or something could not be loaded; tells
    /// what of it still can't.
    pub async fn refresh(&self) -> Result<Vec<NotLoaded>, Error> {
        let mut built = self.built.lock().await;
        self.build(&mut built).await?;
        Ok(built.not_loaded.clone())
    }

    /// The same for a look in passing: what could not be loaded is tried less and less often.
    async fn look(&self) -> Result<(), Error> {
        let mut built = self.built.lock().await;
        if built.not_loaded.is_empty() || built.again_at <= Instant::now() {
            return self.build(&mut built).await;
        }
        let reader = Caller::service(crate::NAME, "");
        let stored = self.database.read(&reader, async |connection| {
            rule_entries::epoch(connection).await
        });
        match stored.await? == built.epoch {
            true => Ok(()),
            false => self.build(&mut built).await,
        }
    }

    /// Reads what may not be asked, if the stored rulebook changed, and holds to it at once.
    pub async fn restrain(&self) -> Result<(), Error> {
        let before = *self
            .restrained
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let reader = Caller::service(crate::NAME, "");
        let stored = self.database.read(&reader, async |connection| {
            let epoch = rule_entries::epoch(connection).await?;
            if epoch == before {
                return Ok(None);
            }
            let rows = rule_entries::all(connection).await?;
            let held = Stored {
                stops: rule_stops::all(connection).await?,
                revoked: rule_revoked_keys::all(connection).await?,
            };
            Ok::<_, Error>(Some((epoch, rows, held)))
        });
        if let Some((epoch, rows, held)) = stored.await? {
            self.restrained_at(epoch, &rows, &held);
        }
        Ok(())
    }

    /// What was read later holds, whoever read it.
    fn restrained_at(&self, epoch: i64, rows: &[EntryRow], held: &Stored) {
        let mut restrained = self
            .restrained
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if epoch >= *restrained {
            self.live.restrain(restraints(rows, held));
            *restrained = epoch;
        }
    }

    async fn build(&self, built: &mut Built) -> Result<(), Error> {
        let reader = Caller::service(crate::NAME, "");
        let known: Vec<Digest> = self
            .live
            .current()
            .packages()
            .map(|package| package.digest())
            .collect();
        // What is missing may be there now, though nothing else changed.
        let before = Some(built.epoch).filter(|_| built.not_loaded.is_empty());
        let stored = self.database.read(&reader, async |connection| {
            let epoch = rule_entries::epoch(connection).await?;
            if Some(epoch) == before {
                return Ok(None);
            }
            let entries = rule_entries::all(connection).await?;
            let missing = entries.iter().map(|entry| entry.package_digest.clone());
            let missing: Vec<_> = missing
                .filter(|digest| known.iter().all(|known| known.as_bytes()[..] != digest[..]))
                .collect();
            let bytes = rule_packages::bytes(connection, &missing).await?;
            let held = Stored {
                stops: rule_stops::all(connection).await?,
                revoked: rule_revoked_keys::all(connection).await?,
            };
            Ok::<_, Error>(Some((epoch, entries, bytes, held)))
        });
        let Some((epoch, rows, packages, held)) = stored.await? else {
            return Ok(());
        };
        // Before anything is loaded, so that nothing new is asked that may not be.
        self.restrained_at(epoch, &rows, &held);
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
        let not_loaded = loading.await.map_err(anyhow::Error::from)?;
        for problem in not_loaded
            .iter()
            .filter(|problem| !built.not_loaded.contains(problem))
        {
            tracing::error!(package = %problem.package, tenant = problem.tenant, hook = %problem.hook,
                why = problem.why, "a rule package can't be loaded; the last good one stays in force");
        }
        let is_change = epoch != built.epoch || not_loaded != built.not_loaded;
        built.pause = match is_change {
            true => LOOK_EVERY,
            false => (built.pause * 2).min(RETRY_MAX),
        };
        built.again_at = Instant::now() + built.pause;
        let mut missing = self.missing.lock().unwrap_or_else(PoisonError::into_inner);
        missing.clone_from(&not_loaded);
        drop(missing);
        (built.epoch, built.not_loaded) = (epoch, not_loaded);
        if is_change {
            self.changes.send_replace(epoch);
        }
        Ok(())
    }

    /// The rule of an entry, where this process may ask it now.
    pub fn of_entry(&self, row: &EntryRow) -> Option<Rule> {
        let entry = entry(row.clone())?;
        let rulebook = self.live.current();
        let rule = rulebook.in_force(&entry.tenant, &entry.hook, entry.from, None)?;
        let is_it = rule.digest == entry.package
            && rule.settings.digest() == entry.settings.digest()
            && rule.package.is_some()
            && rule.restraint.is_none();
        is_it.then_some(rule)
    }

    /// The package of that digest, where this process has it loaded.
    pub fn package(&self, digest: &[u8]) -> Option<Arc<Package>> {
        let digest = Digest::from(<[u8; 32]>::try_from(digest).ok()?);
        self.live.current().package(&digest).cloned()
    }

    /// The host that runs them.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Asks one hook about `contract`.
    pub(super) async fn ask<O: DeserializeOwned>(
        &self,
        hook: &str,
        contract: &Contract,
        asking: Asking,
        budget_left_fen: Option<i64>,
        facts: impl Serialize,
    ) -> Result<Asked<O>, Error> {
        let hook: HookId = hook.parse().map_err(anyhow::Error::from)?;
        let pin = asking.pins.of(&hook.to_string(), &asking.tenant);
        let pin = pin.and_then(self::pin);
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
pub async fn follow(rules: Rules, shutdown: Shutdown) -> anyhow::Result<()> {
    loop {
        if let Err(error) = rules.look().await {
            tracing::warn!(error = ?error, "the rulebook can't be read now; the one in memory serves on");
        }
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Follows what may not be asked until shutdown, beside [`follow`], which may be compiling.
pub async fn follow_restraints(rules: Rules, shutdown: Shutdown) -> anyhow::Result<()> {
    loop {
        if let Err(error) = rules.restrain().await {
            tracing::warn!(error = ?error, "stops and revocations can't be read now; those in memory hold");
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
        id: row.id,
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
