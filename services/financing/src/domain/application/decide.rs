//! One command on one application: the chart first, then the step's own conditions.
use chrono::NaiveDate;
use kezhuan_law::{Fen, WorkingCalendar};
use uuid::Uuid;

use super::{Application, Command, State, Terms, credit, declaration, examine, next, sign};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::refused::Refused;

/// Who asks, when, and what else has to be known.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    /// The pool takes no new loans of this bank.
    pub bank_suspended: bool,
    pub terms: &'a Terms,
}

/// What happened to an application: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    ApplicationSubmitted,
    ApplicationEligible,
    ApplicationIneligible { reasons: Vec<String> },
    ApplicationRuleFailed { failure: String },
    ApplicationAskedAgain,
    ApplicationValued { total: Fen },
    ApplicationReviewed,
    ApplicationApproved { amount: Fen, sign_until: NaiveDate },
    ApplicationDeclined { code: String },
    ApplicationSignedFirst,
    ApplicationContracted { loan: Uuid },
    ApplicationLapsed,
    ApplicationWithdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::ApplicationSubmitted => "ApplicationSubmitted",
            Event::ApplicationEligible => "ApplicationEligible",
            Event::ApplicationIneligible { .. } => "ApplicationIneligible",
            Event::ApplicationRuleFailed { .. } => "ApplicationRuleFailed",
            Event::ApplicationAskedAgain => "ApplicationAskedAgain",
            Event::ApplicationValued { .. } => "ApplicationValued",
            Event::ApplicationReviewed => "ApplicationReviewed",
            Event::ApplicationApproved { .. } => "ApplicationApproved",
            Event::ApplicationDeclined { .. } => "ApplicationDeclined",
            Event::ApplicationSignedFirst => "ApplicationSignedFirst",
            Event::ApplicationContracted { .. } => "ApplicationContracted",
            Event::ApplicationLapsed => "ApplicationLapsed",
            Event::ApplicationWithdrawn => "ApplicationWithdrawn",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The application after the step, its version one higher.
    pub application: Application,
    pub from: State,
    pub event: Event,
}

/// Takes `command` on `application`, or says why not; the application itself stays as it was.
pub fn decide(
    application: &Application,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let step = command.step_on(application, circumstances.actor);
    let to = next(application.state, step)?;
    let mut after = application.clone();
    let event = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        application: after,
        from: application.state,
        event,
    })
}

fn take(
    application: &mut Application,
    command: Command,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    match command {
        Command::Submit(said) => {
            duty::of_organisation(at.actor, Role::Applicant, &application.enterprise)?;
            declaration::check(&said, at.today)?;
            application.declaration = Some(said);
            application.submitted_on = Some(at.today);
            Ok(Event::ApplicationSubmitted)
        }
        Command::Examine(examination) => examine::examine(application, examination, at),
        Command::ReportFailure { failure, decision } => {
            duty::service(at.actor)?;
            application.failure = Some(failure.clone());
            application.decision = decision;
            Ok(Event::ApplicationRuleFailed { failure })
        }
        Command::AskAgain => examine::ask_again(application, at),
        Command::Value { values, collateral } => {
            examine::value(application, values, collateral, at)
        }
        Command::Review { finding } => credit::review(application, finding, at),
        Command::Approve(grant) => credit::approve(application, grant, at),
        Command::Decline { code, note } => credit::decline(application, code, note, at),
        Command::Sign => sign::sign(application, at),
        Command::Lapse => sign::lapse(application, at),
        Command::Withdraw => {
            duty::of_organisation(at.actor, Role::Applicant, &application.enterprise)?;
            // It waits for nobody any more.
            application.failure = None;
            Ok(Event::ApplicationWithdrawn)
        }
    }
}
