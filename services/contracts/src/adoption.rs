//! Taking over a change of the rulebook, a shadow, or what a programme may spend: one way, whether it came as a call or as
//! an event.
mod appropriation;
mod candidate;
mod restraint;
mod shadow;

use std::collections::BTreeMap;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, Database};
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::timeline_entry::State;
use kezhuan_protocol::rules::v1::{DownloadPackageRequest, GetRulebookRequest, TimelineEntry};
use kezhuan_rpc::{ClientConfig, traced};
use kezhuan_rule_host::{Digest, NotLoaded, Settings};
use kezhuan_runtime::Shutdown;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use tonic::{Code, Request};
use uuid::Uuid;

use crate::config::RulesServiceConfig;
use crate::error::Error;
use crate::rules::Rules;
use crate::store::rule_entries::{self, EntryRow};
use crate::store::rule_packages;

pub use candidate::Candidates;
pub use shadow::KeptPackages;

/// Who changes the rulebook.
pub const RULES_SERVICE: &str = "rules";
const PAUSE_MIN: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_secs(30);
const CATCH_UP_EVERY: Duration = Duration::from_secs(300);

/// Stores entries and packages, and puts them in force in this process.
#[derive(Clone)]
pub struct Adoption {
    database: Database,
    rules: Rules,
    channel: Channel,
    config: RulesServiceConfig,
    package_bytes_max: usize,
}

impl Adoption {
    /// Connects to the rules service when the first package is fetched.
    pub fn new(
        database: Database,
        rules: Rules,
        config: RulesServiceConfig,
        client: &ClientConfig,
        package_bytes_max: usize,
    ) -> anyhow::Result<Adoption> {
        let channel = client.endpoint(&config.address)?.connect_lazy();
        Ok(Adoption {
            database,
            rules,
            channel,
            config,
            package_bytes_max,
        })
    }

    /// Takes `entry` over with what it closed. Repeats change nothing. Answers why the entry can't
    /// be asked here, if it can't.
    pub async fn adopt(
        &self,
        entry: &TimelineEntry,
        closed: &[TimelineEntry],
    ) -> Result<Option<String>, Error> {
        let row = row_of(entry)?;
        let mut rows = closed.iter().map(row_of).collect::<Result<Vec<_>, _>>()?;
        rows.push(row.clone());
        self.keep(rows).await?;
        let not_loaded = self.rules.refresh().await?;
        let is_ours = |problem: &&NotLoaded| {
            problem.tenant == row.tenant && problem.hook.to_string() == row.hook
        };
        Ok(not_loaded
            .iter()
            .find(is_ours)
            .map(|problem| problem.why.clone()))
    }

    /// Takes over what the rules service has and this one missed.
    async fn catch_up(&self) -> Result<(), Error> {
        let mut client = RulesServiceClient::new(self.channel.clone())
            .max_decoding_message_size(self.package_bytes_max);
        let request = self.authorised(GetRulebookRequest {}).await?;
        let rulebook = client
            .get_rulebook(traced(request))
            .await
            .map_err(unanswered)?
            .into_inner();
        // First what may not be asked: no entry is asked meanwhile that its owner stopped.
        for stop in &rulebook.stops {
            told(&stop.name, self.keep_stop(stop).await)?;
        }
        for key in &rulebook.revoked_keys {
            told(&key.name, self.keep_revocation(key).await)?;
        }
        for appropriation in &rulebook.appropriations {
            let adopted = self.adopt_appropriation(appropriation).await;
            told(&appropriation.name, adopted.map(drop))?;
        }
        for shadow in &rulebook.shadows {
            told(&shadow.name, self.adopt_shadow(shadow).await)?;
        }
        let mut by_tenant: BTreeMap<String, Vec<EntryRow>> = BTreeMap::new();
        for entry in rulebook.entries {
            match row_of(&entry) {
                Ok(row) => by_tenant.entry(row.tenant.clone()).or_default().push(row),
                Err(error) => told(&entry.name, Err(error))?,
            }
        }
        for (tenant, rows) in by_tenant {
            // One tenant's trouble is not the next one's.
            told(&tenant, self.keep(rows).await)?;
        }
        self.rules.refresh().await?;
        Ok(())
    }

