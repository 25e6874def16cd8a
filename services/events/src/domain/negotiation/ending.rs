//! How a negotiation ends without a contract.
use super::decide::{Circumstances, Event};
use super::{Ending, EndingCode, Negotiation};
use crate::domain::refused::Refused;
use crate::domain::{duty, words};

/// A side says why it goes on no more.
pub(super) fn by_a_side(
    negotiation: &mut Negotiation,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    at.side(negotiation)?;
    words::reasoned("note", &note)?;
    let code = EndingCode::Declined;
    Ok(end(negotiation, code, note, at))
}

/// On the day after the last one that was left to it.
pub(super) fn close_idle(
    negotiation: &mut Negotiation,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    let until = negotiation.idle_until(at.terms);
    if until.is_none_or(|until| at.today <= until) {
        return Err(Refused::new(
            "NOT_YET_DUE",
            "尚未达到无进展期限",
            "it has not rested long enough to end by itself",
        ));
    }
    Ok(end(negotiation, EndingCode::Idle, String::new(), at))
}

/// What was cancelled is no event of which anything comes.
pub(super) fn with_event(
    negotiation: &mut Negotiation,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    if !at.is_cancelled {
        return Err(Refused::new(
            "NOT_YET_DUE",
            "活动未取消",
            "the event is not cancelled",
        ));
    }
    let code = EndingCode::EventCancelled;
    Ok(end(negotiation, code, String::new(), at))
}

fn end(
    negotiation: &mut Negotiation,
    code: EndingCode,
    note: String,
    at: &Circumstances<'_>,
) -> Event {
    negotiation.ending = Some(Ending {
        code,
        note,
        organisation: at.actor.organisation.clone(),
        on: at.today,
    });
    Event::NegotiationEnded { code }
}
