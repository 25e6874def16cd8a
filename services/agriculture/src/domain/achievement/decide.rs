//! How an achievement is reported, and one command on it: the chart first, then the step's own conditions.
use chrono::NaiveDate;
use uuid::Uuid;

use super::{Achievement, Kind, State, Step, Word, next};
use crate::domain::actor::Actor;
use crate::domain::form::{Form, NAME_MAX, NUMBER_MAX};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::transformation_base::Base;
use crate::domain::{capacity, duty};

/// What the operator writes down, and the id the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAchievement {
    pub id: Uuid,
    pub kind: Kind,
    pub title: String,
    pub reference: String,
    pub contract: String,
    pub happened_on: NaiveDate,
}

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the authority.
    Accept,
    /// By the authority.
    Decline { reason: String },
    /// By the operator.
    TakeBack,
}

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
}

/// What happened to an achievement: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    AchievementAccepted,
    AchievementDeclined { reason: String },
    AchievementTakenBack,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::AchievementAccepted => "AchievementAccepted",
            Event::AchievementDeclined { .. } => "AchievementDeclined",
            Event::AchievementTakenBack => "AchievementTakenBack",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The achievement after the step, its version one higher.
    pub achievement: Achievement,
    pub from: State,
    pub event: Event,
}

/// Reports what came of a base.
pub fn report(
    new: NewAchievement,
    base: &Base,
    at: &Circumstances<'_>,
) -> Result<Achievement, Refused> {
    capacity::owner(at.actor, &base.organisation)?;
    let mut form = Form::default();
    form.needed("title", &new.title, NAME_MAX);
    form.needed("reference", &new.reference, NUMBER_MAX);
    form.happened("happened_on", new.happened_on, at.today);
    if new.kind != Kind::TechnologyContract && !new.contract.is_empty() {
        let (zh, en) = (
            "只有技术合同才填写合同",
            "only a technology contract names one",
        );
        form.wrong(FieldViolation::new(
            "contract",
            "CONTRACT_UNEXPECTED",
            zh,
            en,
        ));
    }
    form.check()?;
    Ok(Achievement {
        id: new.id,
        base: base.id,
        operator: base.organisation.clone(),
        kind: new.kind,
        title: new.title,
        reference: new.reference.trim().to_owned(),
        contract: new.contract,
        happened_on: new.happened_on,
        state: State::Proposed,
        version: 1,
        reported_by: at.actor.subject.clone(),
        reported_on: at.today,
        decision: None,
    })
}

/// Takes `command` on `achievement`, or says why not; the achievement itself stays as it was.
pub fn decide(
    achievement: &Achievement,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(achievement.state, command.step())?;
    let mut after = achievement.clone();
    let event = match command {
        Command::Accept => {
            judge(&mut after, String::new(), at)?;
            Event::AchievementAccepted
        }
        Command::Decline { reason } => {
            duty::reasoned("reason", &reason)?;
            judge(&mut after, reason.clone(), at)?;
            Event::AchievementDeclined { reason }
        }
        Command::TakeBack => {
            capacity::owner(at.actor, &after.operator)?;
            Event::AchievementTakenBack
        }
    };
    after.state = to;
    after.version += 1;
    Ok(Decided {
        achievement: after,
        from: achievement.state,
        event,
    })
}

impl Command {
    const fn step(&self) -> Step {
        match self {
            Command::Accept => Step::Accept,
            Command::Decline { .. } => Step::Decline,
            Command::TakeBack => Step::TakeBack,
        }
    }
}

/// By another person than the one who reported it.
fn judge(
    achievement: &mut Achievement,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    capacity::official(at.actor, &[&achievement.operator])?;
    duty::another_person(at.actor, Some(&achievement.reported_by))?;
    achievement.decision = Some(Word {
        by: at.actor.subject.clone(),
        on: at.today,
        reason,
    });
    Ok(())
}
