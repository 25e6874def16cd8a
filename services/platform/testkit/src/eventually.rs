//! Waiting for something that happens elsewhere, without sleeping for luck.
use std::fmt::Debug;
use std::time::Duration;

use tokio::time::Instant;

const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Asks until the answer is yes; `false` when `deadline` passed first.
pub async fn eventually(deadline: Duration, mut ask: impl AsyncFnMut() -> bool) -> bool {
    let end = Instant::now() + deadline;
    loop {
        if ask().await {
            return true;
        }
        if Instant::now() >= end {
            return false;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Asks until the answer is `expected`, and answers the last answer: for `assert_eq!`.
pub async fn settled<T: PartialEq + Debug>(
    deadline: Duration,
    expected: T,
    mut ask: impl AsyncFnMut() -> T,
) -> T {
    let end = Instant::now() + deadline;
    loop {
        let answer = ask().await;
        if answer == expected || Instant::now() >= end {
            return answer;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
