//! From the commit of a registration in contracts to the commit of its row on the scoreboard, in the
//! suite as `kezhuan up` starts it, at a steady rate. Both instants are Postgres' own commit timestamps
//! on one server, taken before either waits for the disk. JetStream with its default sync and with
//! `sync_interval: always`, in turns on the same store.
use std::cell::Cell;
use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use kezhuan_protocol::contracts::v1::Contract;
use sqlx::PgConnection;
use tokio::time::{Instant, MissedTickBehavior};
use uuid::Uuid;

use crate::rounds::{Measured, ROUNDS, Side, alternate};
use crate::row::Row;
use crate::system::load::{Registrar, quantile};
use crate::system::seed::copy_id;
use crate::system::{Ground, office, runtime, seed};

const PER_SECOND: u64 = 200;
/// Registrations of one turn, after those that warm it up.
const MEASURED: i64 = 1_000;
const WARM_UP: i64 = 200;
const DEFAULT_SYNC: &str = "default sync";
const SYNC_ALWAYS: &str = "sync_interval: always";
const ARRIVAL_MAX: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Milliseconds from commit to commit.
struct Turn {
    p50: f64,
    p99: f64,
}

struct Wire {
    ground: Ground,
    template: Contract,
    next: Cell<i64>,
}

/// The rows of both ways to sync.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let runtime = runtime()?;
    let wire = runtime.block_on(Wire::lay())?;
    let turn = |sync_always| runtime.block_on(wire.turn(sync_always));
    let sides = vec![
        Side::new(DEFAULT_SYNC, || turn(false)),
        Side::new(SYNC_ALWAYS, || turn(true)),
    ];
    let measured = alternate("commit_to_effect", ROUNDS, sides)?;
    let _threads = runtime.enter();
    drop(wire);
    Ok(rows(&measured))
}

fn rows(measured: &Measured<Turn>) -> Vec<Row> {
    let row = |name: &str, side, figure: fn(&Turn) -> f64| {
        Row::new(name, measured.median(side, figure), "ms", ROUNDS)
    };
    vec![
        row("commit_to_effect_p50", DEFAULT_SYNC, |turn| turn.p50).value_at_most(2.0),
        row("commit_to_effect_p99", DEFAULT_SYNC, |turn| turn.p99).value_at_most(10.0),
        row("commit_to_effect_sync_always_p50", SYNC_ALWAYS, |turn| {
            turn.p50
        }),
        row("commit_to_effect_sync_always_p99", SYNC_ALWAYS, |turn| {
            turn.p99
        }),
    ]
}

impl Wire {
    async fn lay() -> anyhow::Result<Wire> {
        let ground = Ground::prepare().await?;
        let nats = ground.nats(false).await?;
        let mut contracts = ground.admin(kezhuan_contracts::NAME).await?;
        let (suite, clients) = ground.suite(&nats).await?;
        office::rule_in_force(&clients, &mut contracts).await?;
        let template = office::reviewed(&clients).await?;
        drained(&ground).await?;
        suite.stop()?;
        nats.stop().await?;
        let total = 2 * i64::try_from(ROUNDS)? * (WARM_UP + MEASURED);
        let template_id: Uuid = template.name.trim_start_matches("contracts/").parse()?;
        seed::copies(&mut contracts, template_id, 0..total).await?;
        already_heard(&ground, template_id, total).await?;
        Ok(Wire {
            ground,
            template,
            next: Cell::new(0),
        })
    }

    async fn turn(&self, sync_always: bool) -> anyhow::Result<Turn> {
        let nats = self.ground.nats(sync_always).await?;
        let (suite, clients) = self.ground.suite(&nats).await?;
        // What a start publishes again, for a store that may have forgotten it, is no part of this.
        drained(&self.ground).await?;
        let address = clients_address(&self.ground)?;
        let token = clients.token(&office::second_reviewer())?;
        let registrar = Registrar::connect(&address, &token, &self.template.etag).await?;
        let first = self.next.replace(self.next.get() + WARM_UP + MEASURED);
        let ids = register_steadily(&registrar, first).await?;
        let waited = waited(&self.ground, &ids[usize::try_from(WARM_UP)?..]).await?;
        suite.stop()?;
        nats.stop().await?;
        let millis = |share| quantile(&waited, share).as_secs_f64() * 1_000.0;
        Ok(Turn {
            p50: millis(0.5),
            p99: millis(0.99),
        })
    }
}

