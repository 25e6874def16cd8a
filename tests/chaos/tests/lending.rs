//! SIGKILL between any two steps of a disbursement, of a claim on the pool and of its payment, at random points.
#![allow(clippy::disallowed_methods, clippy::large_futures, clippy::unwrap_used)]
use std::sync::Arc;
use std::time::Duration;

use futures::future::try_join_all;
use kezhuan_chaos::lending::{Case, Lending, Stage};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::time::Instant;

const SEED: u64 = 2026;
/// Stage, in how many rounds, and with how many loans at work in each: all loans pass every stage. All rounds but the first
/// see a kill.
const STAGES: [(Stage, usize, usize); 3] = [
    (Stage::Lend, 28, 2),
    (Stage::Claim, 14, 4),
    (Stage::Pay, 14, 4),
];
const LOANS: usize = 56;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigkill_between_any_two_steps_of_disbursement_and_compensation_loses_and_doubles_nothing()
{
    let torture = std::env::var("KEZHUAN_TORTURE").is_ok_and(|value| value == "1");
    let times = if torture { 10 } else { 1 };
    let lending = Lending::start().await.unwrap();
    let mut cases = Vec::new();
    // The pool takes no new loans of a bank once it has claimed: all are drawn up before the first claim.
    for number in 0..LOANS * times {
        cases.push(Case::drawn_up(&lending, number).await.unwrap());
    }
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let (mut kills, mut landed) = (0, 0);
    for (stage, rounds, at_once) in STAGES {
        passed_until(stage, &lending, &cases).await;
        let mut took = Duration::from_millis(100);
        assert_eq!(rounds * at_once, LOANS, "each loan passes each stage");
        for (round, at_work) in cases.chunks_mut(at_once).enumerate() {
            let delay = random.random_range(Duration::ZERO..took);
            let began = Instant::now();
            let working =
                try_join_all(at_work.iter_mut().map(|case| case.through(stage, &lending)));
            // The first round of a stage is left alone: it says how long a stage takes.
            if round == 0 {
                working.await.unwrap();
                took = began.elapsed();
                continue;
            }
            let killing = async {
                tokio::time::sleep(delay).await;
                lending.kill().await
            };
            let (done, under_way) = tokio::join!(working, killing);
            done.unwrap_or_else(|error| panic!("{stage:?}, round {round}: {error:#}"));
            kills += 1;
            landed += usize::from(under_way.unwrap() > 0);
        }
    }
    lending.hold_to_account(&cases).await.unwrap();
    println!("{kills} kills, {landed} with calls under way");
    assert!(kills >= 50 * times, "only {kills} kills");
    assert!(
        landed * 2 > kills,
        "only {landed} of {kills} kills met a call under way"
    );
}

/// Lets the days pass that stand before a stage.
async fn passed_until(stage: Stage, lending: &Arc<Lending>, cases: &[Case]) {
    match stage {
        Stage::Lend => {}
        Stage::Claim => {
            // 68 days late: more than the pool wants.
            lending.advance_to("2025-06-10").await.unwrap();
            for case in cases {
                case.in_default(lending).await.unwrap();
            }
        }
        // The notice of five working days is over.
        Stage::Pay => lending.advance_to("2025-06-25").await.unwrap(),
    }
}
