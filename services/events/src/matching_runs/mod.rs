//! Matching runs are worked off beside the server, some needs at a time: memory holds the achievements of one event and the lists
//! of two batches, whatever the run comes to. A batch is written with what rules said of it, once; a process that was killed leaves
//! the rest to the next. What rules gave no answer about stays as it is until the run is asked again: then the lists of its earlier
//! versions that FAILED are the ones to be replaced.
mod offers;
mod weighing;

use std::sync::Arc;
use std::time::Duration;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_database::Write;
use kezhuan_rpc::etag;
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use crate::api::{EventsApi, event_of, save_matching_step, service_of};
use crate::domain::matching::{Command, Matching, TopList, decide};
use crate::domain::submission::Submission;
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::submissions::{self, Matched};
use crate::store::{matching_lists, matchings};
use offers::{Achievements, Compared};
use weighing::Weighing;

/// How often runs that were started are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Runs taken up in one look.
const RUNS_MAX: i64 = 20;
/// Needs compared and written together.
const BATCH: i64 = 250;

/// The lists of one batch, with what rules said of its needs.
type Made = (Vec<TopList>, Heard);

/// Works runs off until shutdown. Every replica may: a need's list is written once, and whoever finds it there starts anew.
pub async fn run(api: EventsApi, shutdown: Shutdown) -> anyhow::Result<()> {
    while !shutdown.is_triggered() {
        if let Err(error) = work_off(&api, &shutdown).await {
            tracing::warn!(error = ?error, "matching runs can't be looked for now");
        }
        tokio::select! {
            () = shutdown.triggered() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
    Ok(())
}

async fn work_off(api: &EventsApi, shutdown: &Shutdown) -> Result<(), Error> {
    let reader = Caller::service(crate::NAME, "");
    let read = api.database.read(&reader, async |connection| {
        matchings::running(connection, RUNS_MAX).await
    });
    for stored in read.await? {
        let id = stored.body.id;
        if let Err(error) = finish(api, stored, shutdown).await {
            tracing::info!(matching = %id, error = ?error, "the run is not done; it is taken up again");
        }
    }
    Ok(())
}

/// Compares what is left of one run, and ends it. One batch is written while the next is compared.
async fn finish(
    api: &EventsApi,
    stored: Stored<Matching>,
    shutdown: &Shutdown,
) -> Result<(), Error> {
    let of = Matched {
        matching: stored.body.id,
        version: stored.body.version,
        event: stored.body.event,
        started: stored.create_time,
    };
    let service = Caller::service(crate::NAME, &stored.tenant);
    let achievements = Arc::new(Achievements::read(api, &service, of).await?);
    let mut weighing = Weighing::of(api, &stored.body, achievements.clone());
    let (mut after, mut made) = (Uuid::nil(), Made::default());
    while !shutdown.is_triggered() {
        let among = (achievements.clone(), &mut weighing);
        let next = next_lists(api, (&service, of), after, among);
        let ((), next) = tokio::try_join!(keep(api, &service, &stored, made), next)?;
        let Some((last, lists)) = next else {
            if close(api, &service, (&stored, of)).await? {
                return Ok(());
            }
            (after, made) = (Uuid::nil(), Made::default());
            continue;
        };
        (after, made) = (last, lists);
    }
    Ok(())
}

/// The lists of the needs that are left after one, and the last of these needs; nothing where none is.
async fn next_lists(
    api: &EventsApi,
    (service, of): (&Caller, Matched),
    after: Uuid,
    (achievements, weighing): (Arc<Achievements>, &mut Weighing<'_>),
) -> Result<Option<(Uuid, Made)>, Error> {
    let read = api.database.read(service, async |connection| {
        submissions::needs_left(connection, of, after, BATCH).await
    });
    let needs = read.await?;
    let Some(last) = needs.last().map(|need| need.id) else {
        return Ok(None);
    };
    let compared = compare(achievements, needs).await?;
    Ok(Some((last, weighing.weigh(compared).await?)))
}

/// Off the threads that answer: a batch takes some milliseconds of one core.
async fn compare(
    achievements: Arc<Achievements>,
    needs: Vec<Submission>,
) -> Result<Vec<Compared>, Error> {
    let comparing = tokio::task::spawn_blocking(move || achievements.compare(needs));
    let compared = comparing.await.map_err(anyhow::Error::from)?;
    Ok(compared)
}

/// One batch, with what rules said of it.
async fn keep(
    api: &EventsApi,
    service: &Caller,
    stored: &Stored<Matching>,
    (lists, heard): Made,
) -> Result<(), Error> {
    if lists.is_empty() {
        return Ok(());
    }
    let given = Arc::new((stored.clone(), lists, heard));
    let written = api.database.write_as(service, move |write| {
        let given = given.clone();
        Box::pin(async move {
            let (stored, lists, heard) = &*given;
            held(write, stored).await?;
            matching_lists::put(write, stored, lists).await?;
            heard.store(write);
            Ok::<_, Error>(())
        })
    });
    written.await
}

/// RUNNING → DONE, or MANUAL where a rule gave no answer. Not while a need is left: what was submitted in time may be seen late.
async fn close(
    api: &EventsApi,
    service: &Caller,
    (stored, of): (&Stored<Matching>, Matched),
) -> Result<bool, Error> {
    let given = Arc::new((api.clone(), stored.clone()));
    let written = api.database.write_as(service, move |write| {
        let given = given.clone();
        Box::pin(async move {
            let (api, stored) = &*given;
            let before = held(write, stored).await?;
            let left = submissions::needs_left(write, of, Uuid::nil(), 1).await?;
            if !left.is_empty() {
                return Ok(false);
            }
            let tally = matching_lists::tally(write, (of.matching, of.version)).await?;
            let event = event_of(write, before.body.event).await?;
            let (actor, today) = (service_of(&before.tenant), api.clock.today());
            let command = Command::Finish(tally);
            let (after, step) = decide(&before.body, command, &event, (&actor, today))?;
            save_matching_step(write, &before, (after, step)).await?;
            Ok::<_, Error>(true)
        })
    });
    written.await
}

/// The run as it was read, held; somebody may have cancelled it since.
async fn held(write: &mut Write, stored: &Stored<Matching>) -> Result<Stored<Matching>, Error> {
    let now = matchings::lock(write, stored.body.id).await?;
    let unmoved = now.filter(|now| now.body.version == stored.body.version);
    Ok(unmoved.ok_or_else(etag::stale)?)
}
