//! 2,000 people of as many organisations want the 100 places of one event: Register over gRPC against pgbench doing the same SQL
//! statement by statement, on the same server, in the same tables, as the same role.
//!
//! Both hold one row from its lock to the commit; the service shares commits. It is its own program with everything on (token,
//! permission, rule, decisions, audit, outbox, request id), and its relay and sealer work beside. Every answer is then looked up:
//! nobody over the quota, numbers without gaps in the order of the commits.
mod kept;
pub mod people;
mod pgbench;

use std::cell::Cell;

use kezhuan_auth::DevelopmentIssuer;
use kezhuan_servers::Nats;
use tokio::runtime::Runtime;

use crate::rounds::{Measured, ROUNDS, Side, alternate};
use crate::row::Row;
use crate::system::load::quantile;
use crate::system::pgbench::Pgbench;
use crate::system::program::Program;
use crate::system::{Ground, runtime};
use people::{Organiser, rush};

const SERVICE: &str = "events";
const BASE: &str = "pgbench";
/// At once, each with a connection of its own.
const CLIENTS: usize = 128;
/// A multiple of the clients, as pgbench gives each the same number.
const PEOPLE: i64 = 2_048;
const PLACES: i64 = 100;
/// The ratio aimed at: a group of the service commits once where pgbench commits for each.
const GOAL: f64 = 2.0;

/// One side's turn.
struct Turn {
    per_second: f64,
    average_ms: f64,
    /// Known of the service only.
    p99_ms: f64,
}

/// Everything that runs.
struct Hall {
    runtime: Runtime,
    ground: Ground,
    service: Program,
    address: String,
    issuer: DevelopmentIssuer,
    base: Pgbench,
    next: Cell<i64>,
    _nats: Nats,
}

/// The rows.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let hall = Hall::open(runtime()?)?;
    hall.service_turn()?;
    hall.base_turn()?;
    let sides = vec![
        Side::new(SERVICE, || hall.service_turn()),
        Side::new(BASE, || hall.base_turn()),
    ];
    let measured = alternate("registration_rush", ROUNDS, sides)?;
    hall.close()?;
    Ok(rows_of(&measured))
}

fn rows_of(measured: &Measured<Turn>) -> Vec<Row> {
    let per_second = |turn: &Turn| turn.per_second;
    let (p99, average) = (
        measured.median(SERVICE, |turn| turn.p99_ms),
        measured.median(BASE, |turn| turn.average_ms),
    );
    vec![
        Row::new(
            "registration_rush",
            measured.median(SERVICE, per_second),
            "/s",
            ROUNDS,
        )
        .against(BASE, measured.ratio(SERVICE, BASE, per_second))
        .ratio_at_least(GOAL),
        Row::new("registration_rush_p99", p99, "ms", ROUNDS)
            .against("pgbench's average", p99 / average)
            .ratio_at_most(1.0),
    ]
}

impl Hall {
    /// Starts the service, and has one person wait for an event, so that pgbench can write the like.
    fn open(runtime: Runtime) -> anyhow::Result<Hall> {
        let opened = runtime.block_on(async {
            let ground = Ground::prepare().await?;
            let nats = ground.nats(false).await?;
            let keys = ground.suite_folder().join("keys");
            std::fs::create_dir_all(&keys)?;
            let issuer = DevelopmentIssuer::create_or_load(&keys)?;
            let (service, address) = ground.service(SERVICE, &nats).await?;
            let organiser = Organiser::connect(&address, &issuer).await?;
            let event = organiser.opened(1).await?;
            rush(&address, &issuer, (&event, 1), 2).await?;
            let mut events = ground.admin(SERVICE).await?;
            let base = pgbench::like(&ground, &mut events, &event).await?;
            anyhow::Ok((ground, nats, issuer, service, address, base))
        })?;
        let (ground, nats, issuer, service, address, base) = opened;
        Ok(Hall {
            runtime,
            ground,
            service,
            address,
            issuer,
            base,
            next: Cell::new(0),
            _nats: nats,
        })
    }

    fn service_turn(&self) -> anyhow::Result<Turn> {
        self.runtime.block_on(async {
            let organiser = Organiser::connect(&self.address, &self.issuer).await?;
            let event = organiser.opened(PLACES).await?;
            let asked = (&event, CLIENTS);
            let work = rush(&self.address, &self.issuer, asked, PEOPLE).await?;
            let mut events = self.ground.admin(SERVICE).await?;
            kept::each_once(&mut events, &work.acknowledged).await?;
            kept::in_order(&mut events, &event, (PLACES, PEOPLE)).await?;
            Ok(Turn {
                per_second: PEOPLE as f64 / work.took.as_secs_f64(),
                average_ms: work.took.as_secs_f64() * 1_000.0 * CLIENTS as f64 / PEOPLE as f64,
                p99_ms: quantile(&work.latencies, 0.99).as_secs_f64() * 1_000.0,
            })
        })
    }

    fn base_turn(&self) -> anyhow::Result<Turn> {
        let each = PEOPLE / i64::try_from(CLIENTS)?;
        let first = self.next.replace(self.next.get() + PEOPLE);
        let at = (&self.ground, SERVICE);
        let (per_second, average_ms) = self.base.run(at, CLIENTS, first, each)?;
        self.runtime.block_on(async {
            let mut events = self.ground.admin(SERVICE).await?;
            kept::all_waiting(&mut events, first, PEOPLE).await
        })?;
        Ok(Turn {
            per_second,
            average_ms,
            p99_ms: f64::NAN,
        })
    }

    fn close(self) -> anyhow::Result<()> {
        let Hall {
            runtime, service, ..
        } = self;
        let _threads = runtime.enter();
        service.stop()
    }
}
