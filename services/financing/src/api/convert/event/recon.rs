//! What happened to a bank's day and month, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;

use crate::api::convert::confirmation::confirmation;
use crate::api::names::RECON_BATCHES;
use crate::domain::recon::{Batch, Event, State};
use crate::store::confirmations::{self, Confirmation};
use crate::store::recon_batches::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a batch: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes that a batch was opened.
pub fn opened(write: &mut Write, after: &Stored<Batch>) {
    publish!(write, after, None, ReconOpened);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Batch>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::ReconLoaded { lines, total } => publish!(
            write, after, from, ReconLoaded,
            lines: count(*lines), total_fen: total.get()
        ),
        Event::ReconMatched { lines } => {
            publish!(write, after, from, ReconMatched, lines: count(*lines));
        }
        Event::ReconDifferent { tickets } => {
            publish!(write, after, from, ReconDifferent, differences: count(*tickets));
        }
        Event::ReconTicketExplained { no } => {
            publish!(write, after, from, ReconTicketExplained, biz_no: no.clone());
        }
        Event::ReconTicketClosed { no } => {
            publish!(write, after, from, ReconTicketClosed, biz_no: no.clone());
        }
        Event::ReconClosed { no } => {
            publish!(write, after, from, ReconClosed, biz_no: no.clone());
        }
    }
}

fn moved(batch: &Batch, from: Option<State>) -> Option<v1::ReconMoved> {
    Some(v1::ReconMoved {
        batch: RECON_BATCHES.name(batch.id),
        bank: batch.bank.clone(),
        business_day: batch.business_day.to_string(),
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: batch.state.as_str().to_owned(),
        version: batch.version,
    })
}

fn count(lines: u64) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX)
}

/// Publishes a signature under a month's file; who signed is told to nobody.
pub fn signed(write: &mut Write, after: &Confirmation) {
    let confirmation = Some(confirmation(after, None));
    let (aggregate, sequence) = (confirmations::AGGREGATE, after.event_sequence);
    match after.signatures().count() {
        1 => {
            let event = v1::BalanceConfirmedByOne { confirmation };
            write.publish(aggregate, after.id, sequence, &event);
        }
        _ => {
            let event = v1::BalanceConfirmed { confirmation };
            write.publish(aggregate, after.id, sequence, &event);
        }
    }
}
