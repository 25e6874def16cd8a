//! Leases that end: a reminder thirty days before, the end itself on the day after the last, the clearing ten days later.
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{Days, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, Database, Write};
use kezhuan_runtime::{LegalClock, Shutdown};
use kezhuan_scheduler::{Due, Page, Scheduler, Taken, Untaken, Why, fire_once};
use kezhuan_testkit::{TestDatabase, eventually, standing_clock};
use sqlx::PgConnection;
use tokio::task::JoinHandle;
use uuid::Uuid;

pub const SOON: Duration = Duration::from_secs(30);
pub const REMIND: &str = "lease.remind";
pub const END: &str = "lease.end";
pub const CLEAR: &str = "lease.clear";
const TENANT: &str = "440703";

/// What was done, for which lease, on which due day; in the order of the commits.
pub type Told = (String, Uuid, NaiveDate);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("planted")]
    Planted,
    #[error("somebody was faster")]
    Faster,
    #[error(transparent)]
    Database(#[from] kezhuan_database::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Error {
        Error::Database(error.into())
    }
}

impl Untaken for Error {
    fn why(&self) -> Why {
        match self {
            Error::Planted => Why::Failed,
            Error::Faster => Why::Faster,
            Error::Database(error) if error.is_passing() => Why::Passing,
            Error::Database(_) => Why::Failed,
        }
    }
}

/// What the timers of the tests work with.
#[derive(Clone)]
pub struct Estate {
    pub database: Database,
    /// Leases whose steps fail at the end of their write, as long as they stand here.
    pub broken: Arc<Mutex<HashSet<Uuid>>>,
    /// How many steps are taken before the process hangs in the midst of one.
    pub hangs_after: Arc<Mutex<Option<u32>>>,
}

