//! Taking over a change of the rulebook: one way, whether it came as a call or as an event.
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, Database};
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::{DownloadPackageRequest, TimelineEntry};
use kezhuan_rpc::{ClientConfig, traced};
use kezhuan_rule_host::{Digest, NotLoaded, Settings};
use tonic::Request;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use uuid::Uuid;

use crate::config::RulesServiceConfig;
use crate::error::Error;
use crate::rules::Rules;
use crate::store::rule_entries::{self, EntryRow};
use crate::store::rule_packages;

/// Who changes the rulebook.
pub const RULES_SERVICE: &str = "rules";

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

    /// Takes `entry` over with what it closed. Repeats change nothing. Answers why the entry's
    /// package could not be loaded, if it could not.
    pub async fn adopt(
        &self,
        entry: &TimelineEntry,
        closed: &[TimelineEntry],
    ) -> Result<Option<String>, Error> {
        let row = row_of(entry)?;
        let closed = closed.iter().map(row_of).collect::<Result<Vec<_>, _>>()?;
        let package = self.package(&row).await?;
        let caller = Caller::service(crate::NAME, &row.tenant);
        let changed = std::sync::Arc::new((closed, row.clone(), package));
        self.database
            .write_as(&caller, move |write| {
                let changed = changed.clone();
                Box::pin(async move {
                    let (closed, entry, package) = &*changed;
                    if let Some(bytes) = package {
                        rule_packages::keep(write, &entry.package_digest, bytes).await?;
                    }
                    let mut is_news = false;
                    for entry in closed.iter().chain([entry]) {
                        is_news |= rule_entries::adopt(write, entry).await?;
                    }
                    if is_news {
                        rule_entries::advance_epoch(write).await?;
                        write.audit(adopted(entry));
                    }
                    Ok::<(), Error>(())
                })
            })
            .await?;
        let not_loaded = self.rules.refresh().await?;
        let is_ours = |problem: &&NotLoaded| {
            problem.package.as_bytes()[..] == row.package_digest[..] && problem.tenant == row.tenant
        };
        Ok(not_loaded
            .iter()
            .find(is_ours)
            .map(|problem| problem.why.clone()))
    }

    /// The bytes of an entry's package, unless they are here already.
    async fn package(&self, entry: &EntryRow) -> Result<Option<Vec<u8>>, Error> {
        let digest = entry.package_digest.clone();
        let reader = Caller::service(crate::NAME, &entry.tenant);
        let known = self.database.read(&reader, async |connection| {
            rule_packages::has(connection, &digest).await
        });
        if known.await? {
            return Ok(None);
        }
        Ok(Some(self.download(&entry.package_digest).await?))
    }

    async fn download(&self, digest: &[u8]) -> Result<Vec<u8>, Error> {
        let name = format!("packages/{}", hex::encode(digest));
        let token = tokio::fs::read_to_string(&self.config.token_file)
            .await
            .map_err(anyhow::Error::from)?;
        let bearer: MetadataValue<Ascii> = format!("Bearer {}", token.trim())
            .parse()
            .map_err(anyhow::Error::from)?;
        let mut request = Request::new(DownloadPackageRequest { name: name.clone() });
        request.metadata_mut().insert("authorization", bearer);
        let unavailable = |status: tonic::Status| {
            anyhow::Error::new(status).context("the rules service did not give the package")
        };
        let mut client = RulesServiceClient::new(self.channel.clone());
        let mut chunks = client
            .download_package(traced(request))
            .await
            .map_err(unavailable)?
            .into_inner();
        let mut bytes = Vec::new();
        while let Some(part) = chunks.message().await.map_err(unavailable)? {
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
    let id = entry
        .name
        .strip_prefix("timelineEntries/")
        .and_then(|id| Uuid::try_parse(id).ok());
    let digest = entry
        .package
        .strip_prefix("packages/")
        .and_then(|digest| hex::decode(digest).ok());
    let settings: serde_json::Value =
        serde_json::from_str(&entry.settings_json).map_err(|_| wrong("settings_json"))?;
    Settings::from_json(&settings).map_err(|_| wrong("settings_json"))?;
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
        id: id.ok_or_else(|| wrong("name"))?,
        tenant: entry.tenant.clone(),
        hook: entry.hook.clone(),
        package_digest: digest
            .filter(|digest| digest.len() == 32)
            .ok_or_else(|| wrong("package"))?,
        settings,
        in_force_from: entry
            .effective_from
            .parse()
            .map_err(|_| wrong("effective_from"))?,
        in_force_until: last_day
            .map(|day| day.succ_opt().ok_or_else(|| wrong("effective_to")))
            .transpose()?,
        applies_to_open_cases: entry.applies_to_open_cases,
    })
}
