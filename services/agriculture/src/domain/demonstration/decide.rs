//! One command on one demonstration: the chart first, then the step's own conditions.
use chrono::NaiveDate;

use super::measure::{self, Measured};
use super::plan::look_inputs;
use super::{Acceptance, Demonstration, Input, State, Step, Terms, next};
use crate::domain::actor::Actor;
use crate::domain::form::{Form, NOTE_MAX};
use crate::domain::refused::Refused;
use crate::domain::site;
use crate::domain::variety::{self, Action, Variety};
use crate::domain::{capacity, duty};

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the operator; other inputs than planned take their place.
    Start {
        started_on: NaiveDate,
        inputs: Vec<Input>,
    },
    /// By the operator or the authority, with what the experts measured.
    Measure(Measured),
    /// By the authority.
    Accept { note: String },
    /// By the operator or the authority, once the variety may be promoted.
    Extend { variety: Box<Variety> },
    /// By the operator, before it is accepted.
    Withdraw,
}

/// Who asks, when, and by which figures.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub terms: &'a Terms,
    pub site: &'a site::Terms,
    pub listed: &'a variety::Terms,
}

/// What happened to a demonstration: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    DemonstrationStarted,
    DemonstrationMeasured {
        yield_c: i64,
        increase_bp: Option<i64>,
    },
    DemonstrationAccepted,
    DemonstrationExtended,
    DemonstrationWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::DemonstrationStarted => "DemonstrationStarted",
            Event::DemonstrationMeasured { .. } => "DemonstrationMeasured",
            Event::DemonstrationAccepted => "DemonstrationAccepted",
            Event::DemonstrationExtended => "DemonstrationExtended",
            Event::DemonstrationWithdrawn => "DemonstrationWithdrawn",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The demonstration after the step, its version one higher.
    pub demonstration: Demonstration,
    pub from: State,
    pub event: Event,
}

/// Takes `command` on `demonstration`, or says why not; the demonstration itself stays as it was.
pub fn decide(
    demonstration: &Demonstration,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(demonstration.state, command.step())?;
    let mut after = demonstration.clone();
    let event = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        demonstration: after,
        from: demonstration.state,
        event,
    })
}

impl Command {
    const fn step(&self) -> Step {
        match self {
            Command::Start { .. } => Step::Start,
            Command::Measure(_) => Step::Measure,
            Command::Accept { .. } => Step::Accept,
            Command::Extend { .. } => Step::Extend,
            Command::Withdraw => Step::Withdraw,
        }
    }
}

fn take(
    demonstration: &mut Demonstration,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    match command {
        Command::Start { started_on, inputs } => start(demonstration, started_on, inputs, at),
        Command::Measure(measured) => measure::measure(demonstration, measured, at),
        Command::Accept { note } => accept(demonstration, note, at),
        Command::Extend { variety } => extend(demonstration, &variety, at),
        Command::Withdraw => {
            capacity::owner(at.actor, &demonstration.operator)?;
            Ok(Event::DemonstrationWithdrawn)
        }
    }
}

fn start(
    demonstration: &mut Demonstration,
    started_on: NaiveDate,
    inputs: Vec<Input>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner(at.actor, &demonstration.operator)?;
    let mut form = Form::default();
    form.happened("started_on", started_on, at.today);
    look_inputs(&mut form, &inputs, at.terms);
    form.check()?;
    demonstration.started_on = Some(started_on);
    if !inputs.is_empty() {
        demonstration.inputs = inputs;
    }
    Ok(Event::DemonstrationStarted)
}

/// By another person than the one who recorded the yield, and none who measured it.
fn accept(
    demonstration: &mut Demonstration,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let parties = [&demonstration.operator, &demonstration.variety_owner].map(String::as_str);
    capacity::official(at.actor, &parties)?;
    if let Some(measurement) = &demonstration.measurement {
        duty::another_person(at.actor, Some(measurement.recorded_by.as_str()))?;
        for measurer in &measurement.experts {
            duty::another_person(at.actor, Some(measurer.expert.id.as_str()))?;
        }
    }
    let mut form = Form::default();
    form.short("note", &note, NOTE_MAX);
    form.check()?;
    demonstration.acceptance = Some(Acceptance {
        accepted_on: at.today,
        by: at.actor.subject.clone(),
        note,
    });
    Ok(Event::DemonstrationAccepted)
}

/// What may not be promoted is not extended, however well it did.
fn extend(
    demonstration: &mut Demonstration,
    variety: &Variety,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner_or_official(at.actor, &demonstration.operator)?;
    variety.permits("name", Action::Extend, at.listed)?;
    demonstration.extended_on = Some(at.today);
    Ok(Event::DemonstrationExtended)
}
