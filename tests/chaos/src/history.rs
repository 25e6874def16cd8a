//! Every call with its outcome, as its caller saw it. What nobody knows is written down as such.
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tonic::{Code, Status};

/// How a call ended for its caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Acknowledged: the contract and the state the answer showed.
    Ok { contract: String, state: String },
    /// The suite said no.
    Refused { code: Code, message: String },
    /// It may have happened or not; to be asked again with the same request id.
    Unknown { code: Code },
}

/// One call.
#[derive(Clone, Debug)]
pub struct Entry {
    pub case: String,
    pub call: &'static str,
    pub request_id: String,
    pub outcome: Outcome,
}

/// All calls of a run, in the order their outcomes came in.
#[derive(Default)]
pub struct History {
    entries: Mutex<Vec<Entry>>,
    under_way: AtomicUsize,
    acknowledged: AtomicUsize,
}

impl History {
    /// Runs one attempt and counts it as under way meanwhile, also when it is dropped.
    pub async fn attempt<T>(&self, attempt: impl Future<Output = T>) -> T {
        struct UnderWay<'a>(&'a AtomicUsize);
        impl Drop for UnderWay<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::SeqCst);
            }
        }
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let _counted = UnderWay(&self.under_way);
        attempt.await
    }

    /// Writes down one call.
    pub fn write(&self, entry: Entry) {
        if matches!(entry.outcome, Outcome::Ok { .. }) {
            self.acknowledged.fetch_add(1, Ordering::SeqCst);
        }
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(entry);
    }

    /// Calls that wait for their answer now.
    pub fn under_way(&self) -> usize {
        self.under_way.load(Ordering::SeqCst)
    }

    /// Calls that were acknowledged so far.
    pub fn acknowledged(&self) -> usize {
        self.acknowledged.load(Ordering::SeqCst)
    }

    /// Everything so far.
    pub fn entries(&self) -> Vec<Entry> {
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Acknowledged, refused and unknown calls, for people to read.
    pub fn summary(&self) -> String {
        let (mut ok, mut refused, mut unknown) =
            (0, 0, std::collections::BTreeMap::<String, usize>::new());
        for entry in self.entries() {
            match entry.outcome {
                Outcome::Ok { .. } => ok += 1,
                Outcome::Refused { .. } => refused += 1,
                Outcome::Unknown { code } => *unknown.entry(format!("{code:?}")).or_default() += 1,
            }
        }
        format!("calls ok={ok} refused={refused} unknown={unknown:?}")
    }
}

/// Whether this status leaves open if the call happened. INTERNAL does not: whatever is killed, a
/// service knows that its database is away, and says so.
pub fn leaves_open(status: &Status) -> bool {
    // ABORTED without an etag: the same request is still being worked on.
    matches!(
        status.code(),
        Code::Unavailable
            | Code::DeadlineExceeded
            | Code::Cancelled
            | Code::Unknown
            | Code::ResourceExhausted
            | Code::Aborted
    )
}
