//! RegisterContract over gRPC against pgbench doing the same SQL statement by statement: the same
//! server, the same tables, the same role under row security, contracts prepared alike.
//!
//! The service is its own program with everything on (token, permission, rule, decision, audit, outbox,
//! request id), and its relay and sealer work beside; each client of either side has a connection of
//! its own. Every acknowledged registration is then looked up.
mod kept;
mod pgbench;

use std::cell::Cell;

use tokio::runtime::Runtime;
use uuid::Uuid;

use crate::rounds::{Measured, ROUNDS, Side, alternate};
use crate::row::Row;
use crate::system::load::{Registrar, quantile, register_all};
use crate::system::pgbench::Pgbench;
use crate::system::program::Program;
use crate::system::{Ground, office, runtime, seed};
use kezhuan_servers::Nats;

/// Clients, registrations of one turn, and the ratio aimed at.
const LOADS: [(usize, i64, f64); 3] = [(8, 1_600, 1.0), (32, 3_200, 1.8), (128, 6_400, 3.0)];
/// Registered before anything is measured, so that connections, plans and code are warm.
const WARM_UP: i64 = 1_000;
const SERVICE: &str = "contracts";
const BASE: &str = "pgbench";

/// One side's turn.
struct Turn {
    per_second: f64,
    average_ms: f64,
    /// Known of the service only.
    p99_ms: f64,
}

/// Everything that runs, and what has been used up of it.
struct Desk {
    runtime: Runtime,
    ground: Ground,
    service: Program,
    address: String,
    token: String,
    etag: String,
    base: Pgbench,
    next: Cell<i64>,
    _nats: Nats,
}

/// The rows of all loads.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let desk = Desk::open(runtime()?)?;
    desk.service_turn(32, WARM_UP)?;
    desk.base_turn(32, WARM_UP)?;
    let mut rows = Vec::new();
    for (clients, count, goal) in LOADS {
        let label = format!("register_vs_pgbench, {clients} clients");
        let sides = vec![
            Side::new(SERVICE, || desk.service_turn(clients, count)),
            Side::new(BASE, || desk.base_turn(clients, count)),
        ];
        let measured = alternate(&label, ROUNDS, sides)?;
        rows.extend(rows_of(clients, goal, &measured));
    }
    desk.close()?;
    Ok(rows)
}

fn rows_of(clients: usize, goal: f64, measured: &Measured<Turn>) -> Vec<Row> {
    let per_second = |turn: &Turn| turn.per_second;
    let mut rows = vec![
        Row::new(
            format!("register_vs_pgbench_{clients}_clients"),
            measured.median(SERVICE, per_second),
            "/s",
            ROUNDS,
        )
        .against(BASE, measured.ratio(SERVICE, BASE, per_second))
        .ratio_at_least(goal),
    ];
    if clients == 32 {
        let (p99, average) = (
            measured.median(SERVICE, |turn| turn.p99_ms),
            measured.median(BASE, |turn| turn.average_ms),
        );
        rows.push(
            Row::new("register_p99_32_clients", p99, "ms", ROUNDS)
                .against("pgbench's average", p99 / average)
                .ratio_at_most(1.0),
        );
    }
    rows
}

impl Desk {
    /// Takes two contracts as far as a registration over the public interface, registers one so that
    /// pgbench can write the like, and copies the other.
    fn open(runtime: Runtime) -> anyhow::Result<Desk> {
        let turns = i64::try_from(2 * ROUNDS)?;
        let total: i64 = 2 * WARM_UP + LOADS.iter().map(|(_, count, _)| count * turns).sum::<i64>();
        let opened = runtime.block_on(async {
            let ground = Ground::prepare().await?;
            let nats = ground.nats(false).await?;
            let mut contracts = ground.admin(SERVICE).await?;
            let (suite, clients) = ground.suite(&nats).await?;
            office::rule_in_force(&clients, &mut contracts).await?;
            let template = office::reviewed(&clients).await?;
            let registered = office::register(&clients, &office::reviewed(&clients).await?).await?;
            let token = clients.token(&office::second_reviewer())?;
            suite.stop()?;
            let template_id = id_of(&template.name)?;
            seed::copies(&mut contracts, template_id, 0..total).await?;
            let base = pgbench::like(&ground, &mut contracts, id_of(&registered.name)?).await?;
            let (service, address) = ground.service(SERVICE, &nats).await?;
            anyhow::Ok((ground, nats, service, address, token, template.etag, base))
        })?;
        let (ground, nats, service, address, token, etag, base) = opened;
        Ok(Desk {
            runtime,
            ground,
            service,
            address,
            token,
            etag,
            base,
            next: Cell::new(0),
            _nats: nats,
        })
    }

    fn take(&self, count: i64) -> i64 {
        self.next.replace(self.next.get() + count)
    }

    fn service_turn(&self, clients: usize, count: i64) -> anyhow::Result<Turn> {
        let first = self.take(count);
        self.runtime.block_on(async {
            let connecting =
                (0..clients).map(|_| Registrar::connect(&self.address, &self.token, &self.etag));
            let registrars = futures::future::try_join_all(connecting).await?;
            let work = register_all(&registrars, first, count).await?;
            let mut contracts = self.ground.admin(SERVICE).await?;
            kept::each_once(&mut contracts, &work.acknowledged).await?;
            Ok(Turn {
                per_second: count as f64 / work.took.as_secs_f64(),
                average_ms: work.took.as_secs_f64() * 1_000.0 * clients as f64 / count as f64,
                p99_ms: quantile(&work.latencies, 0.99).as_secs_f64() * 1_000.0,
            })
        })
    }

    fn base_turn(&self, clients: usize, count: i64) -> anyhow::Result<Turn> {
        let each = count / i64::try_from(clients)?;
        let first = self.take(count);
        let (per_second, average_ms) =
            self.base
                .run((&self.ground, SERVICE), clients, first, each)?;
        self.runtime.block_on(async {
            let mut contracts = self.ground.admin(SERVICE).await?;
            kept::all_registered(&mut contracts, first, each * i64::try_from(clients)?).await
        })?;
        Ok(Turn {
            per_second,
            average_ms,
            p99_ms: f64::NAN,
        })
    }

    fn close(self) -> anyhow::Result<()> {
        let Desk {
            runtime, service, ..
        } = self;
        let _threads = runtime.enter();
        service.stop()
    }
}

fn id_of(name: &str) -> anyhow::Result<Uuid> {
    Ok(name.trim_start_matches("contracts/").parse()?)
}
