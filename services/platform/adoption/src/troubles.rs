//! What is the matter with the rules a service asks: found here, and told to the rules service by event, so that each owner
//! lists all of it in one place.
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use futures::future::BoxFuture;
use kezhuan_auth::Caller;
use kezhuan_database::{Database, Write};
use kezhuan_law::rule_trouble::{self, Kind, Trouble};
use kezhuan_protocol::adoption::v1::{RuleTrouble, RuleTroubleEnded, RuleTroubleFound};
use kezhuan_protocol::rules::v1::alert;
use kezhuan_rulebook::{Live, in_every_major};
use kezhuan_runtime::{LegalClock, Shutdown};
use serde::Deserialize;
use uuid::Uuid;

use crate::Keeping;

/// How often a process says again what it can't load.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// What another process could not load is over when it has said nothing for so long.
const SILENT_SECONDS: i32 = 180;
/// How often decisions are looked through though nothing changed.
const DECISIONS_EVERY: Duration = Duration::from_secs(600);

/// When the owner of a rule is told that nobody asks it, or that cases go without one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TroublesConfig {
    pub unasked_days: u32,
    pub uncovered_days: u32,
}

/// A trouble as it was told last.
#[derive(Debug, Clone)]
pub struct Told {
    pub id: Uuid,
    pub tenant: String,
    pub kind: String,
    pub hook: String,
    pub subject: String,
    pub package_digest: Option<Vec<u8>>,
    pub since: NaiveDate,
    pub text_zh: String,
    pub text_en: String,
    pub version: i64,
}

/// A rule in force that nobody asked.
#[derive(Debug, Clone)]
pub struct Unasked {
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    pub since: NaiveDate,
}

/// Cases of a hook that no rule covered.
#[derive(Debug, Clone)]
pub struct Uncovered {
    pub tenant: String,
    pub hook: String,
    pub cases: i64,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// The tables a service keeps its troubles and decisions in.
pub trait Troubled: Keeping {
    /// The hooks it asks.
    const HOOKS: &'static [&'static str];

    /// Rules in force on the second day that no case with a legal date after the first asked.
    fn unasked(
        &self,
        days: (NaiveDate, NaiveDate),
    ) -> impl Future<Output = Result<Vec<Unasked>, Self::Error>> + Send;

    /// Cases with legal dates after `before` that were decided without a rule, where still none covers that date.
    fn uncovered(
        &self,
        before: NaiveDate,
    ) -> impl Future<Output = Result<Vec<Uncovered>, Self::Error>> + Send;

    /// What else is the matter on `today`, that only this service knows.
    fn others(
        &self,
        today: NaiveDate,
    ) -> impl Future<Output = Result<Vec<Trouble>, Self::Error>> + Send;

    /// Everything that was found and is not over.
    fn lasting(&self) -> impl Future<Output = Result<Vec<Told>, Self::Error>> + Send;

    /// This process still sees them: no other says that they are over.
    fn seen_again<'a>(
        write: &'a mut Write,
        ids: &'a [Uuid],
        process: Uuid,
    ) -> BoxFuture<'a, Result<(), Self::Error>>;

    /// Keeps a trouble. Answers it when that is news.
    fn found<'a>(
        write: &'a mut Write,
        trouble: &'a Trouble,
        process: Uuid,
    ) -> BoxFuture<'a, Result<Option<Told>, Self::Error>>;

    /// Ends a trouble this process doesn't see, unless another process saw it within so many seconds.
    fn ended(
        write: &mut Write,
        id: Uuid,
        process: Uuid,
        silent_seconds: i32,
    ) -> BoxFuture<'_, Result<Option<Told>, Self::Error>>;
}

/// Looks for troubles until shutdown.
pub struct Watch<K> {
    pub database: Database,
    pub tables: K,
    pub rules: Live<K>,
    pub clock: LegalClock,
    pub config: TroublesConfig,
    /// Which process speaks.
    pub process: Uuid,
}

