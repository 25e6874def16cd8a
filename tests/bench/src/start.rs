//! How long a service's program takes from its start until its health answers SERVING, with Postgres and
//! nats-server up and a rule in force.
use std::time::Instant;

use kezhuan::suite::SERVICES;
use kezhuan_servers::Nats;

use crate::idle_rss::{close, with_a_rule};
use crate::rounds::{ROUNDS, Side, alternate};
use crate::row::Row;
use crate::system::program::serving;
use crate::system::{Ground, runtime};

const READY_MS_MAX: f64 = 100.0;

/// The rows of every service.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let runtime = runtime()?;
    let (ground, nats) = runtime.block_on(with_a_rule())?;
    let sides = SERVICES
        .iter()
        .map(|service| {
            let measure = || runtime.block_on(of_service(&ground, &nats, service.name));
            Side::new(service.name, measure)
        })
        .collect();
    let measured = alternate("start", ROUNDS, sides)?;
    let row = |name: &str| {
        let value = measured.median(name, |millis| *millis);
        Row::new(format!("start_{name}"), value, "ms", ROUNDS).value_at_most(READY_MS_MAX)
    };
    let rows = SERVICES.iter().map(|service| row(service.name)).collect();
    close(&runtime, ground, nats);
    Ok(rows)
}

async fn of_service(ground: &Ground, nats: &Nats, name: &str) -> anyhow::Result<f64> {
    let began = Instant::now();
    let (mut program, address) = ground.service_started(name, nats)?;
    serving(&mut program, &address).await?;
    let took = began.elapsed();
    program.stop()?;
    Ok(took.as_secs_f64() * 1_000.0)
}
