//! One command on one event: the chart first, then the step's own conditions.
use chrono::NaiveDate;

use super::draft::organiser;
use super::quota::{change_quota, permitted};
use super::{Event, PersonRole, State, Step, Terms, Word, next};
use crate::domain::actor::{Actor, Role};
use crate::domain::form::{Form, NUMBER_MAX};
use crate::domain::refused::Refused;
use crate::domain::{capacity, duty, words};

/// Why an event is cancelled that nobody opened for registration; its organiser and its projects' organisations read it.
const LAPSED: &str =
    "报名截止日前未开放报名，由系统自动取消 / registration was not opened by its last day";

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the authority of the place.
    Approve,
    /// By the organiser; so are the next six.
    RecordPermit {
        number: String,
    },
    OpenRegistration,
    /// Or by the service, once its last day has passed.
    CloseRegistration,
    ChangeQuota {
        role: PersonRole,
        places: i64,
    },
    /// Or by the service, from the first day on.
    Start,
    /// Or by the service, once the last day has passed.
    Finish,
    /// By the service; so are the next two.
    FollowUp,
    Archive,
    /// Approved, and not opened for registration in time.
    Lapse,
    /// By the organiser, or by the authority.
    Cancel {
        reason: String,
    },
}

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub terms: &'a Terms,
}

/// What happened to an event: one message per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    EventApproved,
    EventPermitRecorded,
    EventRegistrationOpened,
    EventRegistrationClosed,
    EventQuotaChanged {
        role: PersonRole,
        before: i64,
        after: i64,
    },
    EventStarted,
    EventFinished,
    EventFollowUpStarted {
        until: Option<NaiveDate>,
    },
    EventArchived,
    EventCancelled {
        reason: String,
        /// By the service, as nobody opened its registration.
        is_lapsed: bool,
    },
}

impl Happened {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Happened::EventApproved => "EventApproved",
            Happened::EventPermitRecorded => "EventPermitRecorded",
            Happened::EventRegistrationOpened => "EventRegistrationOpened",
            Happened::EventRegistrationClosed => "EventRegistrationClosed",
            Happened::EventQuotaChanged { .. } => "EventQuotaChanged",
            Happened::EventStarted => "EventStarted",
            Happened::EventFinished => "EventFinished",
            Happened::EventFollowUpStarted { .. } => "EventFollowUpStarted",
            Happened::EventArchived => "EventArchived",
            Happened::EventCancelled { .. } => "EventCancelled",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The event after the step, its version one higher.
    pub event: Event,
    pub from: State,
    pub happened: Happened,
}

impl Command {
    const fn step(&self) -> Step {
        match self {
            Command::Approve => Step::Approve,
            Command::RecordPermit { .. } => Step::RecordPermit,
            Command::OpenRegistration => Step::OpenRegistration,
            Command::CloseRegistration => Step::CloseRegistration,
            Command::ChangeQuota { .. } => Step::ChangeQuota,
            Command::Start => Step::Start,
            Command::Finish => Step::Finish,
            Command::FollowUp => Step::FollowUp,
            Command::Archive => Step::Archive,
            Command::Lapse | Command::Cancel { .. } => Step::Cancel,
        }
    }
}

/// Takes `command` on `event`, or says why not; the event itself stays as it was.
pub fn decide(event: &Event, command: Command, at: &Circumstances<'_>) -> Result<Decided, Refused> {
    let to = next(event.state, command.step())?;
    let mut after = event.clone();
    let happened = take(&mut after, command, at)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        event: after,
        from: event.state,
        happened,
    })
}

