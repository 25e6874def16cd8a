//! Asks and counts batch by batch on every core, with as many batches in memory as there are threads.
use std::sync::Arc;

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

/// Asks `candidate` the question of every decision in `batches`: the parts of the sum, in no order. Whoever
/// stops reading them stops the asking.
pub fn replay<E: From<Interrupted>>(
    host: &Host,
    candidate: &Candidate,
    batches: impl Stream<Item = Result<Vec<PastDecision>, E>>,
    threads: usize,
) -> impl Stream<Item = Result<Part, E>> {
    let (host, candidate) = (host.clone(), Arc::new(candidate.clone()));
    let counted = batches.map(move |batch| {
        let (host, candidate) = (host.clone(), Arc::clone(&candidate));
        async move {
            let batch = batch?;
            let asking = host.clone();
            let counting = host.beside(move || counted(&asking, &candidate, &batch));
            counting.await.ok_or_else(|| E::from(Interrupted))
        }
    });
    counted.buffer_unordered(threads.max(1))
}

/// One batch. Blocks.
fn counted(host: &Host, candidate: &Candidate, batch: &[PastDecision]) -> Part {
    let amount = HookDefinition::of(candidate.hook()).and_then(|hook| hook.amount);
    let (mut tally, mut changes) = (Tally::default(), Vec::new());
    let mut asker = candidate.asker(host);
    for past in batch {
        let division = std::str::from_utf8(&past.tenant).unwrap_or_default();
        match asker.ask(&past.input, &past.outcome) {
            Again::Same => {
                let failed = &past.outcome_kind[..] == b"FAILED";
                let paid_fen = standing::amount_before(past, amount);
                tally.same((division, past.legal_date), failed, paid_fen);
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
        after: standing::after(outcome, amount),
        only_explained: standing::only_explained(past, outcome),
    }
}