    /// Stores entries of one tenant with their packages; those stored already change nothing.
    async fn keep(&self, rows: Vec<EntryRow>) -> Result<(), Error> {
        let Some(tenant) = rows.first().map(|row| row.tenant.clone()) else {
            return Ok(());
        };
        let mut packages = BTreeMap::new();
        for row in &rows {
            if !packages.contains_key(&row.package_digest)
                && let Some(bytes) = self.missing(&row.tenant, &row.package_digest).await?
            {
                packages.insert(row.package_digest.clone(), bytes);
            }
        }
        let caller = Caller::service(crate::NAME, &tenant);
        let changed = std::sync::Arc::new((rows, packages));
        self.database
            .write_as(&caller, move |write| {
                let changed = changed.clone();
                Box::pin(async move {
                    let (rows, packages) = &*changed;
                    for (digest, bytes) in packages {
                        rule_packages::keep(write, digest, bytes).await?;
                    }
                    let mut is_news = false;
                    for row in rows {
                        if rule_entries::adopt(write, row).await? {
                            is_news = true;
                            write.audit(adopted(row));
                        }
                    }
                    if is_news {
                        rule_entries::advance_epoch(write).await?;
                    }
                    Ok::<(), Error>(())
                })
            })
            .await
    }

    /// The bytes of a tenant's package, unless they are here already.
    async fn missing(&self, tenant: &str, digest: &[u8]) -> Result<Option<Vec<u8>>, Error> {
        let reader = Caller::service(crate::NAME, tenant);
        let known = self.database.read(&reader, async |connection| {
            rule_packages::has(connection, digest).await
        });
        if known.await? {
            return Ok(None);
        }
        Ok(Some(self.download(digest).await?))
    }

    async fn download(&self, digest: &[u8]) -> Result<Vec<u8>, Error> {
        let name = format!("packages/{}", hex::encode(digest));
        let request = self
            .authorised(DownloadPackageRequest { name: name.clone() })
            .await?;
        let mut client = RulesServiceClient::new(self.channel.clone());
        let mut chunks = client
            .download_package(traced(request))
            .await
            .map_err(unanswered)?
            .into_inner();
        let mut bytes = Vec::new();
        while let Some(part) = chunks.message().await.map_err(unanswered)? {
            bytes.extend_from_slice(&part.chunk);
            if bytes.len() > self.package_bytes_max {
                return Err(anyhow::anyhow!(
                    "{name} is larger than {} bytes",
                    self.package_bytes_max
                )
                .into());
            }
        }
        match Digest::of(&bytes).as_bytes()[..] == *digest {
            true => Ok(bytes),
            false => Err(anyhow::anyhow!("the bytes of {name} have another digest").into()),
        }
    }

    /// The way to the rules service.
    pub fn rules_service(&self) -> RulesServiceClient<Channel> {
        RulesServiceClient::new(self.channel.clone())
    }

    /// A request in this service's name.
    pub async fn authorised<T>(&self, message: T) -> Result<Request<T>, Error> {
        let token = tokio::fs::read_to_string(&self.config.token_file)
            .await
            .map_err(|error| Error::Away(anyhow::Error::new(error).context("no service token")))?;
        let bearer: MetadataValue<Ascii> = format!("Bearer {}", token.trim())
            .parse()
            .map_err(anyhow::Error::from)?;
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", bearer);
        Ok(request)
    }
}

