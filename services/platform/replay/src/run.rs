//! Asks and counts batch by batch on every core, with as many batches in memory as there are threads.
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures::{Stream, StreamExt};
use kezhuan_database::PastDecision;
use kezhuan_rule_host::{Again, Asker, Candidate, HookDefinition, Host, Outcome};

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

/// What a candidate said to one stored question.
pub(crate) enum Compared {
    /// The same; whether that is a failure.
    Same {
        failed: bool,
    },
    Other(Change),
}

/// One batch, or as much of it as somebody waits for. Blocks.
fn counted(host: &Host, candidate: &Candidate, batch: &[PastDecision], gone: &AtomicBool) -> Part {
    let amount = amount(candidate);
    let (mut tally, mut changes) = (Tally::default(), Vec::new());
    let mut asker = candidate.asker(host);
    let waited_for = batch.iter().take_while(|_| !gone.load(Ordering::Relaxed));
    for past in waited_for {
        match compared(&mut asker, past, amount) {
            Compared::Same { failed } => {
                let granted = || standing::amount_before(past, amount);
                let granted_fen = (!past.outdone).then(granted);
                tally.same((division(past), past.legal_date), failed, granted_fen);
            }
            Compared::Other(change) => {
                tally.other(&change);
                if !change.only_explained {
                    changes.push(change);
                }
            }
        }
    }
    (tally, changes)
}

/// The figure of the hook's outcome that is paid.
pub(crate) fn amount(candidate: &Candidate) -> Option<&'static str> {
    HookDefinition::of(candidate.hook()).and_then(|hook| hook.amount)
}

/// Asks the question of one decision. Blocks.
pub(crate) fn compared(
    asker: &mut Asker<'_>,
    past: &PastDecision,
    amount: Option<&str>,
) -> Compared {
    match asker.ask(&past.input, &past.outcome) {
        Again::Same => Compared::Same {
            failed: &past.outcome_kind[..] == b"FAILED",
        },
        Again::Other(outcome) => Compared::Other(change(past, &outcome, amount)),
    }
}

/// The case's tenant.
pub(crate) fn division(past: &PastDecision) -> &str {
    std::str::from_utf8(&past.tenant).unwrap_or_default()
}

fn change(past: &PastDecision, outcome: &Outcome, amount: Option<&str>) -> Change {
    Change {
        decision: past.id,
        case_id: past.case_id,
        division: division(past).to_owned(),
        legal_date: past.legal_date,
        before: standing::before(past, amount),
        after: standing::after(past, outcome, amount),
        only_explained: standing::only_explained(past, outcome),
        outdone: past.outdone,
    }
}
