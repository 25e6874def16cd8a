//! What an attempt is made of: done, once more, or given up. Pure.
use std::time::Duration;

use crate::answer::Answer;

/// When what failed is tried again.
#[derive(Debug, Clone, Copy)]
pub struct Retries<'a> {
    /// Seconds to wait after the first, second, … failed attempt of a round; none after the last.
    pub retry_s: &'a [u32],
    /// How far chance moves such a wait, to either side.
    pub jitter_percent_max: u32,
    /// The longest wait a receiver may ask for.
    pub retry_after_s_max: u32,
}

/// What is to be done after an attempt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    Delivered,
    /// Once more, after this pause.
    Again(Duration),
    GivenUp,
    /// The receiver wants nothing any more.
    Gone,
}

/// What the attempt number `tries` of a round comes to; `luck` between 0 and 1 spreads the retries.
pub fn verdict(retries: &Retries<'_>, tries: i32, answer: &Answer, luck: f64) -> Verdict {
    if answer.failure.is_none() {
        return Verdict::Delivered;
    }
    if answer.status_code == 410 {
        return Verdict::Gone;
    }
    let scheduled = usize::try_from(tries - 1)
        .ok()
        .and_then(|at| retries.retry_s.get(at));
    let Some(seconds) = scheduled else {
        return Verdict::GivenUp;
    };
    let spread = f64::from(retries.jitter_percent_max) / 100.0;
    let pause = Duration::from_secs(u64::from(*seconds))
        .mul_f64((1.0 + spread * (2.0 * luck - 1.0)).max(0.0));
    let asked = answer
        .retry_after_s
        .unwrap_or(0)
        .min(retries.retry_after_s_max);
    Verdict::Again(pause.max(Duration::from_secs(u64::from(asked))))
}
