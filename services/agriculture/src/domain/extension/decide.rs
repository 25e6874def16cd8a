//! One command on one extension: the chart first, then the step's own conditions.
use chrono::NaiveDate;

use super::{Confirmation, Extension, Price, Report, State, Step, Terms, Totals, Training, next};
use crate::domain::actor::Actor;
use crate::domain::form::{Form, NAME_MAX, NOTE_MAX};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::{capacity, duty, variety};

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the operator: plots went in, and this is what all of them come to now.
    Record(Totals),
    /// By the operator: plots were taken out.
    Strike { totals: Totals, reason: String },
    /// By the operator.
    Train(Training),
    /// By the operator.
    Report(Price),
    /// By the authority.
    Confirm,
    /// By the authority.
    SendBack { reason: String },
    /// By the operator.
    Withdraw,
}

/// Who asks, when, and by which figures.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub terms: &'a Terms,
    pub listed: &'a variety::Terms,
}

/// What happened to an extension: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    ExtensionHouseholdsRecorded { plots: i64, area_c: i64 },
    ExtensionPlotsStruck { plots: i64, reason: String },
    ExtensionTrainingRecorded(Training),
    ExtensionReported,
    ExtensionConfirmed,
    ExtensionSentBack { reason: String },
    ExtensionWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::ExtensionHouseholdsRecorded { .. } => "ExtensionHouseholdsRecorded",
            Event::ExtensionPlotsStruck { .. } => "ExtensionPlotsStruck",
            Event::ExtensionTrainingRecorded(_) => "ExtensionTrainingRecorded",
            Event::ExtensionReported => "ExtensionReported",
            Event::ExtensionConfirmed => "ExtensionConfirmed",
            Event::ExtensionSentBack { .. } => "ExtensionSentBack",
            Event::ExtensionWithdrawn => "ExtensionWithdrawn",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The extension after the step, its version one higher.
    pub extension: Extension,
    pub from: State,
    pub event: Event,
}

/// Takes `command` on `extension`, or says why not; the extension itself stays as it was.
pub fn decide(
    extension: &Extension,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(extension.state, command.step())?;
    let mut after = extension.clone();
    let event = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        extension: after,
        from: extension.state,
        event,
    })
}

impl Command {
    const fn step(&self) -> Step {
        match self {
            Command::Record(_) => Step::Record,
            Command::Strike { .. } => Step::Strike,
            Command::Train(_) => Step::Train,
            Command::Report(_) => Step::Report,
            Command::Confirm => Step::Confirm,
            Command::SendBack { .. } => Step::SendBack,
            Command::Withdraw => Step::Withdraw,
        }
    }
}

fn take(
    extension: &mut Extension,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    match command {
        Command::Record(totals) => record(extension, totals, at),
        Command::Strike { totals, reason } => strike(extension, totals, reason, at),
        Command::Train(training) => train(extension, training, at),
        Command::Report(price) => report(extension, price, at),
        Command::Confirm => confirm(extension, at),
        Command::SendBack { reason } => {
            capacity::official(at.actor, &extension.parties())?;
            duty::reasoned("reason", &reason)?;
            extension.sent_back = Some(reason.clone());
            extension.report = None;
            Ok(Event::ExtensionSentBack { reason })
        }
        Command::Withdraw => {
            capacity::owner(at.actor, &extension.operator)?;
            extension.totals = Totals::default();
            Ok(Event::ExtensionWithdrawn)
        }
    }
}

fn record(
    extension: &mut Extension,
    totals: Totals,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner(at.actor, &extension.operator)?;
    if usize::try_from(totals.plots).is_ok_and(|plots| plots > at.terms.plots_max) {
        return Err(Refused::new(
            "PLOTS_TOO_MANY",
            format!("一次推广最多登记 {} 个地块", at.terms.plots_max),
            format!("an extension has at most {} plots", at.terms.plots_max),
        ));
    }
    let before = std::mem::replace(&mut extension.totals, totals);
    Ok(Event::ExtensionHouseholdsRecorded {
        plots: totals.plots.saturating_sub(before.plots),
        area_c: totals.area_c.saturating_sub(before.area_c),
    })
}

fn strike(
    extension: &mut Extension,
    totals: Totals,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner(at.actor, &extension.operator)?;
    duty::reasoned("reason", &reason)?;
    let before = std::mem::replace(&mut extension.totals, totals);
    Ok(Event::ExtensionPlotsStruck {
        plots: before.plots.saturating_sub(totals.plots),
        reason,
    })
}

fn train(
    extension: &mut Extension,
    training: Training,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner(at.actor, &extension.operator)?;
    let mut form = Form::default();
    form.happened("training.held_on", training.held_on, at.today);
    form.needed("training.topic", &training.topic, NAME_MAX);
    form.short("training.place", &training.place, NAME_MAX);
    form.between(
        "training.person_times",
        training.person_times,
        (1, at.terms.person_times_max),
    );
    form.check()?;
    let mut earlier = extension.trainings.iter();
    if earlier.any(|one| one.held_on == training.held_on && one.topic == training.topic) {
        return Err(Refused::new(
            "TRAINING_RECORDED",
            "同日同主题的培训已登记",
            "a training of that day and topic is recorded already",
        ));
    }
    if extension.trainings.len() >= at.terms.trainings_max {
        return Err(Refused::new(
            "TRAININGS_TOO_MANY",
            format!("一次推广最多登记 {} 场培训", at.terms.trainings_max),
            format!(
                "an extension has at most {} trainings",
                at.terms.trainings_max
            ),
        ));
    }
    extension.trainings.push(training.clone());
    Ok(Event::ExtensionTrainingRecorded(training))
}

fn report(
    extension: &mut Extension,
    price: Price,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    capacity::owner(at.actor, &extension.operator)?;
    let mut form = Form::default();
    form.between(
        "price.fen_per_kg",
        price.fen_per_kg,
        (1, at.terms.price_max_fen),
    );
    form.needed("price.source", &price.source, NOTE_MAX);
    form.happened("price.of_day", price.of_day, at.today);
    form.check()?;
    if extension.totals.plots == 0 {
        return Err(Refused::new(
            "NOTHING_RECORDED",
            "尚未登记农户与地块，不能上报",
            "no household and plot is recorded: there is nothing to report",
        ));
    }
    extension.sent_back = None;
    extension.report = Some(Report {
        by: at.actor.subject.clone(),
        on: at.today,
        price,
    });
    if extension.check_yield_c.is_some() && extension.added_value_fen().is_none() {
        let (zh, en) = (
            "面积、产量与单价之积过大",
            "area, yield and price come to too much",
        );
        return Err(Refused::new("AMOUNT_OVERFLOW", zh, en).with_fields(vec![
            FieldViolation::new("price", "AMOUNT_OVERFLOW", zh, en),
        ]));
    }
    Ok(Event::ExtensionReported)
}

/// By another person than the one who reported it.
fn confirm(extension: &mut Extension, at: &Circumstances<'_>) -> Result<Event, Refused> {
    capacity::official(at.actor, &extension.parties())?;
    let reported_by = extension.report.as_ref().map(|report| report.by.as_str());
    duty::another_person(at.actor, reported_by)?;
    extension.confirmation = Some(Confirmation {
        by: at.actor.subject.clone(),
        on: at.today,
    });
    Ok(Event::ExtensionConfirmed)
}

impl Extension {
    /// Whose numbers they are, or whose variety: none of them confirms.
    fn parties(&self) -> [&str; 2] {
        [&self.operator, &self.variety_owner]
    }
}
