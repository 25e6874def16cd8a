//! Asks and counts batch by batch on every core, with as many batches in memory as there are threads.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::{Stream, StreamExt};
use kezhuan_database::PastDecision;
use kezhuan_rule_host::{Again, Candidate, HookDefinition, Host, Outcome};

use crate::standing::{self, Change};
use crate::tally::Tally;

/// A batch whose thread ended before it was counted.
#[derive(Debug, thiserror::Error)]
#[error("asking again was interrupted")]
pub struct Interrupted;

/// A batch that was counted, and what of it would have been decided otherwise.
pub type Part = (Tally, Vec<Change>);

/// Tells those who count that nobody waits for it any more.
struct WhenGone(Arc<AtomicBool>);

impl Drop for WhenGone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Asks `candidate` the question of every decision in `batches`: the parts of the sum, in no order. Whoever
/// stops reading them stops the asking, at the next question.
pub fn replay<E: From<Interrupted>>(
    host: &Host,
    candidate: &Candidate,
    batches: impl Stream<Item = Result<Vec<PastDecision>, E>>,
    threads: usize,
) -> impl Stream<Item = Result<Part, E>> {
    let (host, candidate) = (host.clone(), Arc::new(candidate.clone()));
    let gone = Arc::new(AtomicBool::new(false));
    let when_gone = WhenGone(Arc::clone(&gone));
    let counted = batches.map(move |batch| {
        let (host, candidate) = (host.clone(), Arc::clone(&candidate));
        let gone = Arc::clone(&gone);
        async move {
            let batch = batch?;
            let asking = host.clone();
            let counting = host.beside(move || counted(&asking, &candidate, &batch, &gone));
            counting.await.ok_or_else(|| E::from(Interrupted))
        }
    });
    let parts = counted.buffer_unordered(threads.max(1));
    parts.inspect(move |_| {
        let _held = &when_gone;
    })
}

/// One batch, or as much of it as somebody waits for. Blocks.
fn counted(host: &Host, candidate: &Candidate, batch: &[PastDecision], gone: &AtomicBool) -> Part {
    let amount = HookDefinition::of(candidate.hook()).and_then(|hook| hook.amount);
    let (mut tally, mut changes) = (Tally::default(), Vec::new());
    let mut asker = candidate.asker(host);
    let waited_for = batch.iter().take_while(|_| !gone.load(Ordering::Relaxed));
    for past in waited_for {
        let division = std::str::from_utf8(&past.tenant).unwrap_or_default();
        match asker.ask(&past.input, &past.outcome) {
            Again::Same => {
                let failed = &past.outcome_kind[..] == b"FAILED";
                let granted = || standing::amount_before(past, amount);
                let granted_fen = (!past.outdone).then(granted);
                tally.same((division, past.legal_date), failed, granted_fen);
            }
            Again::Other(outcome) => {
                let change = change(past, division, &outcome, amount);
                tally.other(&change);
                if !change.only_explained {
                    changes.push(change);
                }
            }
        }
    }
    (tally, changes)
}

fn change(past: &PastDecision, division: &str, outcome: &Outcome, amount: Option<&str>) -> Change {
    Change {
        decision: past.id,
        case_id: past.case_id,
        division: division.to_owned(),
        legal_date: past.legal_date,
        before: standing::before(past, amount),
        after: standing::after(past, outcome, amount),
        only_explained: standing::only_explained(past, outcome),
        outdone: past.outdone,
    }
}
