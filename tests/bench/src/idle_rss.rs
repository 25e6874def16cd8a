//! Resident memory of each service's own program and of the suite in one process, started with a rule in
//! force and then left alone.
use std::time::Duration;

use kezhuan::suite::SERVICES;
use kezhuan_servers::Nats;
use tokio::runtime::Runtime;

use crate::rounds::{ROUNDS, Side, alternate};
use crate::row::Row;
use crate::system::{Ground, office, runtime};

/// What starting needed has been given back by then, and the first ticks of every timer are over.
const LEFT_ALONE: Duration = Duration::from_secs(4);
const SERVICE_MB_MAX: f64 = 25.0;
const SUITE_MB_MAX: f64 = 100.0;
const SUITE: &str = "suite";

/// The rows of every service and of the suite.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let runtime = runtime()?;
    let (ground, nats) = runtime.block_on(with_a_rule())?;
    let mut sides: Vec<Side<'_, f64>> = SERVICES
        .iter()
        .map(|service| {
            let measure = || runtime.block_on(of_service(&ground, &nats, service.name));
            Side::new(service.name, measure)
        })
        .collect();
    sides.push(Side::new(SUITE, || {
        runtime.block_on(of_suite(&ground, &nats))
    }));
    let measured = alternate("idle_rss", ROUNDS, sides)?;
    let row = |name: &str, most| {
        let value = measured.median(name, |megabytes| *megabytes);
        Row::new(format!("idle_rss_{name}"), value, "MB", ROUNDS).value_at_most(most)
    };
    let mut rows: Vec<Row> = SERVICES
        .iter()
        .map(|service| row(service.name, SERVICE_MB_MAX))
        .collect();
    rows.push(row(SUITE, SUITE_MB_MAX));
    close(&runtime, ground, nats);
    Ok(rows)
}

/// A system whose county has a rule, so that services hold a compiled package as they do in an office.
pub async fn with_a_rule() -> anyhow::Result<(Ground, Nats)> {
    let ground = Ground::prepare().await?;
    let nats = ground.nats(false).await?;
    let (suite, clients) = ground.suite(&nats).await?;
    office::rule_in_force(&clients, &mut ground.admin(kezhuan_contracts::NAME).await?).await?;
    suite.stop()?;
    Ok((ground, nats))
}

/// Stops the servers where their last words can be heard.
pub fn close(runtime: &Runtime, ground: Ground, nats: Nats) {
    let _threads = runtime.enter();
    drop((nats, ground));
}

async fn of_service(ground: &Ground, nats: &Nats, name: &str) -> anyhow::Result<f64> {
    let (program, _) = ground.service(name, nats).await?;
    tokio::time::sleep(LEFT_ALONE).await;
    let bytes = program.resident_bytes()?;
    program.stop()?;
    Ok(megabytes(bytes))
}

async fn of_suite(ground: &Ground, nats: &Nats) -> anyhow::Result<f64> {
    let (program, _) = ground.suite(nats).await?;
    tokio::time::sleep(LEFT_ALONE).await;
    let bytes = program.resident_bytes()?;
    program.stop()?;
    Ok(megabytes(bytes))
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