/// Compares with the rules service after a start and now and then: what was activated while this
/// service was away, and whatever news got lost.
pub async fn catch_up(adoption: Adoption, shutdown: Shutdown) -> anyhow::Result<()> {
    let mut failures = 0;
    loop {
        let pause = match adoption.catch_up().await {
            Ok(()) => {
                failures = 0;
                CATCH_UP_EVERY
            }
            Err(error) => {
                tracing::warn!(error = ?error, "the timelines can't be compared with the rules service now");
                failures += 1;
                PAUSE_MAX.min(PAUSE_MIN * 2_u32.pow(failures.min(8)))
            }
        };
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Why the rules service gave nothing: it is away, or it says no.
fn unanswered(status: tonic::Status) -> Error {
    // Its answer about the entry itself; everything else is about the connection, or about the
    // token, which is renewed without a restart.
    let is_answer = matches!(
        status.code(),
        Code::NotFound | Code::InvalidArgument | Code::FailedPrecondition | Code::Unimplemented
    );
    let error = anyhow::Error::new(status).context("the rules service gave nothing");
    match is_answer {
        true => error.into(),
        false => Error::Away(error),
    }
}

fn adopted(entry: &EntryRow) -> AuditEntry {
    AuditEntry {
        action: "rule.adopted",
        aggregate: "rule_entry",
        aggregate_id: entry.id,
        version: 1,
        detail: serde_json::json!({
            "hook": entry.hook,
            "package": hex::encode(&entry.package_digest),
            "from": entry.in_force_from,
            "until": entry.in_force_until,
        }),
    }
}

/// What can't be taken over is reported and holds up nothing else, unless everything has to wait.
fn told(name: &str, kept: Result<(), Error>) -> Result<(), Error> {
    match kept {
        Err(error) if error.is_passing() => return Err(error),
        Err(error) => {
            tracing::error!(error = ?error, name, "it can't be taken over from the rules service")
        }
        Ok(()) => {}
    }
    Ok(())
}

/// The id that a name of the rules service holds.
fn id_of(name: &str, prefix: &str) -> Result<Uuid, Error> {
    let id = name.strip_prefix(prefix);
    id.and_then(|id| Uuid::try_parse(id).ok()).ok_or_else(|| {
        Error::field(
            "name",
            "NAME_INVALID",
            "名称无法识别",
            "the name can't be read",
        )
    })
}

/// A timeline entry as it is stored here.
fn row_of(entry: &TimelineEntry) -> Result<EntryRow, Error> {
    let wrong = |field: &str| {
        Error::field(
            field,
            "ENTRY_INVALID",
            "时间线条目无法识别",
            "the timeline entry can't be read",
        )
    };
    let id_of = |name: &str| {
        let id = name.strip_prefix("timelineEntries/");
        id.and_then(|id| Uuid::try_parse(id).ok())
    };
    let continues = match entry.continues.as_str() {
        "" => None,
        name => Some(id_of(name).ok_or_else(|| wrong("continues"))?),
    };
    let digest = entry
        .package
        .strip_prefix("packages/")
        .and_then(|digest| hex::decode(digest).ok());
    let settings: serde_json::Value =
        serde_json::from_str(&entry.settings_json).map_err(|_| wrong("settings_json"))?;
    Settings::from_json(&settings).map_err(|_| wrong("settings_json"))?;
    let first_day: chrono::NaiveDate = entry
        .effective_from
        .parse()
        .map_err(|_| wrong("effective_from"))?;
    let last_day: Option<chrono::NaiveDate> = match entry.effective_to.is_empty() {
        true => None,
        false => Some(
            entry
                .effective_to
                .parse()
                .map_err(|_| wrong("effective_to"))?,
        ),
    };
    Ok(EntryRow {
        id: id_of(&entry.name).ok_or_else(|| wrong("name"))?,
        tenant: entry.tenant.clone(),
        hook: entry.hook.clone(),
        package_digest: digest
            .filter(|digest| digest.len() == 32)
            .ok_or_else(|| wrong("package"))?,
        settings,
        in_force_from: first_day,
        // A correction took all the days of one that is superseded.
        in_force_until: match entry.state() == State::Superseded {
            true => Some(first_day),
            false => last_day
                .map(|day| day.succ_opt().ok_or_else(|| wrong("effective_to")))
                .transpose()?,
        },
        applies_to_open_cases: entry.applies_to_open_cases,
        key_id: entry.key.clone(),
        // An older rules service says of none: then each was its tenant's own.
        package_owner: match entry.package_owner.as_str() {
            "" => entry.tenant.clone(),
            owner => owner.to_owned(),
        },
        reason: entry.reason.clone(),
        continues,
    })
}
