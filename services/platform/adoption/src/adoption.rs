//! Entries and their packages, put in force in this process.
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, Database};
use kezhuan_law::Fen;
use kezhuan_protocol::rules::v1::rules_service_client::RulesServiceClient;
use kezhuan_protocol::rules::v1::{Appropriation, DownloadPackageRequest, TimelineEntry};
use kezhuan_rpc::{ClientConfig, Way, traced};
use kezhuan_rule_host::{Digest, NotLoaded};
use kezhuan_rulebook::Live;
use serde::Deserialize;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::Channel;
use tonic::{Code, Request};

use crate::keeping::ServiceError;
use crate::store::{rule_entries, rule_packages};
use crate::{Entry, Keeping, tables};

/// Where packages are fetched that an event or a call named.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesServiceConfig {
    /// Such as `https://rules:8443`.
    pub address: String,
    /// Holds the bearer token of this service; read again for each call, so that it can be renewed.
    pub token_file: PathBuf,
}

/// Stores entries and packages, and puts them in force in this process. Cheap to clone.
#[derive(Clone)]
pub struct Adoption<K> {
    pub(crate) database: Database,
    pub(crate) tables: K,
    pub(crate) rules: Live<K>,
    way: Way,
    config: RulesServiceConfig,
    pub(crate) package_bytes_max: usize,
}

impl<K: Keeping> Adoption<K> {
    /// Connects to the rules service when the first package is fetched.
    pub fn new(
        (database, tables): (Database, K),
        rules: Live<K>,
        config: RulesServiceConfig,
        client: &ClientConfig,
        package_bytes_max: usize,
    ) -> anyhow::Result<Adoption<K>> {
        let way = Way::to(client, &config.address)?;
        Ok(Adoption {
            database,
            tables,
            rules,
            way,
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
    ) -> Result<Option<String>, K::Error> {
        let kept = Entry::read(entry, K::DOMAIN)?;
        let closed = closed.iter().map(|closed| Entry::read(closed, K::DOMAIN));
        let mut entries = closed.collect::<Result<Vec<_>, _>>()?;
        entries.push(kept.clone());
        self.keep(entries).await?;
        let not_loaded = self.rules.refresh().await?;
        let is_ours = |problem: &&NotLoaded| {
            problem.tenant == kept.tenant && problem.hook.to_string() == kept.hook
        };
        Ok(not_loaded
            .iter()
            .find(is_ours)
            .map(|problem| problem.why.clone()))
    }

    /// Takes over what a programme may spend. Answers what is bound of it, or nothing where the family is another service's.
    pub async fn adopt_appropriation(&self, told: &Appropriation) -> Result<Option<Fen>, K::Error> {
        self.tables.appropriated(told.clone(), false).await
    }

    /// What is bound of a programme-year, before an appropriation is set.
    pub(crate) async fn bound(&self, told: &Appropriation) -> Result<Option<Fen>, K::Error> {
        self.tables.appropriated(told.clone(), true).await
    }

    /// Stores entries of one tenant with their packages; those stored already change nothing.
    pub(crate) async fn keep(&self, entries: Vec<Entry>) -> Result<(), K::Error> {
        let Some(tenant) = entries.first().map(|entry| entry.tenant.clone()) else {
            return Ok(());
        };
        let mut packages = BTreeMap::new();
        for entry in &entries {
            if !packages.contains_key(&entry.package_digest)
                && let Some(bytes) = self.missing(&entry.package_digest).await?
            {
                packages.insert(entry.package_digest.clone(), bytes);
            }
        }
        let caller = self.caller(&tenant);
        let changed = Arc::new((entries, packages));
        self.database
            .write_as(&caller, move |write| {
                let changed = changed.clone();
                Box::pin(async move {
                    let (entries, packages) = &*changed;
                    for (digest, bytes) in packages {
                        rule_packages::keep(write, digest, bytes).await?;
                    }
                    let mut is_news = false;
                    for entry in entries {
                        if K::keep_entry(write, entry).await? {
                            is_news = true;
                            write.audit(adopted(entry));
                        }
                    }
                    if is_news {
                        rule_entries::advance_epoch(write).await?;
                    }
                    Ok::<(), K::Error>(())
                })
            })
            .await
    }

    /// The bytes of a package, unless they are here already.
    pub(crate) async fn missing(&self, digest: &[u8]) -> Result<Option<Vec<u8>>, K::Error> {
        let digest = <[u8; 32]>::try_from(digest).map(Digest::from);
        let digest = digest.map_err(anyhow::Error::from)?;
        if tables::has_package(&self.database, digest).await? {
            return Ok(None);
        }
        Ok(Some(self.download(&digest).await?))
    }

    pub(crate) async fn download(&self, digest: &Digest) -> Result<Vec<u8>, K::Error> {
        let name = format!("packages/{digest}");
        let request = self
            .authorised(DownloadPackageRequest { name: name.clone() })
            .await?;
        let mut client = self.rules_service();
        let chunks = client.download_package(traced(request)).await;
        let mut chunks = chunks.map_err(unanswered::<K::Error>)?.into_inner();
        let mut bytes = Vec::new();
        while let Some(part) = chunks.message().await.map_err(unanswered::<K::Error>)? {
            bytes.extend_from_slice(&part.chunk);
            if bytes.len() > self.package_bytes_max {
                let max = self.package_bytes_max;
                return Err(anyhow::anyhow!("{name} is larger than {max} bytes").into());
            }
        }
        match Digest::of(&bytes) == *digest {
            true => Ok(bytes),
            false => Err(anyhow::anyhow!("the bytes of {name} have another digest").into()),
        }
    }

    /// The way to the rules service.
    pub fn rules_service(&self) -> RulesServiceClient<Channel> {
        RulesServiceClient::new(self.way.channel())
    }

    /// A request in this service's name.
    pub async fn authorised<T>(&self, message: T) -> Result<Request<T>, K::Error> {
        let token = tokio::fs::read_to_string(&self.config.token_file)
            .await
            .map_err(|error| {
                K::Error::away(anyhow::Error::new(error).context("no service token"))
            })?;
        let bearer: MetadataValue<Ascii> = format!("Bearer {}", token.trim())
            .parse()
            .map_err(anyhow::Error::from)?;
        let mut request = Request::new(message);
        request.metadata_mut().insert("authorization", bearer);
        Ok(request)
    }

    /// As whom it writes in a tenant's name.
    pub(crate) fn caller(&self, tenant: &str) -> Caller {
        Caller::service(self.database.service(), tenant)
    }
}

/// Why the rules service gave nothing: it is away, or it says no.
pub(crate) fn unanswered<E: ServiceError>(status: tonic::Status) -> E {
    // Its answer about the entry itself; everything else is about the connection, or about the
    // token, which is renewed without a restart.
    let is_answer = matches!(
        status.code(),
        Code::NotFound | Code::InvalidArgument | Code::FailedPrecondition | Code::Unimplemented
    );
    let error = anyhow::Error::new(status).context("the rules service gave nothing");
    match is_answer {
        true => error.into(),
        false => E::away(error),
    }
}

fn adopted(entry: &Entry) -> AuditEntry {
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
