//! `replay_1m`: a package tried on one million stored decisions of a real Postgres: streamed by binary COPY as
//! the service's own role under row security, decoded, asked, compared and added up, in this process.
//!
//! The decisions are Pengjiang's, each about another contract; the candidate is its package with a higher rate
//! for services, so that some come out otherwise.

mod stored;

use std::time::Instant;

use anyhow::{Context, ensure};
use futures::{StreamExt, TryStreamExt};
use kezhuan::suite::SERVICES;
use kezhuan_auth::Caller;
use kezhuan_database::{Database, DatabaseConfig, Selection};
use kezhuan_replay::{Interrupted, ReplayConfig, Tally};
use kezhuan_rule_host::{Candidate, Host, HostConfig, Setting};
use kezhuan_servers::Ephemeral;
use tokio_stream::wrappers::ReceiverStream;

use crate::rounds::{ROUNDS, Side, alternate};
use crate::row::Row;
use crate::system::runtime;

const DECISIONS: usize = 1_000_000;
const PER_SECOND_MIN: f64 = 300_000.0;
const MEGABYTES_MAX: f64 = 200.0;
const REPLAY: &str = "replay";
const HOOK: &str = "tc.incentive@1";
const TENANT: &str = "440703";

/// What one replay took.
struct Sample {
    per_second: f64,
    megabytes: f64,
}

/// The rows of speed and memory.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let runtime = runtime()?;
    let cache = tempfile::tempdir()?;
    let host = Host::start(&HostConfig {
        cache: cache.path().to_owned(),
        ..HostConfig::default()
    })?;
    let (servers, database) = runtime.block_on(filled(&host))?;
    let package = crate::decision_fresh::load(&host, "pengjiang")?;
    let mut settings = package.settings_schema().defaults();
    settings.set("rate_service_bp", Setting::Number(60));
    let candidate = Candidate::new(package, HOOK.parse()?, Some(settings))?;
    let replaying = || runtime.block_on(replayed(&host, &candidate, &database));
    let measured = alternate("replay_1m", ROUNDS, vec![Side::new(REPLAY, replaying)])?;
    {
        let _threads = runtime.enter();
        drop((database, servers));
    }
    let per_second = measured.median(REPLAY, |sample| sample.per_second);
    let megabytes = measured.median(REPLAY, |sample| sample.megabytes);
    Ok(vec![
        Row::new("replay_1m", per_second, "decisions/s", ROUNDS).goal(
            format!("≥ {PER_SECOND_MIN} decisions/s on two cores"),
            per_second >= PER_SECOND_MIN,
        ),
        Row::new("replay_1m_memory", megabytes, "MB", ROUNDS).value_at_most(MEGABYTES_MAX),
    ])
}

/// A Postgres of its own with the decisions in it.
async fn filled(host: &Host) -> anyhow::Result<(Ephemeral, Database)> {
    let servers = Ephemeral::start().await?;
    let admin_url = servers.postgres.admin_url();
    let service = kezhuan_contracts::NAME;
    let known = SERVICES.iter().find(|known| known.name == service);
    let migrations = known.context("no such service")?.migrations();
    let prepared = kezhuan_database::prepare(&admin_url, service, migrations).await?;
    stored::fill(host, &prepared.admin_url, DECISIONS).await?;
    let config = DatabaseConfig {
        development: true,
        ..DatabaseConfig::new(&prepared.app_url, &prepared.relay_url)
    };
    Ok((servers, Database::connect_lazy(&config, service)?))
}

async fn replayed(
    host: &Host,
    candidate: &Candidate,
    database: &Database,
) -> anyhow::Result<Sample> {
    forget_peak()?;
    let began = Instant::now();
    let selection = Selection {
        rule_tenant: TENANT.to_owned(),
        hook: HOOK.to_owned(),
        from: "2025-01-01".parse()?,
        to: "2025-12-31".parse()?,
    };
    // As the service reads for who writes the tenant's rules.
    let reader = Caller::service(kezhuan_contracts::NAME, TENANT);
    let past = database.past_decisions(&reader, &selection)?;
    let batches = ReceiverStream::new(past);
    let batches = batches.map(|batch| batch.map_err(|error| Ended(error.into())));
    let threads = ReplayConfig::default().threads();
    let mut parts = std::pin::pin!(kezhuan_replay::replay(host, candidate, batches, threads));
    let mut tally = Tally::default();
    while let Some((part, _)) = parts.try_next().await.map_err(|ended| ended.0)? {
        tally.add(part);
    }
    let seconds = began.elapsed().as_secs_f64();
    ensure!(
        tally.decisions == DECISIONS as u64,
        "{} were asked",
        tally.decisions
    );
    ensure!(
        tally.changed > 0 && tally.failed == 0,
        "the candidate was not what it is"
    );
    Ok(Sample {
        per_second: DECISIONS as f64 / seconds,
        megabytes: peak_bytes()? as f64 / 1e6,
    })
}

struct Ended(anyhow::Error);

impl From<Interrupted> for Ended {
    fn from(interrupted: Interrupted) -> Ended {
        Ended(interrupted.into())
    }
}

/// Lets the kernel count the most resident pages of this process anew.
fn forget_peak() -> anyhow::Result<()> {
    std::fs::write("/proc/self/clear_refs", "5").context("the peak can't be counted anew")
}

fn peak_bytes() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u64 = line
        .and_then(|rest| rest.split_whitespace().next())
        .context("no VmHWM")?
        .parse()?;
    Ok(kib << 10)
}
