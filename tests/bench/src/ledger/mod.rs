//! Movements in the pool's books through financing's store, with every check of the balance, against pgbench doing the
//! same SQL statement by statement: the same server, the same books, the same role under row security.
//!
//! Whoever books takes the books' row first, on both sides. After each turn the books have so many movements more, and balance.
use anyhow::ensure;
use chrono::NaiveDate;
use kezhuan_auth::{Caller, CallerKind, Role};
use kezhuan_database::{Database, DatabaseConfig};
use kezhuan_financing::domain::ledger::{Fund, Posting, Source};
use kezhuan_financing::store::ledger_transactions::{DEPOSIT, Of};
use kezhuan_financing::store::{ledger_accounts, ledger_transactions};
use kezhuan_financing::{Error, NAME};
use kezhuan_law::{Fen, Tenant};
use sqlx::PgConnection;
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tokio::time::Instant;
use uuid::Uuid;

use crate::rounds::{ROUNDS, Side, alternate};
use crate::row::Row;
use crate::system::pgbench::Pgbench;
use crate::system::{Ground, runtime};

/// The row's name, clients, and movements of one turn.
const LOADS: [(&str, usize, i64); 2] = [("ledger_8_clients", 8, 1_600), ("ledger", 32, 3_200)];
const GOAL: f64 = 0.7;
/// Booked before anything is measured, so that connections, plans and code are warm.
const WARM_UP: i64 = 960;
const STORE: &str = "store";
const BASE: &str = "pgbench";
const SCRIPT: &str = include_str!("posting.sql");

/// What pgbench writes beside the movement: as the store wrote it.
const VALUES: &str =
    "SELECT tenant, organisation, actor, legal_date::text AS legal_date, detail::text AS detail,
           digest::text AS digest, 'paper-1' AS reference
      FROM audit WHERE action = 'ledger.posted' ORDER BY occurred_at DESC LIMIT 1";

/// Everything that runs.
struct Desk {
    runtime: Runtime,
    ground: Ground,
    database: Database,
}

/// The rows of all loads.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let desk = Desk::open(runtime()?)?;
    desk.store_turn(32, WARM_UP)?;
    let base = desk.base()?;
    desk.base_turn(&base, 32, WARM_UP)?;
    let mut rows = Vec::new();
    for (name, clients, count) in LOADS {
        let sides = vec![
            Side::new(STORE, || desk.store_turn(clients, count)),
            Side::new(BASE, || desk.base_turn(&base, clients, count)),
        ];
        let measured = alternate(&format!("ledger, {clients} clients"), ROUNDS, sides)?;
        let per_second = |turn: &f64| *turn;
        let row = Row::new(name, measured.median(STORE, per_second), "/s", ROUNDS)
            .against(BASE, measured.ratio(STORE, BASE, per_second))
            .ratio_at_least(GOAL);
        rows.push(row);
    }
    Ok(rows)
}

impl Desk {
    fn open(runtime: Runtime) -> anyhow::Result<Desk> {
        let opened = runtime.block_on(async {
            let ground = Ground::prepare().await?;
            let urls = ground.database(NAME)?;
            let config = DatabaseConfig::new(&urls.app_url, &urls.relay_url);
            let database = Database::connect_lazy(&config, NAME)?;
            anyhow::Ok((ground, database))
        })?;
        let (ground, database) = opened;
        Ok(Desk {
            runtime,
            ground,
            database,
        })
    }

    fn base(&self) -> anyhow::Result<Pgbench> {
        self.runtime.block_on(async {
            let mut admin = self.ground.admin(NAME).await?;
            let values = sqlx::query(VALUES).fetch_one(&mut admin).await?;
            Pgbench::new(&self.ground, "posting.sql", SCRIPT, &values)
        })
    }

    /// Movements per second.
    fn store_turn(&self, clients: usize, count: i64) -> anyhow::Result<f64> {
        let each = count / i64::try_from(clients)?;
        self.runtime.block_on(async {
            let (before, began) = (self.books().await?, Instant::now());
            let mut working = JoinSet::new();
            for _ in 0..clients {
                let database = self.database.clone();
                working.spawn(async move {
                    for _ in 0..each {
                        post(&database).await?;
                    }
                    anyhow::Ok(())
                });
            }
            while let Some(client) = working.join_next().await {
                client??;
            }
            let took = began.elapsed();
            self.kept(before, count).await?;
            Ok(count as f64 / took.as_secs_f64())
        })
    }

    fn base_turn(&self, base: &Pgbench, clients: usize, count: i64) -> anyhow::Result<f64> {
        let each = count / i64::try_from(clients)?;
        let before = self.runtime.block_on(self.books())?;
        let (per_second, _) = base.run((&self.ground, NAME), clients, 0, each)?;
        self.runtime.block_on(self.kept(before, count))?;
        Ok(per_second)
    }

    /// How far the books have come, which balance.
    async fn books(&self) -> anyhow::Result<i64> {
        let pool = Tenant::CITY.code();
        let read = async |connection: &mut PgConnection| {
            let balanced = ledger_accounts::are_balanced(connection, pool).await?;
            let number = ledger_transactions::last_number(connection, pool).await?;
            Ok::<_, Error>((balanced, number))
        };
        let (balanced, number) = self.database.read(&manager(), read).await?;
        ensure!(balanced == Some(true), "the books do not balance");
        Ok(number)
    }

    async fn kept(&self, before: i64, count: i64) -> anyhow::Result<()> {
        let booked = self.books().await? - before;
        ensure!(booked == count, "{booked} of {count} movements stand");
        Ok(())
    }
}

fn manager() -> Caller {
    Caller {
        kind: CallerKind::Person,
        roles: [Role::PoolManager].into(),
        ..Caller::service("pool-440700", Tenant::CITY.code())
    }
}

/// One fen put in, in a transaction of its own or of a group.
async fn post(database: &Database) -> Result<(), Error> {
    let (by, deposit) = (manager(), Uuid::now_v7());
    let written = database.write_as(&by, move |write| {
        Box::pin(async move {
            // Each on a document of its own.
            let reference = deposit.to_string();
            let of = Of {
                tenant: Tenant::CITY.code(),
                aggregate: DEPOSIT,
                case: deposit,
                version: 1,
                reference: &reference,
                actor: "ma",
                legal_date: NaiveDate::from_yo_opt(2025, 62).unwrap_or_default(),
            };
            let posting = Posting::Deposit {
                fund: Fund::Compensation,
                source: Source::City,
                amount: Fen(1),
            };
            ledger_transactions::post(write, of, &posting).await?;
            Ok(())
        })
    });
    written.await
}
