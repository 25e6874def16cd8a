//! One command on one tenancy: the chart first, then the step's own conditions.
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Answer, Exit, Landing, Registration, State, Step, Tenancy, Terms, Year, admit, apply, leave,
    next, registration, stay,
};
use crate::domain::actor::Actor;
use kezhuan_law::Fen;
use kezhuan_law::refused::Refused;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the operator. `answer` is what the county's rule said; `None` where the host alone refuses.
    Admit {
        until: Option<NaiveDate>,
        answer: Option<Answer>,
    },
    /// The rule failed.
    ReportFailure {
        until: Option<NaiveDate>,
        failure: String,
        decision: Option<Uuid>,
    },
    /// By the authority in place of the rule; what the host's own rule refuses it can't admit.
    Resolve {
        admit: bool,
        priority: u8,
        code: String,
        reason: String,
    },
    AskAgain,
    /// By the operator, for reasons of its own.
    Refuse {
        code: String,
        note: String,
    },
    Withdraw,
    Extend {
        until: NaiveDate,
        reason: String,
    },
    Warn,
    Expire,
    /// `invested`: what was paid up to the tenant, by year, as the carrier's register knows it.
    Graduate {
        invested: Vec<(i32, Fen)>,
    },
    ConfirmGraduation {
        note: String,
    },
    RejectGraduation {
        then: Then,
        reason: String,
    },
    Exit(Exit),
    Land(Landing),
    /// A team became an enterprise.
    Register(Registration),
    /// `None`: to no chain any more.
    MapToChain(Option<String>),
    RecordYear(Box<Year>),
}

/// What becomes of a tenant whose graduation does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Return,
    Exit,
}

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub terms: &'a Terms,
}

/// What happened to a tenancy: one event per step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    TenantAdmitted,
    TenantRefused { reasons: Vec<String> },
    TenancyRuleFailed { failure: String },
    TenancyAskedAgain,
    TenancyWithdrawn,
    TenancyExtended { until: NaiveDate },
    TenancyEndAnnounced { until: NaiveDate },
    TenantExpired,
    TenantGraduated { met: Vec<String> },
    GraduationConfirmed,
    TenantReturned { reason: String },
    TenantExited { code: String },
    LandingRecorded,
    TenantRegistered,
    TenantMapped { chain_before: String },
    TenantYearRecorded { year: i32 },
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::TenantAdmitted => "TenantAdmitted",
            Event::TenantRefused { .. } => "TenantRefused",
            Event::TenancyRuleFailed { .. } => "TenancyRuleFailed",
            Event::TenancyAskedAgain => "TenancyAskedAgain",
            Event::TenancyWithdrawn => "TenancyWithdrawn",
            Event::TenancyExtended { .. } => "TenancyExtended",
            Event::TenancyEndAnnounced { .. } => "TenancyEndAnnounced",
            Event::TenantExpired => "TenantExpired",
            Event::TenantGraduated { .. } => "TenantGraduated",
            Event::GraduationConfirmed => "GraduationConfirmed",
            Event::TenantReturned { .. } => "TenantReturned",
            Event::TenantExited { .. } => "TenantExited",
            Event::LandingRecorded => "LandingRecorded",
            Event::TenantRegistered => "TenantRegistered",
            Event::TenantMapped { .. } => "TenantMapped",
            Event::TenantYearRecorded { .. } => "TenantYearRecorded",
        }
    }
}

/// What a command led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The tenancy after the step, its version one higher.
    pub tenancy: Tenancy,
    pub from: State,
    pub event: Event,
}

impl Command {
    /// The step it asks for; what admits and what refuses is the host's to say.
    fn step_on(&self, tenancy: &Tenancy, terms: &Terms) -> Result<Step, Refused> {
        Ok(match self {
            Command::Admit { answer, .. } => {
                let is_admitted = admit::host(tenancy, terms)?.admits()
                    && answer.as_ref().is_some_and(|answer| answer.pass);
                match is_admitted {
                    true => Step::Admit,
                    false => Step::Refuse,
                }
            }
            Command::ReportFailure { .. } => Step::ReportFailure,
            Command::Resolve { admit: true, .. } => Step::AdmitByHand,
            Command::Resolve { admit: false, .. } => Step::RefuseByHand,
            Command::AskAgain => Step::AskAgain,
            Command::Refuse { .. } => Step::Refuse,
            Command::Withdraw => Step::Withdraw,
            Command::Extend { .. } => Step::Extend,
            Command::Warn => Step::Warn,
            Command::Expire => Step::Expire,
            Command::Graduate { .. } => Step::Graduate,
            Command::ConfirmGraduation { .. } => Step::ConfirmGraduation,
            Command::RejectGraduation {
                then: Then::Return, ..
            } => Step::ReturnToIncubation,
            Command::RejectGraduation {
                then: Then::Exit, ..
            } => Step::EndGraduation,
            Command::Exit(_) => Step::Exit,
            Command::Land(_) => Step::Land,
            Command::Register(_) => Step::Register,
            Command::MapToChain(_) => Step::MapToChain,
            Command::RecordYear(_) => Step::RecordYear,
        })
    }
}

/// Takes `command` on `tenancy`, or says why not; the tenancy itself stays as it was.
pub fn decide(
    tenancy: &Tenancy,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let to = next(
        tenancy.state,
        command.step_on(tenancy, circumstances.terms)?,
    )?;
    let mut after = tenancy.clone();
    let event = take(&mut after, command, circumstances)?;
    after.state = to;
    after.version += 1;
    Ok(Decided {
        tenancy: after,
        from: tenancy.state,
        event,
    })
}

fn take(tenancy: &mut Tenancy, command: Command, at: &Circumstances<'_>) -> Result<Event, Refused> {
    match command {
        Command::Admit { until, answer } => admit::admit(tenancy, until, answer, at),
        Command::ReportFailure {
            until,
            failure,
            decision,
        } => admit::report_failure(tenancy, (until, failure), decision, at),
        Command::Resolve {
            admit,
            priority,
            code,
            reason,
        } => admit::resolve(tenancy, (admit, priority), (code, reason), at),
        Command::AskAgain => admit::ask_again(tenancy, at),
        Command::Refuse { code, note } => admit::refuse(tenancy, code, note, at),
        Command::Withdraw => apply::withdraw(tenancy, at),
        Command::Extend { until, reason } => stay::extend(tenancy, until, reason, at),
        Command::Warn => stay::warn(tenancy, at),
        Command::Expire => leave::expire(tenancy, at),
        Command::Graduate { invested } => leave::graduate(tenancy, &invested, at),
        Command::ConfirmGraduation { note } => leave::confirm(tenancy, note, at),
        Command::RejectGraduation { then, reason } => leave::reject(tenancy, then, reason, at),
        Command::Exit(exit) => leave::exit(tenancy, exit, at),
        Command::Land(landing) => stay::land(tenancy, landing, at),
        Command::Register(registration) => registration::register(tenancy, registration, at),
        Command::MapToChain(chain) => stay::map(tenancy, chain, at),
        Command::RecordYear(year) => stay::record_year(tenancy, *year, at),
    }
}
