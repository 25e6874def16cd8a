//! The way out that a new package opens: cases that an earlier rule failed on are asked about again by the service. Every
//! replica may: a case moves from the version that was listed or not at all, and one that moved is newer than the entry it
//! waited for.
use std::time::Duration;

use kezhuan_adoption::store::rule_entries;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_runtime::Shutdown;
use sqlx::PgConnection;
use tokio::sync::watch;
use uuid::Uuid;

use crate::error::{Error, Reasons};

/// What could not be asked when the rulebook changed is tried again this often.
const LOOK_EVERY: Duration = Duration::from_secs(60);
const BATCH_MAX: i64 = 200;

/// Cases of one kind that wait for a rule.
pub trait WaitForRules: Sync {
    /// What the log calls one of them.
    const CASE: &'static str;
    /// One of them, as the list holds it.
    type Case: Send + Sync;
    /// Why a service says no.
    type Reasons: Reasons;

    /// Its id, by which the list is ordered.
    fn id(case: &Self::Case) -> Uuid;

    /// Those after `after` that rules newer than their last answer could answer, `at_most` of them.
    fn waiting(
        &self,
        connection: &mut PgConnection,
        after: Uuid,
        at_most: i64,
    ) -> impl Future<Output = Result<Vec<Self::Case>, Error<Self::Reasons>>> + Send;

    /// Asks about one again, as the service.
    fn ask(
        &self,
        case: Self::Case,
    ) -> impl Future<Output = Result<(), Error<Self::Reasons>>> + Send;
}

/// Looks now, at every change of the rulebook and every minute, until the shutdown; tells each look which epoch of the
/// rulebook answers.
pub async fn whenever_rules_change<L: Future<Output = ()>>(
    mut changes: watch::Receiver<i64>,
    shutdown: Shutdown,
    look: impl Fn(i64) -> L,
) {
    loop {
        let answers = *changes.borrow_and_update();
        look(answers).await;
        tokio::select! {
            () = shutdown.triggered() => return,
            Ok(()) = changes.changed() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Asks about each that waits. One that can't be asked about stays with its person and holds up no other. The rulebook that
/// `answers` may not be the stored one yet; then nothing is asked: the older rule would answer, and nobody ask again.
pub async fn ask_each<W: WaitForRules>(database: &Database, answers: i64, cases: &W) {
    if let Err(error) = ask_all(database, answers, cases).await {
        tracing::warn!(cases = W::CASE, error = ?error, "what waits for a rule could not be asked about again yet");
    }
}

async fn ask_all<W: WaitForRules>(
    database: &Database,
    answers: i64,
    cases: &W,
) -> Result<(), Error<W::Reasons>> {
    let reader = Caller::service(database.service(), "");
    let mut after = Uuid::nil();
    loop {
        let read = database.read(&reader, async |connection| {
            let waiting = cases.waiting(connection, after, BATCH_MAX).await?;
            // Read after the cases: they wait for no entry that is newer than this.
            let stored = rule_entries::epoch(connection).await?;
            Ok::<_, Error<W::Reasons>>((waiting, stored))
        });
        let (waiting, stored) = read.await?;
        if stored > answers {
            break;
        }
        let Some(last) = waiting.last() else { break };
        after = W::id(last);
        for case in waiting {
            let id = W::id(&case);
            if let Err(error) = cases.ask(case).await {
                tracing::info!(case = W::CASE, %id, error = ?error, "the case was not asked about again");
            }
        }
    }
    Ok(())
}
