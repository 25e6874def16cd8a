//! What happened to a compensation claim, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;

use crate::api::names::{COMPENSATIONS, LOANS};
use crate::domain::claim::{Claim, Event, State};
use crate::store::compensations::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a claim: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes that a claim was filed: its first event.
pub fn publish_filed(write: &mut Write, after: &Stored<Claim>) {
    publish!(write, after, None, CompensationFiled);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<Claim>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::CompensationVerified { loss, pay } => publish!(
            write, after, from, CompensationVerified,
            loss_fen: loss.get(), pay_fen: pay.get()
        ),
        Event::CompensationRefused { code } => {
            publish!(write, after, from, CompensationRefused, code: code.clone());
        }
        Event::CompensationApprovedFirst => {
            publish!(write, after, from, CompensationApprovedFirst);
        }
        Event::CompensationApproved => publish!(write, after, from, CompensationApproved),
        Event::CompensationPublished { last_day } => publish!(
            write, after, from, CompensationPublished,
            last_day: last_day.to_string()
        ),
        Event::CompensationPaid { amount } => {
            publish!(write, after, from, CompensationPaid, amount_fen: amount.get());
        }
        Event::CompensationRecovered { net, pool } => publish!(
            write, after, from, CompensationRecovered,
            net_fen: net.get(), pool_fen: pool.get()
        ),
        Event::CompensationSettled => publish!(write, after, from, CompensationSettled),
        Event::CompensationWithdrawn => publish!(write, after, from, CompensationWithdrawn),
    }
}

fn moved(claim: &Claim, from: Option<State>) -> Option<v1::CompensationMoved> {
    Some(v1::CompensationMoved {
        compensation_claim: COMPENSATIONS.name(claim.id),
        loan: LOANS.name(claim.loan),
        bank: claim.bank.clone(),
        borrower: claim.borrower.clone(),
        from_state: from.map(State::as_str).unwrap_or_default().to_owned(),
        to_state: claim.state.as_str().to_owned(),
        version: claim.version,
    })
}