pub struct World {
    pub database: TestDatabase,
    pub clock: LegalClock,
    pub estate: Estate,
    pub shutdown: Shutdown,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl World {
    pub async fn on(date: &str) -> World {
        let clock = standing_clock(date);
        let database = TestDatabase::for_service("estate", sqlx::migrate!("./tests/it/migrations"))
            .await
            .unwrap();
        let estate = Estate {
            database: database.open_with(clock.clone()).unwrap(),
            broken: Arc::default(),
            hangs_after: Arc::default(),
        };
        World {
            database,
            clock,
            estate,
            shutdown: Shutdown::new(),
        }
    }

    /// One process with its own pool; aborting the handle kills it wherever it is.
    pub fn start(&self) -> JoinHandle<anyhow::Result<()>> {
        let estate = Estate {
            database: self.database.open_with(self.clock.clone()).unwrap(),
            ..self.estate.clone()
        };
        let scheduler = Scheduler::new(estate.database.clone(), self.clock.clone(), estate)
            .timer(REMIND, ending_soon, remind)
            .timer(CLEAR, to_clear, clear)
            .timer(END, ended, end);
        kezhuan_runtime::spawn("scheduler", scheduler.run(self.shutdown.clone()))
    }

    pub async fn let_until(&self, ends_on: &str) -> Uuid {
        let id = Uuid::now_v7();
        sqlx::query("INSERT INTO lease (id, tenant, ends_on) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(TENANT)
            .bind(day(ends_on))
            .execute(&mut self.database.admin().await.unwrap())
            .await
            .unwrap();
        id
    }

    pub fn advance_to(&self, date: &str) {
        self.clock.advance_to(day(date)).unwrap();
    }

    pub async fn told(&self) -> Vec<Told> {
        sqlx::query_as("SELECT what, lease, due_on FROM told ORDER BY at")
            .fetch_all(&mut self.database.admin().await.unwrap())
            .await
            .unwrap()
    }

    /// The day that a timer left clear, if it ever looked.
    pub async fn cleared(&self, timer: &str) -> Option<NaiveDate> {
        sqlx::query_scalar("SELECT legal_day FROM timer_look WHERE timer = $1")
            .bind(timer)
            .fetch_optional(&mut self.database.admin().await.unwrap())
            .await
            .unwrap()
    }

    /// Waits until a scheduler has looked at the day that the clock shows.
    pub async fn looked(&self) {
        let today = self.clock.today();
        let looked = eventually(SOON, async || self.cleared(REMIND).await == Some(today)).await;
        assert!(looked, "nobody looked at {today}");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.shutdown.trigger();
    }
}

async fn page(
    connection: &mut PgConnection,
    query: &'static str,
    page: Page,
) -> Result<Vec<Due<()>>, Error> {
    let rows: Vec<(Uuid, NaiveDate)> = sqlx::query_as(query)
        .bind(page.today)
        .bind(page.after_day)
        .bind(page.after_id)
        .bind(page.limit)
        .fetch_all(connection)
        .await?;
    let due = rows.into_iter().map(|(subject, due_on)| Due {
        due_on,
        subject,
        row: (),
    });
    Ok(due.collect())
}

async fn read(
    estate: Arc<Estate>,
    query: &'static str,
    asked: Page,
) -> Result<Vec<Due<()>>, Error> {
    let reader = Caller::service("estate", "");
    estate
        .database
        .read(&reader, async |connection| {
            page(connection, query, asked).await
        })
        .await
}

async fn ending_soon(estate: Arc<Estate>, asked: Page) -> Result<Vec<Due<()>>, Error> {
    // A lease that is over is no news any more.
    let query = "SELECT id, ends_on - 30 FROM lease
          WHERE state = 'LET' AND ends_on - 30 <= $1 AND ends_on >= $1 AND (ends_on - 30, id) > ($2, $3)
            AND NOT EXISTS (SELECT FROM timer_firing fired WHERE fired.timer = 'lease.remind'
                               AND fired.subject = lease.id AND fired.due_on = lease.ends_on - 30)
          ORDER BY ends_on - 30, id LIMIT $4";
    read(estate, query, asked).await
}

async fn ended(estate: Arc<Estate>, asked: Page) -> Result<Vec<Due<()>>, Error> {
    let query = "SELECT id, ends_on + 1 FROM lease
          WHERE state = 'LET' AND ends_on + 1 <= $1 AND (ends_on + 1, id) > ($2, $3)
          ORDER BY ends_on + 1, id LIMIT $4";
    read(estate, query, asked).await
}

async fn to_clear(estate: Arc<Estate>, asked: Page) -> Result<Vec<Due<()>>, Error> {
    let query = "SELECT id, ended_on + 10 FROM lease
          WHERE state = 'ENDED' AND ended_on + 10 <= $1 AND (ended_on + 10, id) > ($2, $3)
          ORDER BY ended_on + 10, id LIMIT $4";
    read(estate, query, asked).await
}

async fn remind(estate: Arc<Estate>, due: Due<()>, _: NaiveDate) -> Result<Taken, Error> {
    write(estate, due, REMIND, None).await
}

async fn end(estate: Arc<Estate>, due: Due<()>, _: NaiveDate) -> Result<Taken, Error> {
    write(estate, due, END, Some(("LET", "ENDED"))).await
}

async fn clear(estate: Arc<Estate>, due: Due<()>, _: NaiveDate) -> Result<Taken, Error> {
    write(estate, due, CLEAR, Some(("ENDED", "CLEARED"))).await
}

/// One step: a reminder, or a move from a state to the next.
async fn write(
    estate: Arc<Estate>,
    due: Due<()>,
    what: &'static str,
    step: Option<(&'static str, &'static str)>,
) -> Result<Taken, Error> {
    let hangs = match &mut *estate.hangs_after.lock().unwrap() {
        Some(0) => true,
        Some(left) => {
            *left -= 1;
            false
        }
        None => false,
    };
    if hangs {
        std::future::pending::<()>().await;
    }
    let (caller, broken) = (Caller::service("estate", TENANT), estate.broken.clone());
    let written = estate.database.write_as(&caller, move |write| {
        let fails = broken.lock().unwrap().contains(&due.subject);
        let due = due.clone();
        Box::pin(async move {
            write.on_legal_day(due.due_on);
            let taken = match step {
                None => fire_once(write, what, due.subject, due.due_on).await?,
                Some(step) => moved(write, &due, step).await?,
            };
            if !taken {
                return Ok(Taken::NotDue);
            }
            tell(write, &due, what).await?;
            if fails {
                return Err(Error::Planted);
            }
            Ok::<Taken, Error>(Taken::Done)
        })
    });
    written.await
}

async fn moved(
    write: &mut Write,
    due: &Due<()>,
    (from, to): (&'static str, &'static str),
) -> Result<bool, Error> {
    let moved =
        sqlx::query("UPDATE lease SET state = $3, ended_on = $4 WHERE id = $1 AND state = $2")
            .bind(due.subject)
            .bind(from)
            .bind(to)
            .bind(due.due_on)
            .execute(&mut **write)
            .await?;
    match moved.rows_affected() {
        1 => Ok(true),
        _ => Err(Error::Faster),
    }
}

async fn tell(write: &mut Write, due: &Due<()>, what: &'static str) -> Result<(), Error> {
    sqlx::query("INSERT INTO told (what, lease, due_on) VALUES ($1, $2, $3)")
        .bind(what)
        .bind(due.subject)
        .bind(due.due_on)
        .execute(&mut **write)
        .await?;
    write.audit(AuditEntry {
        action: what,
        aggregate: "lease",
        aggregate_id: due.subject,
        version: 1,
        detail: serde_json::json!({}),
    });
    Ok(())
}

pub fn reminded_on(ends_on: &str) -> NaiveDate {
    day(ends_on).checked_sub_days(Days::new(30)).unwrap()
}