fn take(event: &mut Event, command: Command, at: &Circumstances<'_>) -> Result<Happened, Refused> {
    Ok(match command {
        Command::Approve => {
            approver(event, at)?;
            in_time(event.form.registration_until, at.today)?;
            event.approval = Some(word(at, String::new()));
            Happened::EventApproved
        }
        Command::RecordPermit { number } => {
            organiser(at.actor, &event.organiser)?;
            let mut form = Form::default();
            form.needed("permit_number", &number, NUMBER_MAX);
            form.check()?;
            event.permit_number = number.trim().to_owned();
            Happened::EventPermitRecorded
        }
        Command::OpenRegistration => {
            organiser(at.actor, &event.organiser)?;
            permitted(event, at)?;
            still_ahead(event.form.registration_until, at.today)?;
            Happened::EventRegistrationOpened
        }
        Command::CloseRegistration => {
            organiser_or_due(event, at, event.form.registration_until < at.today)?;
            Happened::EventRegistrationClosed
        }
        Command::ChangeQuota { role, places } => change_quota(event, (role, places), at)?,
        Command::Start => {
            let is_due = event.form.starts_on <= at.today;
            organiser_or_due(event, at, is_due)?;
            reached(is_due)?;
            permitted(event, at)?;
            Happened::EventStarted
        }
        Command::Finish => {
            organiser_or_due(event, at, event.form.ends_on < at.today)?;
            reached(event.form.ends_on <= at.today)?;
            Happened::EventFinished
        }
        Command::FollowUp => {
            duty::service(at.actor)?;
            Happened::EventFollowUpStarted {
                until: event.follow_up_until(at.terms),
            }
        }
        Command::Archive => {
            duty::service(at.actor)?;
            reached(
                event
                    .follow_up_until(at.terms)
                    .is_none_or(|last| last < at.today),
            )?;
            Happened::EventArchived
        }
        Command::Lapse => {
            duty::service(at.actor)?;
            let is_unopened = event.state == State::Approved;
            reached(is_unopened && event.form.registration_until < at.today)?;
            cancel(event, (LAPSED.to_owned(), true), at)
        }
        Command::Cancel { reason } => {
            words::reasoned("reason", &reason)?;
            canceller(event, at)?;
            cancel(event, (reason, false), at)
        }
    })
}

fn cancel(
    event: &mut Event,
    (reason, is_lapsed): (String, bool),
    at: &Circumstances<'_>,
) -> Happened {
    event.cancellation = Some(word(at, reason.clone()));
    Happened::EventCancelled { reason, is_lapsed }
}

fn word(at: &Circumstances<'_>, reason: String) -> Word {
    Word {
        by: at.actor.subject.clone(),
        on: at.today,
        reason,
    }
}

/// The office of the place, or the city's, on nobody's own event; above the city's bureau is no office, so that another person of
/// it approves what it holds itself.
fn approver(event: &Event, at: &Circumstances<'_>) -> Result<(), Refused> {
    let is_of_city = at.actor.has(Role::CityStb) && at.actor.organisation == event.organiser;
    if is_of_city {
        capacity::official(at.actor, &[])?;
    } else {
        capacity::official(at.actor, &[&event.organiser])?;
    }
    capacity::of_place(at.actor, &event.division)?;
    let mut drafters = event.drafted_by.iter();
    drafters.try_for_each(|by| duty::another_person(at.actor, Some(by)))
}

fn canceller(event: &Event, at: &Circumstances<'_>) -> Result<(), Refused> {
    if at.actor.organisation == event.organiser {
        return organiser(at.actor, &event.organiser);
    }
    capacity::runs(at.actor, &event.organiser, &event.division)
}

/// What falls due the service does by itself; before that it is the organiser's.
fn organiser_or_due(event: &Event, at: &Circumstances<'_>, is_due: bool) -> Result<(), Refused> {
    match at.actor.is_service {
        true => reached(is_due),
        false => organiser(at.actor, &event.organiser),
    }
}

fn reached(is_due: bool) -> Result<(), Refused> {
    match is_due {
        true => Ok(()),
        false => Err(Refused::new(
            "NOT_YET_DUE",
            "尚未到该步骤的日期",
            "the day of this step has not come",
        )),
    }
}

/// Its days may have passed while the draft lay: then it could never be opened.
fn in_time(last: NaiveDate, today: NaiveDate) -> Result<(), Refused> {
    if today <= last {
        return Ok(());
    }
    Err(Refused::new(
        "REGISTRATION_OVER",
        format!("报名截止日 {last} 已过，不能批准，请主办单位修改日期后再报批"),
        format!(
            "registration would have ended on {last}: its organiser moves its days before it is approved"
        ),
    ))
}

fn still_ahead(last: NaiveDate, today: NaiveDate) -> Result<(), Refused> {
    if today <= last {
        return Ok(());
    }
    Err(Refused::new(
        "REGISTRATION_OVER",
        format!("报名已于 {last} 截止，不能再开放报名"),
        format!("registration ended on {last}: it can't be opened any more"),
    ))
}
