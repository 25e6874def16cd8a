//! Faults against the real suite. SIGKILL ends processes, not the machine: what the kernel has
//! taken is still written, so none of this tests fsync.
// A test may tell its story in one go; clippy knows #[test] functions as tests, not their helpers.
#![allow(
    clippy::disallowed_methods,
    clippy::large_futures,
    clippy::too_many_lines,
    clippy::unwrap_used
)]
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use futures::future::try_join_all;
use kezhuan_chaos::case::Case;
use kezhuan_chaos::fault::{Fault, strike};
use kezhuan_chaos::history::{Entry, Outcome};
use kezhuan_chaos::people::Person;
use kezhuan_chaos::world::World;
use kezhuan_protocol::contracts::v1::CreateContractRequest;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::Mutex;
use tonic::Code;

const SEED: u64 = 2025;
const WORKERS: usize = 6;

/// Two suites at once would measure each other on two cores.
static TURN: Mutex<()> = Mutex::const_new(());

/// Lives cases through, one after the other in each worker, until told to stop; no case is left half done.
struct Load {
    stop: Arc<AtomicBool>,
    workers: Vec<tokio::task::JoinHandle<anyhow::Result<u64>>>,
}

impl Load {
    fn start(world: &Arc<World>, seed: u64) -> Load {
        let (stop, next) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let work = |_| {
            let (world, stop, next) = (world.clone(), stop.clone(), next.clone());
            tokio::spawn(async move {
                let mut done = 0;
                while !stop.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    Case::draw(seed, number)?.register(&world).await?;
                    done += 1;
                }
                Ok(done)
            })
        };
        let workers = (0..WORKERS).map(work).collect();
        Load { stop, workers }
    }

    async fn stop(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        let mut done = 0;
        for worker in self.workers {
            done += worker.await.unwrap().unwrap();
        }
        done
    }
}

fn faults() -> Vec<Fault> {
    let torture = std::env::var("KEZHUAN_TORTURE").is_ok_and(|value| value == "1");
    let rounds = if torture { 10 } else { 1 };
    [
        (Fault::KillSuite, 6),
        (Fault::KillNats, 7),
        (Fault::KillPostgres, 7),
    ]
    .into_iter()
    .flat_map(|(fault, times)| vec![fault; times * rounds])
    .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigkill_of_suite_nats_and_postgres_inside_requests_loses_nothing_though_it_does_not_test_fsync()
 {
    let _turn = TURN.lock().await;
    let world = World::start().await.unwrap();
    let load = Load::start(&world, SEED);
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut faults = faults();
    faults.shuffle(&mut random);
    for fault in faults {
        let delay = Duration::from_micros(random.random_range(0..150_000));
        strike(&world, fault, delay).await.unwrap();
    }
    let registered = load.stop().await;
    let books = world.hold_to_account().await.unwrap();
    assert_eq!(books.contracts.len() as u64, registered);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_jetstream_store_deleted_under_load_is_filled_again_from_the_outbox() {
    let _turn = TURN.lock().await;
    let world = World::start().await.unwrap();
    let load = Load::start(&world, SEED + 1);
    for delay in [1_500, 500] {
        strike(&world, Fault::DeleteStore, Duration::from_millis(delay))
            .await
            .unwrap();
    }
    let registered = load.stop().await;
    let books = world.hold_to_account().await.unwrap();
    assert_eq!(books.contracts.len() as u64, registered);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_cancelled_calls_and_64_at_once_happen_exactly_once() {
    const CALLS: u64 = 500;
    const AT_ONCE: usize = 64;
    let _turn = TURN.lock().await;
    let world = World::start().await.unwrap();
    let cut = Arc::new(AtomicU64::new(0));
    let work = (0..WORKERS as u64).map(|worker| {
        let (world, cut) = (world.clone(), cut.clone());
        async move {
            for number in (worker..CALLS).step_by(WORKERS) {
                cut.fetch_add(
                    u64::from(cancelled(&world, number).await?),
                    Ordering::Relaxed,
                );
            }
            anyhow::Ok(())
        }
    });
    try_join_all(work).await.unwrap();
    let cut = cut.load(Ordering::Relaxed);
    println!("{cut} of {CALLS} calls were cut off");
    assert!(
        cut > CALLS / 20,
        "only {cut} calls were cut off: the deadlines are too long to test anything"
    );

    let mut case = Case::draw(SEED + 2, CALLS).unwrap();
    let request_id = case.request_id();
    let answers = try_join_all((0..AT_ONCE).map(|_| case.create_as(&world, &request_id)))
        .await
        .unwrap();
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "one request id, several answers"
    );

    // Whatever the cut calls left behind, the next contracts go their way.
    for number in 0..4 {
        Case::draw(SEED + 3, number)
            .unwrap()
            .register(&world)
            .await
            .unwrap();
    }
    let books = world.hold_to_account().await.unwrap();
    assert_eq!(books.contracts.len() as u64, CALLS + 1 + 4);
}

/// Creates a contract with a deadline of 1 to 50 ms, then again with the same request id and no deadline.
/// Odd calls are reset by the client, even ones carry their deadline to the server. True when it was cut off.
async fn cancelled(world: &World, number: u64) -> anyhow::Result<bool> {
    let mut case = Case::draw(SEED + 2, number)?;
    let request_id = case.request_id();
    let deadline = Duration::from_millis(1 + number * 7 % 50);
    let form = Some(case.form.clone());
    let request = CreateContractRequest {
        form,
        request_id: request_id.clone(),
        ..CreateContractRequest::default()
    };
    let mut request = world.people.ask(Person::Applicant, request);
    if number.is_multiple_of(2) {
        request.set_timeout(deadline);
    }
    let mut client = world.doors().contracts.clone();
    let call = world.history.attempt(client.create_contract(request));
    let answer = match number.is_multiple_of(2) {
        true => Some(call.await),
        false => tokio::time::timeout(deadline, call).await.ok(),
    };
    let cut = !matches!(answer, Some(Ok(_)));
    let outcome = match answer {
        Some(Ok(answer)) => Outcome::Ok {
            contract: answer.into_inner().name,
            state: "DRAFT".to_owned(),
        },
        Some(Err(status)) => Outcome::Unknown {
            code: status.code(),
        },
        None => Outcome::Unknown {
            code: Code::Cancelled,
        },
    };
    let case_name = case.name.clone();
    world.history.write(Entry {
        case: case_name,
        call: "create",
        request_id: request_id.clone(),
        outcome,
    });
    case.create_as(world, &request_id).await?;
    Ok(cut)
}
