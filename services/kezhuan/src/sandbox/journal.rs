//! What is done, one line each, and what was settled already: no step is asked for twice.
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use tonic::{Response, Status};

use crate::refusal;

/// Where lines go.
pub type Sink = Arc<dyn Fn(&str) + Send + Sync>;

/// Shared by all who take part. Cheap to clone.
#[derive(Clone)]
pub struct Journal {
    sink: Sink,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    day: String,
    /// Ids of requests whose outcome is known, a refusal too.
    settled: HashSet<String>,
    /// Cases in which the bank took a step that was not refused.
    moved: HashSet<String>,
    refused: usize,
}

impl Journal {
    /// Nothing was done yet.
    pub fn to(sink: Sink) -> Journal {
        Journal {
            sink,
            kept: Arc::default(),
        }
    }

    /// The legal date that stands before each line from now on.
    pub fn day(&self, today: NaiveDate) {
        self.kept().day = today.to_string();
    }

    /// One line: who did what to which case.
    pub fn line(&self, who: &str, what: &str, case: &str) {
        let day = self.kept().day.clone();
        (self.sink)(&format!("  {day}  {who} · {what} · {case}"));
    }

    /// A line about a refusal, which counts.
    pub fn refused(&self, who: &str, what: &str, case: &str, status: Status) {
        self.kept().refused += 1;
        let why = refusal::readable(status);
        self.line(who, &format!("{what}: 被拒绝 refused, {why}"), case);
    }

    /// The last refusal was none of the caller's making, and does not count.
    pub fn excuse(&self, who: &str, why: &str, case: &str) {
        let mut kept = self.kept();
        kept.refused = kept.refused.saturating_sub(1);
        drop(kept);
        self.line(who, why, case);
    }

    /// How many requests were refused.
    pub fn refusals(&self) -> usize {
        self.kept().refused
    }

    /// Whether the outcome of this request is known.
    pub fn is_settled(&self, id: &str) -> bool {
        self.kept().settled.contains(id)
    }

    /// From now on it is.
    pub fn settle(&self, id: &str) {
        self.kept().settled.insert(id.to_owned());
    }

    /// The bank took a step in this case.
    pub fn moved(&self, case: &str) {
        self.kept().moved.insert(case.to_owned());
    }

    /// The loans in which the bank took a step: of each it is to be told.
    pub fn moved_loans(&self) -> HashSet<String> {
        let is_loan = |case: &&String| case.starts_with("loans/");
        self.kept().moved.iter().filter(is_loan).cloned().collect()
    }

    /// Takes a step that nobody numbers, once; whether it was taken now.
    pub async fn once<T>(
        &self,
        (who, what, case): (&str, &str, &str),
        id: &str,
        asked: impl Future<Output = Result<Response<T>, Status>>,
    ) -> anyhow::Result<bool> {
        if self.is_settled(id) {
            return Ok(false);
        }
        match asked.await {
            Ok(_) => {
                self.settle(id);
                self.line(who, what, case);
                Ok(true)
            }
            Err(status) if status.code() == tonic::Code::Unavailable => {
                Err(refusal::readable(status))
            }
            Err(status) => {
                self.settle(id);
                self.refused(who, what, case, status);
                Ok(false)
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_step_is_asked_for_once_whatever_comes_of_it() {
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = lines.clone();
        let journal = Journal::to(Arc::new(move |line| kept.lock().unwrap().push(line.into())));
        journal.day("2025-03-03".parse().unwrap());
        let step = ("bank", "signed", "applications/1");
        let done = async || Ok(Response::new(()));
        let refused = async || Err::<Response<()>, _>(Status::failed_precondition("no"));
        assert!(journal.once(step, "a", done()).await.unwrap());
        assert!(!journal.once(step, "a", done()).await.unwrap());
        assert!(!journal.once(step, "b", refused()).await.unwrap());
        assert!(!journal.once(step, "b", done()).await.unwrap());
        let away = async || Err::<Response<()>, _>(Status::unavailable("away"));
        assert!(journal.once(step, "c", away()).await.is_err());
        assert!(!journal.is_settled("c"), "it can be asked for again");
        assert_eq!(journal.refusals(), 1);
        journal.excuse("bank", "somebody was faster", "applications/1");
        assert_eq!(journal.refusals(), 0);
        let lines = lines.lock().unwrap();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0], "  2025-03-03  bank · signed · applications/1");
    }
}
