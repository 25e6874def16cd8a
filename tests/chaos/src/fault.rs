//! Faults, each with the proof that it landed, and the wait for the suite to recover by itself.
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use kezhuan_servers::Record;
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::time::Instant;

use crate::books::stream_created;
use crate::world::World;

const LANDED_MAX: Duration = Duration::from_secs(10);
const RECOVERED_MAX: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(2);
/// Calls that must be acknowledged after a fault before the suite counts as recovered.
const ACKNOWLEDGED_AFTER: usize = 5;
const UNDER_WAY_MIN: usize = 2;

/// What is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    KillSuite,
    KillNats,
    KillPostgres,
    DeleteStore,
}

/// Breaks it once at least two calls wait for an answer, proves it, and waits until the suite works again.
pub async fn strike(world: &World, fault: Fault, delay: Duration) -> anyhow::Result<()> {
    tokio::time::sleep(delay).await;
    until(LANDED_MAX, "calls under way", async || {
        Ok(world.history.under_way() >= UNDER_WAY_MIN)
    })
    .await?;
    let began = Instant::now();
    let proof = match fault {
        Fault::KillSuite => kill_suite(world).await?,
        Fault::KillNats => kill_server(world, "nats").await?,
        Fault::KillPostgres => kill_server(world, "postgres").await?,
        Fault::DeleteStore => delete_store(world).await?,
    };
    let before = world.history.acknowledged();
    until(RECOVERED_MAX, "calls acknowledged again", async || {
        world.suite.lock().await.still_runs()?;
        Ok(world.history.acknowledged() >= before + ACKNOWLEDGED_AFTER)
    })
    .await
    .with_context(|| format!("after {fault:?}: {proof}"))?;
    println!(
        "{fault:?}: {proof}; worked again after {} ms",
        began.elapsed().as_millis()
    );
    Ok(())
}

async fn kill_suite(world: &World) -> anyhow::Result<String> {
    let mut suite = world.suite.lock().await;
    let under_way = world.history.under_way();
    let (old, old_address) = (world.place().process, world.place().services);
    suite.kill()?;
    let address = old_address
        .get("contracts")
        .context("no address")?
        .trim_start_matches("http://")
        .to_owned();
    ensure!(
        tokio::net::TcpStream::connect(&address).await.is_err(),
        "{address} still answers after SIGKILL"
    );
    let place = suite.start_again().await?;
    ensure!(place.process != old, "the suite is the one that was killed");
    let proof = format!(
        "process {old} ended by SIGKILL with {under_way} calls under way, {address} refused"
    );
    world.moved(place)?;
    Ok(proof)
}

async fn kill_server(world: &World, server: &str) -> anyhow::Result<String> {
    let folder = server_folder(world, server).await;
    let old = record(&folder)?.pid;
    let under_way = world.history.under_way();
    kill(Pid::from_raw(i32::try_from(old)?), Signal::SIGKILL)?;
    until(LANDED_MAX, "the process gone", async || Ok(is_gone(old))).await?;
    restarted(world, &folder, old).await?;
    Ok(format!(
        "{server} process {old} gone with {under_way} calls under way"
    ))
}

/// The suite's own keeper starts the server again: another process by its record, and alive.
async fn restarted(world: &World, folder: &Path, old: u32) -> anyhow::Result<()> {
    until(RECOVERED_MAX, "the server started again", async || {
        world.suite.lock().await.still_runs()?;
        Ok(record(folder).is_ok_and(|record| record.pid != old && !is_gone(record.pid)))
    })
    .await
}

async fn delete_store(world: &World) -> anyhow::Result<String> {
    let folder = server_folder(world, "nats").await;
    let old = record(&folder)?.pid;
    let before = stream_created(&world.place())
        .await?
        .context("the suite has published into no stream yet")?;
    let (store, away) = (folder.join("store"), folder.join("store-taken-away"));
    std::fs::rename(&store, &away)
        .with_context(|| format!("{} can't be taken away", store.display()))?;
    kill(Pid::from_raw(i32::try_from(old)?), Signal::SIGKILL)?;
    until(LANDED_MAX, "the process gone", async || Ok(is_gone(old))).await?;
    std::fs::remove_dir_all(&away)?;
    restarted(world, &folder, old).await?;
    let noticed = async || {
        Ok(stream_created(&world.place())
            .await?
            .is_some_and(|created| created != before))
    };
    until(RECOVERED_MAX, "another stream noticed", noticed).await?;
    Ok(format!(
        "the stream of {before} is gone, another stands there"
    ))
}

async fn server_folder(world: &World, server: &str) -> PathBuf {
    world.suite.lock().await.data().join(server)
}

fn record(folder: &Path) -> anyhow::Result<Record> {
    Record::read(folder).with_context(|| format!("no record of a server in {}", folder.display()))
}

/// No such process, or only its exit status is left.
fn is_gone(process: u32) -> bool {
    let Ok(raw) = i32::try_from(process) else {
        return true;
    };
    if kill(Pid::from_raw(raw), None) == Err(Errno::ESRCH) {
        return true;
    }
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_none_or(|(_, rest)| rest.starts_with(['Z', 'X']))
}

async fn until(
    max: Duration,
    what: &str,
    done: impl AsyncFn() -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let end = Instant::now() + max;
    while !done().await? {
        ensure!(Instant::now() < end, "waited {max:?} in vain for: {what}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}
