//! What is the matter with the rules this service asks, and with what its programmes may spend: found here, and told to
//! the rules service by event, so that each owner lists all of it in one place.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_database::{Database, Write};
use kezhuan_protocol::adoption::v1::{RuleTrouble, RuleTroubleEnded, RuleTroubleFound};
use kezhuan_protocol::rules::v1::alert;
use kezhuan_runtime::{LegalClock, Shutdown};
use uuid::Uuid;

use crate::config::TroublesConfig;
use crate::domain::rule_trouble::{self, Kind, Trouble};
use crate::error::Error;
use crate::rules::{HOOKS, Rules, in_every_major};
use crate::store::programmes;
use crate::store::rule_troubles::{self, TroubleRow};

/// How often a process says again what it can't load.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// What another process could not load is over when it has said nothing for so long.
const SILENT_SECONDS: i32 = 180;
/// How often decisions are looked through though nothing changed.
const DECISIONS_EVERY: Duration = Duration::from_secs(600);

/// Looks for troubles until shutdown.
pub struct Watch {
    pub database: Database,
    pub rules: Rules,
    pub clock: LegalClock,
    pub config: TroublesConfig,
    /// Which process speaks.
    pub process: Uuid,
}

impl Watch {
    /// Looks when the rules or the legal day change, and now and then.
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let (mut changes, mut days) = (self.rules.changes(), self.clock.changes());
        let mut look_through_at = Instant::now();
        loop {
            let looked = async {
                let looks_through = look_through_at <= Instant::now();
                let mut found = self.not_loaded();
                found.extend(self.below_bound().await?);
                if looks_through {
                    found.extend(self.of_decisions().await?);
                }
                // What was not looked for is neither found nor over: another process may have looked since.
                self.tell(found, |kind| looks_through || !kind.is_of_decisions())
                    .await?;
                if looks_through {
                    look_through_at = Instant::now() + DECISIONS_EVERY;
                }
                Ok::<_, Error>(())
            };
            if let Err(error) = looked.await {
                tracing::warn!(error = ?error, "the rules could not be looked through for troubles yet");
            }
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                Ok(()) = changes.changed() => look_through_at = Instant::now(),
                Ok(()) = days.changed() => look_through_at = Instant::now(),
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    /// Packages in force that this process can't load.
    fn not_loaded(&self) -> Vec<Trouble> {
        let today = self.clock.today();
        let missing = self.rules.not_loaded();
        let hooks = in_every_major(&HOOKS);
        let asked = missing
            .iter()
            .filter(|missing| hooks.iter().any(|hook| *hook == missing.hook.to_string()));
        asked
            .map(|missing| {
                let last_good = missing.last_good.map(|digest| digest.to_string());
                rule_trouble::not_loaded(
                    (&missing.tenant, &missing.hook.to_string()),
                    (&missing.package.to_string(), missing.package.as_bytes()),
                    &missing.why,
                    last_good.as_deref(),
                    today,
                )
            })
            .collect()
    }

    /// Rules that nobody asks, and cases that no rule covers.
    async fn of_decisions(&self) -> Result<Vec<Trouble>, Error> {
        let today = self.clock.today();
        let before = |days: u32| {
            let day = today.checked_sub_days(Days::new(days.into()));
            day.unwrap_or(NaiveDate::MIN)
        };
        let hooks = in_every_major(&HOOKS);
        let days = self.config.unasked_days;
        let reader = Caller::service(crate::NAME, "");
        let read = self.database.read(&reader, async |connection| {
            let asked = (before(days), today);
            let unasked = rule_troubles::unasked(connection, &hooks, asked).await?;
            let since = before(self.config.uncovered_days);
            let uncovered = rule_troubles::uncovered(connection, &hooks, since).await?;
            Ok::<_, Error>((unasked, uncovered))
        });
        let (unasked, uncovered) = read.await?;
        let unasked = unasked.iter().map(|row| {
            let digest = hex::encode(&row.package_digest);
            let package = (digest.as_str(), row.package_digest.as_slice());
            rule_trouble::not_asked((&row.tenant, &row.hook), package, row.since, days)
        });
        let uncovered = uncovered.iter().map(|row| {
            let days = (row.first_day, row.last_day);
            rule_trouble::without_rule((&row.tenant, &row.hook), row.cases, days)
        });
        Ok(unasked.chain(uncovered).collect())
    }

    /// Programme-years of which less was announced than the books had bound.
    async fn below_bound(&self) -> Result<Vec<Trouble>, Error> {
        let today = self.clock.today();
        let reader = Caller::service(crate::NAME, "");
        let read = self.database.read(&reader, async |connection| {
            programmes::below_bound(connection).await
        });
        let found = read.await?;
        let troubles = found.iter().filter_map(|programme| {
            let which = (
                programme.tenant.as_str(),
                programme.family.as_str(),
                programme.year,
            );
            rule_trouble::below_bound(which, &programme.ledger, today)
        });
        Ok(troubles.collect())
    }

    /// Keeps and publishes what changed of the kinds looked for since it was told last.
    async fn tell(
        &self,
        found: Vec<Trouble>,
        is_looked_for: impl Fn(Kind) -> bool,
    ) -> Result<(), Error> {
        let reader = Caller::service(crate::NAME, "");
        let lasting = self.database.read(&reader, async |connection| {
            rule_troubles::lasting(connection).await
        });
        let mut by_tenant: BTreeMap<String, News> = BTreeMap::new();
        let kind_of = |row: &TroubleRow| Kind::ALL.into_iter().find(|kind| kind.code() == row.kind);
        let lasting = lasting.await?.into_iter();
        for row in lasting.filter(|row| kind_of(row).is_some_and(&is_looked_for)) {
            let news = by_tenant.entry(row.tenant.clone()).or_default();
            match found.iter().find(|trouble| is_of(&row, trouble)) {
                None => news.over.push(row.id),
                Some(trouble) if trouble.kind == Kind::PackageNotLoaded => news.again.push(row.id),
                Some(_) => {}
            }
        }
        for trouble in found {
            let news = by_tenant.entry(trouble.tenant.clone()).or_default();
            news.found.push(trouble);
        }
        let process = self.process;
        for (tenant, news) in by_tenant {
            let caller = Caller::service(crate::NAME, tenant);
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
            if let Some(row) = rule_troubles::found(write, trouble, process).await? {
                let trouble = Some(message(&row));
                let event = RuleTroubleFound { trouble };
                write.publish("rule_trouble", row.id, row.version, &event);
            }
        }
        for id in &self.over {
            if let Some(row) = rule_troubles::ended(write, *id, process, SILENT_SECONDS).await? {
                let trouble = Some(message(&row));
                let event = RuleTroubleEnded { trouble };
                write.publish("rule_trouble", row.id, row.version, &event);
            }
        }
        Ok(())
    }
}

fn is_of(row: &TroubleRow, trouble: &Trouble) -> bool {
    (&row.tenant, row.kind.as_str(), &row.hook, &row.subject)
        == (
            &trouble.tenant,
            trouble.kind.code(),
            &trouble.hook,
            &trouble.subject,
        )
}

fn message(row: &TroubleRow) -> RuleTrouble {
    let package = row.package_digest.as_ref();
    RuleTrouble {
        tenant: row.tenant.clone(),
        hook: row.hook.clone(),
        kind: alert::Kind::from_str_name(&row.kind)
            .unwrap_or_default()
            .into(),
        package: package
            .map(|digest| format!("packages/{}", hex::encode(digest)))
            .unwrap_or_default(),
        since: row.since.to_string(),
        text_zh: row.text_zh.clone(),
        text_en: row.text_en.clone(),
    }
}
