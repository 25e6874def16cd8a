//! What one decision takes. On one thread its CPU time, so that other work on the machine counts
//! less; on two the CPU time a decision takes while another thread decides too, and the wall clock,
//! which also sees the threads wait for each other.

use std::fmt::Debug;
use std::hint::black_box;
use std::sync::Barrier;
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::{Decides, Input, Make};

/// How long one measurement takes, about.
const LENGTH: Duration = Duration::from_millis(150);

/// One side's round, each figure per decision.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Sample {
    /// CPU time, one thread.
    pub one_us: f64,
    /// CPU time, both threads deciding.
    pub two_us: f64,
    /// Wall clock between two decisions, one thread.
    pub one_wall_us: f64,
    /// Wall clock between two decisions of any of two threads.
    pub two_wall_us: f64,
}

struct Pass {
    cpu: Duration,
    wall: Duration,
}

/// Every input twice, the second time with what the engine kept from the first.
pub fn check<F, O: PartialEq + Debug>(
    make: &Make<'_, F, O>,
    inputs: &[Input<F, O>],
) -> anyhow::Result<()> {
    let mut engine = make()?;
    for Input { id, facts, outcome } in inputs.iter().chain(inputs) {
        let answer = engine.decide(facts).with_context(|| id.clone())?;
        anyhow::ensure!(answer == *outcome, "{id}: {answer:?}, expected {outcome:?}");
    }
    Ok(())
}

/// Measures on one thread, then on two, each with an engine of its own.
pub fn sample<F: Sync, O: Sync>(
    make: &Make<'_, F, O>,
    inputs: &[Input<F, O>],
) -> anyhow::Result<Sample> {
    let (calls, one) = {
        let mut engine = make()?;
        let started = Instant::now();
        let mut calls = 0;
        // Warm, and how many fit the time.
        while started.elapsed() < LENGTH / 4 {
            pass(engine.as_mut(), inputs, 100)?;
            calls += 400;
        }
        (calls, pass(engine.as_mut(), inputs, calls)?)
    };
    let start = Barrier::new(2);
    let threaded = || -> anyhow::Result<Pass> {
        let warm = make().and_then(|mut engine| {
            pass(engine.as_mut(), inputs, calls / 4)?;
            Ok(engine)
        });
        // Both come here, whatever went wrong: else one would wait forever.
        start.wait();
        pass(warm?.as_mut(), inputs, calls)
    };
    let (first, second) = std::thread::scope(|scope| {
        let other = scope.spawn(threaded);
        (threaded(), other.join())
    });
    let (first, second) = (
        first?,
        second.map_err(|_| anyhow::anyhow!("a side panicked"))??,
    );
    let per_call = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(calls);
    Ok(Sample {
        one_us: per_call(one.cpu),
        two_us: per_call((first.cpu + second.cpu) / 2),
        one_wall_us: per_call(one.wall),
        two_wall_us: per_call(first.wall.max(second.wall)) / 2.0,
    })
}

fn pass<F, O>(
    engine: &mut dyn Decides<F, O>,
    inputs: &[Input<F, O>],
    calls: u32,
) -> anyhow::Result<Pass> {
    let (cpu, started) = (thread_cpu()?, Instant::now());
    for input in inputs.iter().cycle().take(usize::try_from(calls)?) {
        black_box(engine.decide(black_box(&input.facts))?);
    }
    Ok(Pass {
        cpu: thread_cpu()?.saturating_sub(cpu),
        wall: started.elapsed(),
    })
}

fn thread_cpu() -> anyhow::Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_THREAD)?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Ok(Duration::from_micros(micros.unsigned_abs()))
}
