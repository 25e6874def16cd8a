//! The county checks, the city accepts: different people of different organisations, neither of them the operator's.
use super::decide::{Circumstances, Event, Outcome};
use super::{SentBack, Signed, State, TorchReturn};
use crate::domain::actor::Role;
use crate::domain::duty;
use crate::domain::refused::Refused;

pub(super) fn check(
    torch_return: &mut TorchReturn,
    note: String,
    at: &Circumstances<'_>,
) -> Outcome {
    duty::official(at.actor, checker(torch_return), &torch_return.parties())?;
    another_than(torch_return.submission.as_ref(), at)?;
    torch_return.check = Some(signed(note, at));
    Ok(Event::TorchReturnChecked)
}

pub(super) fn accept(
    torch_return: &mut TorchReturn,
    note: String,
    at: &Circumstances<'_>,
) -> Outcome {
    duty::official(at.actor, Role::CityStb, &torch_return.parties())?;
    another_than(torch_return.submission.as_ref(), at)?;
    another_than(torch_return.check.as_ref(), at)?;
    let checked_by = torch_return.check.as_ref();
    let is_same = checked_by.is_some_and(|check| check.organisation == at.actor.organisation);
    if is_same && !torch_return.is_the_citys() {
        return Err(Refused::new(
            "SAME_ORGANISATION",
            "接收单位不得与审核单位相同",
            "the organisation that checked a return does not accept it, too",
        ));
    }
    torch_return.acceptance = Some(signed(note, at));
    Ok(Event::TorchReturnAccepted)
}

pub(super) fn send_back(
    torch_return: &mut TorchReturn,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    let role = match torch_return.state {
        State::Submitted => checker(torch_return),
        State::Checked
        | State::Open
        | State::Filled
        | State::Accepted
        | State::Returned
        | State::Frozen
        | State::Withdrawn => Role::CityStb,
    };
    duty::official(at.actor, role, &torch_return.parties())?;
    another_than(torch_return.submission.as_ref(), at)?;
    duty::reasoned("reason", &reason)?;
    torch_return.due_on = at.terms.due_again(torch_return.due_on, at.today);
    // The next one is checked anew.
    torch_return.check = None;
    torch_return.sent_back.push(SentBack {
        by: at.actor.subject.clone(),
        organisation: at.actor.organisation.clone(),
        on: at.today,
        reason: reason.clone(),
    });
    Ok(Event::TorchReturnSentBack {
        reason,
        due_on: torch_return.due_on,
    })
}

pub(super) fn freeze(torch_return: &mut TorchReturn, at: &Circumstances<'_>) -> Outcome {
    duty::official(at.actor, Role::CityStb, &torch_return.parties())?;
    torch_return.frozen_on = Some(at.today);
    Ok(Event::TorchReturnFrozen)
}

/// The county's people, and where the city looks after the carrier itself, the city's.
fn checker(torch_return: &TorchReturn) -> Role {
    match torch_return.is_the_citys() {
        true => Role::CityStb,
        false => Role::CountyStb,
    }
}

fn another_than(earlier: Option<&Signed>, at: &Circumstances<'_>) -> Result<(), Refused> {
    duty::another_person(at.actor, earlier.map(|signed| signed.by.as_str()))
}

fn signed(note: String, at: &Circumstances<'_>) -> Signed {
    Signed {
        by: at.actor.subject.clone(),
        organisation: at.actor.organisation.clone(),
        on: at.today,
        note,
    }
}
