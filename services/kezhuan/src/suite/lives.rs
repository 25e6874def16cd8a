//! What each service is told about its place when this process runs it. The toolbox runs none: nothing else of it names this
//! file, so that its program holds no service.
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::pin::Pin;

use anyhow::{Context, bail};
use kezhuan_auth::AuthConfig;
use kezhuan_database::{DatabaseConfig, Prepared};
use kezhuan_runtime::{LegalClock, Shutdown};
use tokio::net::TcpListener;

use super::certificates;
use super::tokens::token_file;

/// A service's whole life.
pub type Work = Pin<Box<dyn Future<Output = anyhow::Result<()>> + Send>>;

/// The life of a service, by its name.
pub fn begin(
    service: &str,
    place: &Place,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<Work> {
    let run = match service {
        kezhuan_rules::NAME => rules,
        kezhuan_contracts::NAME => contracts,
        kezhuan_scoreboard::NAME => scoreboard,
        kezhuan_financing::NAME => financing,
        kezhuan_incubation::NAME => incubation,
        kezhuan_agriculture::NAME => agriculture,
        kezhuan_events::NAME => events,
        unknown => bail!("nobody knows how to run {unknown}"),
    };
    run(place, listener, clock, shutdown)
}

/// Services that ask rules, and so are told of each change of them.
const ASKING: [&str; 5] = [
    kezhuan_contracts::NAME,
    kezhuan_financing::NAME,
    kezhuan_incubation::NAME,
    kezhuan_agriculture::NAME,
    kezhuan_events::NAME,
];

/// Where everything of one suite is.
pub struct Place {
    pub databases: BTreeMap<&'static str, Prepared>,
    pub nats_url: String,
    pub auth: AuthConfig,
    pub addresses: BTreeMap<String, String>,
    /// Keys and tokens; nobody else may read it.
    pub keys: PathBuf,
    /// Compiled rule packages, for all services of the process.
    pub rule_cache: PathBuf,
}

impl Place {
    fn database(&self, service: &str, config: &mut DatabaseConfig) -> anyhow::Result<()> {
        let prepared = self
            .databases
            .get(service)
            .with_context(|| format!("no database of {service}"))?;
        config.url.clone_from(&prepared.app_url);
        config.relay_url.clone_from(&prepared.relay_url);
        // Whoever starts a suite this way may choose speed over safety.
        config.development = true;
        Ok(())
    }

    fn address(&self, service: &str) -> anyhow::Result<String> {
        self.addresses
            .get(service)
            .cloned()
            .with_context(|| format!("no address of {service}"))
    }

    fn seal_key(&self, service: &str) -> PathBuf {
        self.keys.join(format!("{service}-seal.pem"))
    }
}

fn contracts(
    place: &Place,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<Work> {
    let mut config = kezhuan_contracts::Config::load()?;
    place.database(kezhuan_contracts::NAME, &mut config.database)?;
    config.bus.nats_url.clone_from(&place.nats_url);
    config.auth = place.auth.clone();
    config.seal.key_file = place.seal_key(kezhuan_contracts::NAME);
    config.rule_host.cache.clone_from(&place.rule_cache);
    config.rules_service.address = place.address(kezhuan_rules::NAME)?;
    config.rules_service.token_file = token_file(&place.keys, kezhuan_contracts::NAME);
    Ok(Box::pin(kezhuan_contracts::run(
        config, listener, clock, shutdown,
    )))
}

fn rules(
    place: &Place,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<Work> {
    let mut config = kezhuan_rules::Config::load()?;
    place.database(kezhuan_rules::NAME, &mut config.database)?;
    config.bus.nats_url.clone_from(&place.nats_url);
    config.auth = place.auth.clone();
    config.seal.key_file = place.seal_key(kezhuan_rules::NAME);
    config.rule_host.cache.clone_from(&place.rule_cache);
    let asking = ASKING.iter().map(|service| place.address(service));
    config.adoption.addresses = asking.collect::<anyhow::Result<_>>()?;
    config.adoption.token_file = token_file(&place.keys, kezhuan_rules::NAME);
    config.client = certificates::client(&place.keys)?;
    Ok(Box::pin(kezhuan_rules::run(
        config, listener, clock, shutdown,
    )))
}

fn scoreboard(
    place: &Place,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<Work> {
    let mut config = kezhuan_scoreboard::Config::load()?;
    place.database(kezhuan_scoreboard::NAME, &mut config.database)?;
    config.bus.nats_url.clone_from(&place.nats_url);
    config.auth = place.auth.clone();
    config.seal.key_file = place.seal_key(kezhuan_scoreboard::NAME);
    Ok(Box::pin(kezhuan_scoreboard::run(
        config, listener, clock, shutdown,
    )))
}

fn financing(
    place: &Place,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<Work> {
    let mut config = kezhuan_financing::Config::load()?;
    place.database(kezhuan_financing::NAME, &mut config.database)?;
    certificates::arm(&place.keys, &mut config.server)?;
    config.bus.nats_url.clone_from(&place.nats_url);
    config.auth = place.auth.clone();
    config.seal.key_file = place.seal_key(kezhuan_financing::NAME);
    config.rule_host.cache.clone_from(&place.rule_cache);
    config.rules_service.address = place.address(kezhuan_rules::NAME)?;
    config.rules_service.token_file = token_file(&place.keys, kezhuan_financing::NAME);
    config.webhooks.secret_key_file = place.keys.join("financing-webhooks.key");
    // A suite on one machine tells receivers on the same machine, which have no certificate.
    config.webhooks.http_allowed = true;
    let loopback = ["127.0.0.0/8", "::1/128"].into_iter().map(str::parse);
    config.webhooks.allowed_ranges = loopback.collect::<Result<_, _>>()?;
    Ok(Box::pin(kezhuan_financing::run(
        config, listener, clock, shutdown,
    )))
}

fn incubation(
    place: &Place,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<Work> {
    let mut config = kezhuan_incubation::Config::load()?;
    place.database(kezhuan_incubation::NAME, &mut config.database)?;
    config.bus.nats_url.clone_from(&place.nats_url);
    config.auth = place.auth.clone();
    config.seal.key_file = place.seal_key(kezhuan_incubation::NAME);
    config.rule_host.cache.clone_from(&place.rule_cache);
    config.rules_service.address = place.address(kezhuan_rules::NAME)?;
    config.rules_service.token_file = token_file(&place.keys, kezhuan_incubation::NAME);
    Ok(Box::pin(kezhuan_incubation::run(
        config, listener, clock, shutdown,
    )))
}

fn agriculture(
    place: &Place,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<Work> {
    let mut config = kezhuan_agriculture::Config::load()?;
    place.database(kezhuan_agriculture::NAME, &mut config.database)?;
    config.bus.nats_url.clone_from(&place.nats_url);
    config.auth = place.auth.clone();
    config.seal.key_file = place.seal_key(kezhuan_agriculture::NAME);
    config.rule_host.cache.clone_from(&place.rule_cache);
    config.rules_service.address = place.address(kezhuan_rules::NAME)?;
    config.rules_service.token_file = token_file(&place.keys, kezhuan_agriculture::NAME);
    Ok(Box::pin(kezhuan_agriculture::run(
        config, listener, clock, shutdown,
    )))
}

fn events(
    place: &Place,
    listener: TcpListener,
    clock: LegalClock,
    shutdown: Shutdown,
) -> anyhow::Result<Work> {
    let mut config = kezhuan_events::Config::load()?;
    place.database(kezhuan_events::NAME, &mut config.database)?;
    config.bus.nats_url.clone_from(&place.nats_url);
    config.auth = place.auth.clone();
    config.seal.key_file = place.seal_key(kezhuan_events::NAME);
    config.rule_host.cache.clone_from(&place.rule_cache);
    config.rules_service.address = place.address(kezhuan_rules::NAME)?;
    config.rules_service.token_file = token_file(&place.keys, kezhuan_events::NAME);
    config.tickets.key_file = place.keys.join("events-tickets.pem");
    Ok(Box::pin(kezhuan_events::run(
        config, listener, clock, shutdown,
    )))
}
