//! What happens because a day passed: reservations lapse, fees become late, terms end, bank and owner are warned, approvals
//! lapse that nobody signed, missed due days and long delays are recorded. A public notice ends by itself.
mod applications;
mod assets;
mod loans;
mod warnings;

use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use kezhuan_database::Database;
use kezhuan_law::WorkingCalendar;
use kezhuan_runtime::{LegalClock, Shutdown};
use tonic::Code;
use uuid::Uuid;

use crate::domain::actor::Actor;
use crate::domain::asset;
use crate::domain::parameters::Parameters;
use crate::error::Error;
use crate::rules::Rules;
use crate::security::Lookout;

/// A clock that follows the machine tells nobody when its day changes.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

/// Takes what is due until shutdown. Every replica may: each step is decided anew on the row that is held.
#[derive(Clone)]
pub struct Timers {
    pub database: Database,
    pub clock: LegalClock,
    pub calendar: &'static WorkingCalendar,
    pub parameters: Arc<Parameters>,
    pub rules: Rules,
}

/// Reads due rows batch by batch, in the order of their ids, and takes each; one that can't be taken holds up no other.
macro_rules! each {
    ($timers:expr, $kind:literal, $rows:path, $day:expr, $take:path) => {{
        let (timers, day): (&$crate::timers::Timers, _) = ($timers, $day);
        let reader = kezhuan_auth::Caller::service($crate::NAME, "");
        let mut after = uuid::Uuid::nil();
        loop {
            let read = timers.database.read(&reader, async |connection| {
                $rows(connection, day, after, $crate::timers::BATCH_MAX).await
            });
            let rows = read.await?;
            let Some(last) = rows.last() else { break };
            after = last.body.id;
            for row in &rows {
                $crate::timers::told($kind, row.body.id, $take(timers, row).await);
            }
        }
    }};
}
use each;

impl Timers {
    /// Looks when the legal day changes, and now and then.
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let mut days = self.clock.changes();
        loop {
            for (what, looked) in [
                ("assets", assets::look(&self).await),
                ("warnings", warnings::look(&self).await),
                ("applications", applications::look(&self).await),
                ("loans", loans::look(&self).await),
            ] {
                if let Err(error) = looked {
                    tracing::warn!(what, error = ?error, "what is due could not be read now");
                }
            }
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                Ok(()) = days.changed() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    fn lookout(&self) -> Lookout<'_> {
        Lookout {
            database: &self.database,
            rules: &self.rules,
            terms: &self.parameters.ltv,
            today: self.today(),
        }
    }

    /// As the domain asks it of a right.
    fn of_asset<'a>(&'a self, actor: &'a Actor) -> asset::Circumstances<'a> {
        asset::Circumstances {
            actor,
            today: self.today(),
            calendar: self.calendar,
            terms: &self.parameters.asset,
        }
    }
}

/// Says what was not taken. That somebody was faster, or that it is not time yet, is no trouble.
fn told(kind: &'static str, id: Uuid, taken: Result<(), Error>) {
    match taken {
        Ok(()) => {}
        Err(Error::Refused(refused)) if refused.reason != "CALENDAR_MISSING" => {
            tracing::debug!(kind, %id, reason = refused.reason, "nothing is due");
        }
        Err(Error::Problem(problem)) if problem.code() == Code::Aborted => {
            tracing::debug!(kind, %id, "somebody was faster");
        }
        Err(error) => tracing::warn!(kind, %id, error = ?error, "a due step was not taken"),
    }
}
