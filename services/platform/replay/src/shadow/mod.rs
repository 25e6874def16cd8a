//! Shadows of one service: candidates that are asked what the rules in force were asked, once the decision is stored and
//! sealed, so that nobody's case waits for them. One process at a time asks; where two did, the second writes nothing.
mod candidate;
mod ledger;
mod line;

use std::sync::Arc;
use std::time::{Duration, Instant};

use kezhuan_auth::Caller;
use kezhuan_database::shadow::{self, Asked, LedgerRow, ShadowRow};
use kezhuan_database::{Alone, Database, Error, Write};
use kezhuan_rule_host::{Candidate, Host};
use kezhuan_runtime::Shutdown;

use crate::config::ReplayConfig;
use crate::run::{amount, compared};
use candidate::Candidates;
pub use candidate::ShadowPackages;
pub(crate) use ledger::{LedgerParts, ledger};

/// After so long what was answered is written down, and the next shadow has its turn.
const TURN_MAX: Duration = Duration::from_secs(1);

/// Asks the shadows of `database` until shutdown.
pub async fn follow_shadows(
    database: Database,
    host: Host,
    packages: impl ShadowPackages,
    config: ReplayConfig,
    shutdown: Shutdown,
) -> anyhow::Result<()> {
    let every = Duration::from_millis(config.shadow_ms);
    let mut worker = Worker {
        alone: Alone::new(&database, "shadows"),
        candidates: Candidates::new(host.clone(), packages),
        database,
        host,
    };
    loop {
        let moved = tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            moved = worker.round() => moved,
        };
        let pause = match moved {
            // There may be more.
            Ok(true) => continue,
            Ok(false) => every,
            Err(error) => {
                tracing::warn!(error = ?error, service = worker.database.service(), "shadows can't be asked now; they go on later");
                every
            }
        };
        tokio::select! {
            () = shutdown.triggered() => return Ok(()),
            () = tokio::time::sleep(pause) => {}
        }
    }
}

struct Worker {
    database: Database,
    host: Host,
    alone: Alone,
    candidates: Candidates,
}

impl Worker {
    /// A turn for each shadow that has something to be asked; answers whether any moved on.
    async fn round(&mut self) -> Result<bool, Error> {
        if !self.alone.is_mine().await? {
            return Ok(false);
        }
        let reader = self.reader();
        let read = self.database.read(&reader, async |connection| {
            let running = shadow::running(connection).await?;
            Ok::<_, Error>((running, shadow::log_size(connection).await?))
        });
        let (running, size) = read.await?;
        self.candidates.keep_only(&running);
        let mut moved = false;
        for shadow in running.iter().filter(|shadow| shadow.next_leaf < size) {
            match self.turn(shadow).await {
                Ok(this) => moved |= this,
                Err(error) => {
                    tracing::warn!(error = ?error, shadow = %shadow.id, tenant = shadow.tenant, "the shadow waits for its next turn");
                }
            }
        }
        Ok(moved)
    }

    async fn turn(&mut self, shadow: &ShadowRow) -> Result<bool, Error> {
        if self.candidates.is_resting(shadow) {
            return Ok(false);
        }
        let reader = self.reader();
        let read = self.database.read(&reader, async |connection| {
            Ok::<_, Error>(shadow::asked(connection, shadow).await?)
        });
        let asked = read.await?;
        if asked.decisions.is_empty() {
            return self.record(shadow, asked.next_leaf, Vec::new()).await;
        }
        let candidate = match self.candidates.of(shadow).await {
            Ok(candidate) => candidate,
            Err(problem) => {
                self.set_aside(shadow, problem).await?;
                return Ok(false);
            }
        };
        let host = self.host.clone();
        let asking = self
            .host
            .beside(move || answered(&host, &candidate, &asked));
        let Some((rows, next_leaf)) = asking.await else {
            return Ok(false);
        };
        self.record(shadow, next_leaf, rows).await
    }

    async fn record(
        &self,
        shadow: &ShadowRow,
        next_leaf: i64,
        rows: Vec<LedgerRow>,
    ) -> Result<bool, Error> {
        let caller = Caller::service(self.database.service(), &shadow.tenant);
        let kept = Arc::new((shadow.clone(), rows));
        self.database
            .write_as(&caller, move |write: &mut Write| {
                let kept = kept.clone();
                Box::pin(async move {
                    let (shadow, rows) = &*kept;
                    Ok::<_, Error>(shadow::record(write, shadow, next_leaf, rows).await?)
                })
            })
            .await
    }

    /// It looks at every tenant's decisions.
    fn reader(&self) -> Caller {
        Caller::service(self.database.service(), "")
    }

    /// The ledger says why it stands still.
    async fn set_aside(&self, shadow: &ShadowRow, problem: String) -> Result<(), Error> {
        tracing::warn!(shadow = %shadow.id, tenant = shadow.tenant, problem, "a shadow can't be asked");
        let caller = Caller::service(self.database.service(), &shadow.tenant);
        let (id, problem) = (shadow.id, Arc::new(problem));
        self.database
            .write_as(&caller, move |write: &mut Write| {
                let problem = problem.clone();
                Box::pin(
                    async move { Ok::<_, Error>(shadow::has_problem(write, id, &problem).await?) },
                )
            })
            .await
    }
}

/// As many answers as a turn has time for, at least one, and the leaf behind the last. Blocks.
fn answered(host: &Host, candidate: &Candidate, asked: &Asked) -> (Vec<LedgerRow>, i64) {
    let (began, amount) = (Instant::now(), amount(candidate));
    let mut asker = candidate.asker(host);
    let mut rows: Vec<LedgerRow> = Vec::with_capacity(asked.decisions.len());
    for (leaf_index, past) in &asked.decisions {
        if !rows.is_empty() && began.elapsed() >= TURN_MAX {
            return (rows, *leaf_index);
        }
        let compared = compared(&mut asker, past, amount);
        rows.push(line::line(*leaf_index, past, &compared, amount));
    }
    (rows, asked.next_leaf)
}
