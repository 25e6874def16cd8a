//! What happened to a yearly return, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::incubation::v1;

use crate::api::names::{CARRIERS, RETURNS};
use crate::domain::torch_return::{Event, State, TorchReturn};
use crate::store::stored::Stored;
use crate::store::torch_returns::AGGREGATE;

/// One event of a return: `publish!(write, after, from, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $from:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved($after, $from), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes that a return was opened.
pub fn opened(write: &mut Write, opened: &Stored<TorchReturn>) {
    publish!(write, opened, None, TorchReturnOpened);
}

/// Publishes the one event of a step that led here from `from`.
pub fn publish(write: &mut Write, after: &Stored<TorchReturn>, from: State, event: &Event) {
    let from = Some(from);
    match event {
        Event::TorchReturnPrefilled => publish!(write, after, from, TorchReturnPrefilled),
        Event::TorchReturnFilled => publish!(write, after, from, TorchReturnFilled),
        Event::TorchReturnSubmitted => publish!(write, after, from, TorchReturnSubmitted),
        Event::TorchReturnChecked => publish!(write, after, from, TorchReturnChecked),
        Event::TorchReturnAccepted => {
            publish!(write, after, from, TorchReturnAccepted, figures: figures(&after.body));
        }
        Event::TorchReturnSentBack { reason, .. } => {
            publish!(write, after, from, TorchReturnSentBack, reason: reason.clone());
        }
        Event::TorchReturnFrozen => publish!(write, after, from, TorchReturnFrozen),
        Event::TorchReturnReminded { days_left } => {
            let days_left = i32::try_from(*days_left).unwrap_or(i32::MAX);
            publish!(write, after, from, TorchReturnReminded, days_left: days_left);
        }
        Event::TorchReturnOverdue { since } => {
            publish!(write, after, from, TorchReturnOverdue, since: since.to_string());
        }
        Event::TorchReturnWithdrawn => publish!(write, after, from, TorchReturnWithdrawn),
    }
}

fn moved(after: &Stored<TorchReturn>, from: Option<State>) -> Option<v1::TorchReturnMoved> {
    let body = &after.body;
    Some(v1::TorchReturnMoved {
        torch_return: RETURNS.name(body.id),
        carrier: CARRIERS.name(body.carrier),
        operator: body.operator.clone(),
        division: body.division.clone(),
        tenant: after.tenant.clone(),
        year: body.year,
        due_on: body.due_on.to_string(),
        from_state: from.map_or("", State::as_str).to_owned(),
        to_state: body.state.as_str().to_owned(),
        version: body.version,
    })
}

fn figures(body: &TorchReturn) -> Vec<v1::ReturnFigure> {
    let cells = body.figures.iter();
    let stated = cells.filter_map(|(field, cell)| {
        Some(v1::ReturnFigure {
            field: field.as_str().to_owned(),
            value: cell.value()?,
        })
    });
    stated.collect()
}