fn clients_address(ground: &Ground) -> anyhow::Result<String> {
    kezhuan::suite::SuiteFile::read(&ground.suite_folder())?.address(kezhuan_contracts::NAME)
}

/// One registration every tick, whether or not the one before has been answered.
async fn register_steadily(registrar: &Registrar, first: i64) -> anyhow::Result<Vec<Uuid>> {
    let mut tick = tokio::time::interval(Duration::from_micros(1_000_000 / PER_SECOND));
    tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut under_way = tokio::task::JoinSet::new();
    let numbers = first..first + WARM_UP + MEASURED;
    for number in numbers.clone() {
        tick.tick().await;
        let mut registrar = registrar.clone();
        under_way.spawn(async move { registrar.register(number).await });
    }
    while let Some(done) = under_way.join_next().await {
        done??;
    }
    Ok(numbers.map(copy_id).collect())
}

/// How long each took from commit to commit, shortest first.
async fn waited(ground: &Ground, ids: &[Uuid]) -> anyhow::Result<Vec<Duration>> {
    let mut contracts = ground.admin(kezhuan_contracts::NAME).await?;
    let mut scoreboard = ground.admin(kezhuan_scoreboard::NAME).await?;
    let end = Instant::now() + ARRIVAL_MAX;
    let effects = loop {
        let effects = commits(
            &mut scoreboard,
            "SELECT contract_id, pg_xact_commit_timestamp(xmin) FROM turnover_standing WHERE contract_id = ANY ($1)",
            ids,
        )
        .await?;
        if effects.len() == ids.len() {
            break effects;
        }
        ensure!(
            Instant::now() < end,
            "{} of {} registrations arrived on the scoreboard",
            effects.len(),
            ids.len()
        );
        tokio::time::sleep(LOOK_EVERY).await;
    };
    let causes = commits(
        &mut contracts,
        "SELECT id, pg_xact_commit_timestamp(xmin) FROM contract WHERE state = 'REGISTERED' AND id = ANY ($1)",
        ids,
    )
    .await?;
    let mut waited = Vec::with_capacity(ids.len());
    for id in ids {
        let cause = causes
            .get(id)
            .with_context(|| format!("{id} is not registered"))?;
        let effect = effects
            .get(id)
            .with_context(|| format!("{id} is not on the scoreboard"))?;
        waited.push(
            (*effect - *cause)
                .to_std()
                .context("an effect before its cause")?,
        );
    }
    waited.sort_unstable();
    Ok(waited)
}

async fn commits(
    connection: &mut PgConnection,
    statement: &'static str,
    ids: &[Uuid],
) -> anyhow::Result<HashMap<Uuid, DateTime<Utc>>> {
    let rows: Vec<(Uuid, DateTime<Utc>)> = sqlx::query_as(statement)
        .bind(ids)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The scoreboard has heard the events of the copies that led to their review.
async fn already_heard(ground: &Ground, template: Uuid, total: i64) -> anyhow::Result<()> {
    let copies: Vec<Uuid> = (0..total).map(copy_id).collect();
    let mut scoreboard = ground.admin(kezhuan_scoreboard::NAME).await?;
    let heard = sqlx::query(
        "INSERT INTO inbox (consumer, aggregate, aggregate_id, last_sequence)
         SELECT consumer, aggregate, copy, last_sequence
           FROM inbox, unnest($2::uuid[]) AS copy WHERE aggregate_id = $1",
    )
    .bind(template)
    .bind(&copies)
    .execute(&mut scoreboard)
    .await?;
    ensure!(
        heard.rows_affected() == copies.len() as u64,
        "the scoreboard did not hear of the template"
    );
    sqlx::query("VACUUM ANALYZE inbox")
        .execute(&mut scoreboard)
        .await?;
    Ok(())
}

/// Nothing waits to be published.
async fn drained(ground: &Ground) -> anyhow::Result<()> {
    let mut contracts = ground.admin(kezhuan_contracts::NAME).await?;
    let end = Instant::now() + ARRIVAL_MAX;
    loop {
        let waiting: i64 =
            sqlx::query_scalar("SELECT count(*) FROM outbox WHERE published_at IS NULL")
                .fetch_one(&mut contracts)
                .await?;
        if waiting == 0 {
            return Ok(());
        }
        ensure!(Instant::now() < end, "{waiting} events are not published");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