impl<K: Troubled> Watch<K> {
    /// Looks when the rules or the legal day change, and now and then.
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let (mut changes, mut days) = (self.rules.changes(), self.clock.changes());
        let mut look_through_at = Instant::now();
        loop {
            let looks_through = look_through_at <= Instant::now();
            match self.look(looks_through).await {
                Ok(()) if looks_through => look_through_at = Instant::now() + DECISIONS_EVERY,
                Ok(()) => {}
                Err(error) => {
                    tracing::warn!(error = ?error, "the rules could not be looked through for troubles yet");
                }
            }
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                Ok(()) = changes.changed() => look_through_at = Instant::now(),
                Ok(()) = days.changed() => look_through_at = Instant::now(),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    async fn look(&self, looks_through: bool) -> Result<(), K::Error> {
        let mut found = self.not_loaded();
        found.extend(self.tables.others(self.clock.today()).await?);
        if looks_through {
            found.extend(self.of_decisions().await?);
        }
        // What was not looked for is neither found nor over: another process may have looked since.
        self.tell(found, |kind| looks_through || !kind.is_of_decisions())
            .await
    }

    /// Packages in force that this process can't load.
    fn not_loaded(&self) -> Vec<Trouble> {
        let (service, today) = (self.database.service(), self.clock.today());
        let missing = self.rules.not_loaded();
        let hooks = in_every_major(K::HOOKS);
        let asked = missing
            .iter()
            .filter(|missing| hooks.iter().any(|hook| *hook == missing.hook.to_string()));
        asked
            .map(|missing| {
                let last_good = missing.last_good.map(|digest| digest.to_string());
                rule_trouble::not_loaded(
                    (service, &missing.tenant, &missing.hook.to_string()),
                    (&missing.package.to_string(), missing.package.as_bytes()),
                    &missing.why,
                    last_good.as_deref(),
                    today,
                )
            })
            .collect()
    }

    /// Rules that nobody asks, and cases that no rule covers.
    async fn of_decisions(&self) -> Result<Vec<Trouble>, K::Error> {
        let today = self.clock.today();
        let before = |days: u32| {
            let day = today.checked_sub_days(Days::new(days.into()));
            day.unwrap_or(NaiveDate::MIN)
        };
        let days = self.config.unasked_days;
        let unasked = self.tables.unasked((before(days), today)).await?;
        let since = before(self.config.uncovered_days);
        let uncovered = self.tables.uncovered(since).await?;
        let unasked = unasked.iter().map(|rule| {
            let digest = hex::encode(&rule.package_digest);
            let package = (digest.as_str(), rule.package_digest.as_slice());
            rule_trouble::not_asked((&rule.tenant, &rule.hook), package, rule.since, days)
        });
        let uncovered = uncovered.iter().map(|cases| {
            let days = (cases.first_day, cases.last_day);
            rule_trouble::without_rule((&cases.tenant, &cases.hook), cases.cases, days)
        });
        Ok(unasked.chain(uncovered).collect())
    }

    /// Keeps and publishes what changed of the kinds looked for since it was told last.
    async fn tell(
        &self,
        found: Vec<Trouble>,
        is_looked_for: impl Fn(Kind) -> bool + Send,
    ) -> Result<(), K::Error> {
        let lasting = self.tables.lasting().await?;
        let mut by_tenant: BTreeMap<String, News> = BTreeMap::new();
        let kind_of = |told: &Told| Kind::ALL.into_iter().find(|kind| kind.code() == told.kind);
        let lasting = lasting.into_iter();
        for told in lasting.filter(|told| kind_of(told).is_some_and(&is_looked_for)) {
            let news = by_tenant.entry(told.tenant.clone()).or_default();
            match found.iter().find(|trouble| is_of(&told, trouble)) {
                None => news.over.push(told.id),
                Some(trouble) if trouble.kind == Kind::PackageNotLoaded => news.again.push(told.id),
                Some(_) => {}
            }
        }
        for trouble in found {
            let news = by_tenant.entry(trouble.tenant.clone()).or_default();
            news.found.push(trouble);
        }
        let process = self.process;
        for (tenant, news) in by_tenant {
            let caller = Caller::service(self.database.service(), tenant);
            let news = Arc::new(news);
            let told = self.database.write_as(&caller, move |write: &mut Write| {
                let news = news.clone();
                Box::pin(async move { news.keep::<K>(write, process).await })
            });
            told.await?;
        }
        Ok(())
    }
}

/// What changed of one tenant's rules.
#[derive(Default)]
struct News {
    found: Vec<Trouble>,
    again: Vec<Uuid>,
    over: Vec<Uuid>,
}

impl News {
    async fn keep<K: Troubled>(&self, write: &mut Write, process: Uuid) -> Result<(), K::Error> {
        K::seen_again(write, &self.again, process).await?;
        for trouble in &self.found {
            if let Some(told) = K::found(write, trouble, process).await? {
                let trouble = Some(message(&told));
                let event = RuleTroubleFound { trouble };
                write.publish("rule_trouble", told.id, told.version, &event);
            }
        }
        for id in &self.over {
            if let Some(told) = K::ended(write, *id, process, SILENT_SECONDS).await? {
                let trouble = Some(message(&told));
                let event = RuleTroubleEnded { trouble };
                write.publish("rule_trouble", told.id, told.version, &event);
            }
        }
        Ok(())
    }
}

fn is_of(told: &Told, trouble: &Trouble) -> bool {
    (&told.tenant, told.kind.as_str(), &told.hook, &told.subject)
        == (
            &trouble.tenant,
            trouble.kind.code(),
            &trouble.hook,
            &trouble.subject,
        )
}

fn message(told: &Told) -> RuleTrouble {
    let package = told.package_digest.as_ref();
    RuleTrouble {
        tenant: told.tenant.clone(),
        hook: told.hook.clone(),
        kind: alert::Kind::from_str_name(&told.kind)
            .unwrap_or_default()
            .into(),
        package: package
            .map(|digest| format!("packages/{}", hex::encode(digest)))
            .unwrap_or_default(),
        since: told.since.to_string(),
        text_zh: told.text_zh.clone(),
        text_en: told.text_en.clone(),
    }
}
