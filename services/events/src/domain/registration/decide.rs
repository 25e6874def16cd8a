//! One command on one registration: the chart first, then the step's own conditions. What frees or takes a place is counted in
//! the event's places, which are held together with it.
use chrono::NaiveDate;

use super::admit::{participant, sits};
use super::door;
use super::{Eligible, Places, Registration, Scan, State, Step, next};
use crate::domain::actor::{Actor, Role};
use crate::domain::event::Word;
use crate::domain::refused::Refused;
use crate::domain::{capacity, duty, words};

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By whoever registered.
    Cancel,
    /// By a person of the authority, in the place of a rule that failed.
    Resolve {
        accept: bool,
        reason: String,
    },
    /// By the authority, or by the service once another rule may answer.
    AskAgain,
    /// By the door.
    CheckIn(Scan),
    /// By the service; so is the next.
    MarkAbsent,
    CancelWithEvent,
}

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    /// Of the event; whose authority decides by hand.
    pub tenant: &'a str,
}

/// Why a registration is cancelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// By whoever registered.
    ByPerson,
    EventCancelled {
        reason: String,
    },
    /// It took place, and this one had no place.
    EventOver,
}

/// What happened to a registration: one message per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    RegistrationConfirmed,
    RegistrationWaitlisted,
    RegistrationPromoted,
    RegistrationRefused {
        reasons: Vec<String>,
        /// What a person said who decided by hand; empty where a rule did.
        said: String,
    },
    RegistrationRuleFailed {
        failure: String,
    },
    RegistrationAskedAgain,
    RegistrationCancelled {
        ending: Ending,
    },
    RegistrationCheckedIn {
        session: String,
    },
    RegistrationNoShow,
}

impl Happened {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Happened::RegistrationConfirmed => "RegistrationConfirmed",
            Happened::RegistrationWaitlisted => "RegistrationWaitlisted",
            Happened::RegistrationPromoted => "RegistrationPromoted",
            Happened::RegistrationRefused { .. } => "RegistrationRefused",
            Happened::RegistrationRuleFailed { .. } => "RegistrationRuleFailed",
            Happened::RegistrationAskedAgain => "RegistrationAskedAgain",
            Happened::RegistrationCancelled { .. } => "RegistrationCancelled",
            Happened::RegistrationCheckedIn { .. } => "RegistrationCheckedIn",
            Happened::RegistrationNoShow => "RegistrationNoShow",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The registration after the step, its version one higher.
    pub registration: Registration,
    pub from: State,
    pub happened: Happened,
}

/// Takes `command` on `registration`, or says why not; the registration itself stays as it was.
pub fn decide(
    registration: &Registration,
    command: Command,
    places: &mut Places,
    at: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    // Where the chart is silent, nothing else is said.
    next(registration.state, command.first_step())?;
    let mut after = registration.clone();
    let (step, happened) = take(&mut after, command, places, at)?;
    after.state = next(registration.state, step)?;
    after.version += 1;
    Ok(Decided {
        registration: after,
        from: registration.state,
        happened,
    })
}

/// WAITLISTED → CONFIRMED: the place that is free goes to this one, who is the first that is eligible.
pub fn promote(
    registration: &Registration,
    eligible: &Eligible,
    places: &mut Places,
) -> Result<Decided, Refused> {
    let state = next(registration.state, Step::Promote)?;
    let of_role = places.role_mut(registration.role)?;
    if !of_role.has_room() || !eligible.holds(registration.limits, registration.is_local) {
        return Err(Refused::new(
            "NO_PLACE_FREE",
            "没有可分配的名额",
            "no place is free for this registration",
        ));
    }
    of_role.unqueue();
    of_role.sit(registration.is_local);
    let mut after = registration.clone();
    after.state = state;
    after.version += 1;
    Ok(Decided {
        registration: after,
        from: registration.state,
        happened: Happened::RegistrationPromoted,
    })
}

impl Command {
    /// The step it is about; what a decision by hand comes to is told by the places.
    const fn first_step(&self) -> Step {
        match self {
            Command::Cancel => Step::Cancel,
            Command::Resolve { accept: true, .. } => Step::ConfirmByHand,
            Command::Resolve { accept: false, .. } => Step::RefuseByHand,
            Command::AskAgain => Step::AskAgain,
            Command::CheckIn(_) => Step::CheckIn,
            Command::MarkAbsent => Step::MarkAbsent,
            Command::CancelWithEvent => Step::CancelWithEvent,
        }
    }
}

fn take(
    after: &mut Registration,
    command: Command,
    places: &mut Places,
    at: &Circumstances<'_>,
) -> Result<(Step, Happened), Refused> {
    let step = command.first_step();
    let happened = match command {
        Command::Cancel => {
            participant(at.actor, &after.organisation)?;
            places.still_ahead()?;
            give_back(after, places)?;
            Happened::RegistrationCancelled {
                ending: Ending::ByPerson,
            }
        }
        Command::Resolve { accept, reason } => return resolve(after, (accept, reason), places, at),
        Command::AskAgain => {
            if !at.actor.is_service {
                official(after, places, at)?;
            }
            places.still_ahead()?;
            Happened::RegistrationAskedAgain
        }
        Command::CheckIn(scan) => {
            let session = scan.session.clone();
            door::enter(after, scan, at.actor);
            Happened::RegistrationCheckedIn { session }
        }
        Command::MarkAbsent => {
            duty::service(at.actor)?;
            Happened::RegistrationNoShow
        }
        Command::CancelWithEvent => {
            duty::service(at.actor)?;
            let ending = places.ending()?;
            give_back(after, places)?;
            Happened::RegistrationCancelled { ending }
        }
    };
    Ok((step, happened))
}

/// Nobody decides on the registration of their own organisation, or for their own event; above the city's bureau is no office, so
/// that its people decide for what it holds itself.
fn official(
    registration: &Registration,
    places: &Places,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    let is_of_city = at.actor.has(Role::CityStb) && at.actor.organisation == places.organiser;
    if is_of_city {
        capacity::official(at.actor, &[])?;
    } else {
        capacity::official(at.actor, &[&registration.organisation, &places.organiser])?;
    }
    capacity::of_place(at.actor, at.tenant)
}

fn resolve(
    after: &mut Registration,
    (accept, reason): (bool, String),
    places: &mut Places,
    at: &Circumstances<'_>,
) -> Result<(Step, Happened), Refused> {
    words::reasoned("reason", &reason)?;
    official(after, places, at)?;
    duty::another_person(at.actor, Some(&after.registered_by))?;
    places.still_ahead()?;
    after.resolution = Some(Word {
        by: at.actor.subject.clone(),
        on: at.today,
        reason: reason.clone(),
    });
    if !accept {
        after.reasons = vec!["BY_HAND".to_owned()];
        let reasons = after.reasons.clone();
        return Ok((
            Step::RefuseByHand,
            Happened::RegistrationRefused {
                reasons,
                said: reason,
            },
        ));
    }
    Ok(match sits(after, places)? {
        true => (Step::ConfirmByHand, Happened::RegistrationConfirmed),
        false => (Step::WaitByHand, Happened::RegistrationWaitlisted),
    })
}

/// What the registration held is free for others.
fn give_back(registration: &Registration, places: &mut Places) -> Result<(), Refused> {
    match registration.state {
        State::Confirmed => places
            .role_mut(registration.role)?
            .leave(registration.is_local),
        State::Waitlisted => places.role_mut(registration.role)?.unqueue(),
        State::Requested
        | State::Manual
        | State::Attended
        | State::NoShow
        | State::Refused
        | State::Cancelled => {}
    }
    Ok(())
}
