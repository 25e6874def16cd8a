//! What is the matter with the rules a service asks: found here, and told to the rules service by event, so that each owner
//! lists all of it in one place.
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_database::{Database, Error, Write};
use kezhuan_law::rule_trouble::{self, Kind, Trouble};
use kezhuan_protocol::adoption::v1::{RuleTrouble, RuleTroubleEnded, RuleTroubleFound};
use kezhuan_protocol::rules::v1::alert;
use kezhuan_rulebook::{Live, in_every_major};
use kezhuan_runtime::{LegalClock, Shutdown};
use serde::Deserialize;
use uuid::Uuid;

use crate::Keeping;
use crate::store::rule_troubles;

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
#[derive(Debug, Clone, sqlx::FromRow)]
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
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Unasked {
    pub tenant: String,
    pub hook: String,
    pub package_digest: Vec<u8>,
    pub since: NaiveDate,
}

/// Cases of a hook that no rule covered.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Uncovered {
    pub tenant: String,
    pub hook: String,
    pub cases: i64,
    pub first_day: NaiveDate,
    pub last_day: NaiveDate,
}

/// A service whose rules are looked after.
pub trait Troubled: Keeping {
    /// The hooks it asks.
    const HOOKS: &'static [&'static str];

    /// What else is the matter on `today`, that only this service knows.
    fn others(
        &self,
        today: NaiveDate,
    ) -> impl Future<Output = Result<Vec<Trouble>, Self::Error>> + Send;
}

/// Looks for troubles until shutdown.
pub(crate) struct Watch<K> {
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
        let since = before(self.config.uncovered_days);
        let (unasked, uncovered) =
            decided(&self.database, K::HOOKS, (before(days), today), since).await?;
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
        let lasting = lasting(&self.database).await?;
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
                Box::pin(async move { news.keep(write, process).await })
            });
            told.await?;
        }
        Ok(())
    }
}

/// Rules that no case of these days asked, and cases with legal dates after `since` that no rule covers.
async fn decided(
    database: &Database,
    hooks: &'static [&'static str],
    days: (NaiveDate, NaiveDate),
    since: NaiveDate,
) -> Result<(Vec<Unasked>, Vec<Uncovered>), Error> {
    let hooks = in_every_major(hooks);
    let reader = Caller::service(database.service(), "");
    let read = database.read(&reader, async |connection| {
        let unasked = rule_troubles::unasked(connection, &hooks, days).await?;
        let uncovered = rule_troubles::uncovered(connection, &hooks, since).await?;
        Ok::<_, Error>((unasked, uncovered))
    });
    read.await
}

/// Everything that was found and is not over.
async fn lasting(database: &Database) -> Result<Vec<Told>, Error> {
    let reader = Caller::service(database.service(), "");
    let read = database.read(&reader, async |connection| {
        rule_troubles::lasting(connection).await
    });
    read.await
}

/// What changed of one tenant's rules.
#[derive(Default)]
struct News {
    found: Vec<Trouble>,
    again: Vec<Uuid>,
    over: Vec<Uuid>,
}

impl News {
    async fn keep(&self, write: &mut Write, process: Uuid) -> Result<(), Error> {
        rule_troubles::seen_again(write, &self.again, process).await?;
        for trouble in &self.found {
            if let Some(told) = rule_troubles::found(write, trouble, process).await? {
                let trouble = Some(message(&told));
                let event = RuleTroubleFound { trouble };
                write.publish("rule_trouble", told.id, told.version, &event);
            }
        }
        for id in &self.over {
            if let Some(told) = rule_troubles::ended(write, *id, process, SILENT_SECONDS).await? {
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
