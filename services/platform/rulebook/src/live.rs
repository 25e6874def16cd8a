//! The rulebook as this process holds it: built from the service's own tables, and built again when
//! the epoch there moves.
use std::collections::HashMap;
use std::sync::{Arc, Mutex as Lock, PoisonError};
use std::time::{Duration, Instant};

use kezhuan_rule_host::{
    Digest, Entry, Hook, HookId, Host, LiveRulebook, NotLoaded, Package, Question, Rule, Rulebook,
};
use kezhuan_runtime::Shutdown;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::{Mutex, watch};

use crate::asked::Asked;
use crate::asking::Asking;
use crate::restraints::restraints;
use crate::shelf::{Kept, Shelf};

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
pub struct Live<S> {
    host: Host,
    live: LiveRulebook,
    shelf: S,
    /// Held while `live` is built.
    built: Arc<Mutex<Built>>,
    /// The epoch of the restraints in force. Apart from `built`: a stop waits for no compiler.
    restrained: Arc<Lock<i64>>,
    changes: Arc<watch::Sender<i64>>,
    /// Of the latest build; apart from `built`, which is held while a compiler runs.
    missing: Arc<Lock<Vec<NotLoaded>>>,
}

impl<S: Shelf> Live<S> {
    /// Starts with nothing in force; `refresh` reads what is.
    pub fn new(host: Host, shelf: S) -> Live<S> {
        Live {
            host,
            live: LiveRulebook::new(Rulebook::empty()),
            shelf,
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
    pub async fn refresh(&self) -> Result<Vec<NotLoaded>, S::Error> {
        let mut built = self.built.lock().await;
        self.build(&mut built).await?;
        Ok(built.not_loaded.clone())
    }

    /// The same for a look in passing: what could not be loaded is tried less and less often.
    async fn look(&self) -> Result<(), S::Error> {
        let mut built = self.built.lock().await;
        if built.not_loaded.is_empty() || built.again_at <= Instant::now() {
            return self.build(&mut built).await;
        }
        match self.shelf.epoch().await? == built.epoch {
            true => Ok(()),
            false => self.build(&mut built).await,
        }
    }

    /// Reads what may not be asked, if the stored rulebook changed, and holds to it at once.
    pub async fn restrain(&self) -> Result<(), S::Error> {
        let known = *self
            .restrained
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = self.shelf.held(known).await? {
            self.restrained_by(&kept);
        }
        Ok(())
    }

    /// What was read later holds, whoever read it.
    fn restrained_by(&self, kept: &Kept) {
        let mut restrained = self
            .restrained
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if kept.epoch >= *restrained {
            self.live.restrain(restraints(kept));
            *restrained = kept.epoch;
        }
    }

    async fn build(&self, built: &mut Built) -> Result<(), S::Error> {
        let loaded: Vec<Digest> = self
            .live
            .current()
            .packages()
            .map(|package| package.digest())
            .collect();
        // What is missing may be there now, though nothing else changed.
        let known = Some(built.epoch).filter(|_| built.not_loaded.is_empty());
        let Some(mut kept) = self.shelf.all(known, loaded).await? else {
            return Ok(());
        };
        // Before anything is loaded, so that nothing new is asked that may not be.
        self.restrained_by(&kept);
        let epoch = kept.epoch;
        let mut packages: HashMap<Digest, Vec<u8>> = std::mem::take(&mut kept.packages)
            .into_iter()
            .map(|bytes| (Digest::of(&bytes), bytes))
            .collect();
        let entries = kept.entries.into_iter().map(|kept| kept.entry).collect();
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
        self.note(built, epoch, not_loaded);
        Ok(())
    }

    /// Notes what was built, and tells whoever waits for changes.
    fn note(&self, built: &mut Built, epoch: i64, not_loaded: Vec<NotLoaded>) {
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
    }

    /// The rule of an entry, where this process may ask it now.
    pub fn of_entry(&self, entry: &Entry) -> Option<Rule> {
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

    /// Asks one hook in JSON about a case of `division`.
    pub async fn ask_json<O: DeserializeOwned>(
        &self,
        hook: &str,
        asking: Asking,
        (division, budget_left_fen): (&str, Option<i64>),
        facts: Value,
    ) -> Result<Asked<O>, S::Error> {
        let question = question(hook, asking, (division, budget_left_fen), facts)?;
        let (rule, question) = self.placed(question);
        Ok(Asked::of(self.host.ask_json(rule.as_ref(), question).await))
    }

    /// Asks one hook in its own types about a case of `division`.
    pub async fn ask<H: Hook>(
        &self,
        asking: Asking,
        (division, budget_left_fen): (&str, Option<i64>),
        facts: impl FnOnce(H::Header) -> H::Facts + Send + 'static,
    ) -> Result<Asked<H::Outcome>, S::Error> {
        let question = question(H::ID, asking, (division, budget_left_fen), facts)?;
        let (rule, question) = self.placed(question);
        let asked = self.host.ask::<H>(rule.as_ref(), question).await;
        Ok(Asked::typed(asked))
    }

    /// The rule that answers: the one the case goes to, or the one in force on the legal date.
    fn placed<F>(&self, (asking, question): (Asking, Question<F>)) -> (Option<Rule>, Question<F>) {
        let pin = asking.pin(&question.hook.to_string());
        let rulebook = self.live.current();
        let rule = rulebook.in_force(
            &question.tenant,
            &question.hook,
            question.legal_date,
            pin.as_ref(),
        );
        (rule, question)
    }

    /// Reads the rulebook before the first question: without it, a case would be decided as if no rule were in force, which
    /// nothing corrects. A package that can't be loaded holds up nobody. False: the service is to stop.
    pub async fn knows_what_is_in_force(&self, shutdown: &Shutdown) -> bool {
        while let Err(error) = self.refresh().await {
            tracing::warn!(error = ?error, "the rulebook can't be read yet; nothing is served before it is");
            tokio::select! {
                () = shutdown.triggered() => return false,
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
        true
    }

    /// Follows the stored epoch until shutdown.
    pub async fn follow(self, shutdown: Shutdown) -> anyhow::Result<()> {
        loop {
            if let Err(error) = self.look().await {
                tracing::warn!(error = ?error, "the rulebook can't be read now; the one in memory serves on");
            }
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Follows what may not be asked until shutdown, beside [`Live::follow`], which may be compiling.
    pub async fn follow_restraints(self, shutdown: Shutdown) -> anyhow::Result<()> {
        loop {
            if let Err(error) = self.restrain().await {
                tracing::warn!(error = ?error, "stops and revocations can't be read now; those in memory hold");
            }
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }
}

fn question<F>(
    hook: &str,
    asking: Asking,
    (division, budget_left_fen): (&str, Option<i64>),
    facts: F,
) -> Result<(Asking, Question<F>), anyhow::Error> {
    let hook: HookId = hook.parse().map_err(anyhow::Error::from)?;
    let question = Question {
        tenant: asking.tenant.clone(),
        hook,
        division: division.to_owned(),
        legal_date: asking.legal_date,
        as_of: asking.as_of,
        budget_left_fen,
        facts,
    };
    Ok((asking, question))
}
