//! What is asked of a carrier, and what then happened.
use chrono::NaiveDate;
use kezhuan_law::WorkingCalendar;
use kezhuan_law::panel::{Declaration, Expert};
use uuid::Uuid;

use super::finding::{Finding, FoundBy};
use super::grading::{Graded, Indicators};
use super::manual::Question;
use super::recorded::Recorded;
use super::terms::Terms;
use super::{
    AssessmentGrade, Carrier, CarrierCounts, Figures, Grade, Profile, Regime, RevocationGround,
    State,
};
use crate::domain::actor::Actor;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Update {
        profile: Profile,
    },
    Apply {
        grade: Grade,
        figures: Figures,
        /// What the service counts today.
        counted: CarrierCounts,
    },
    /// What the rule of city or county says of the application.
    Find {
        finding: Finding,
    },
    SendToManual {
        failure: String,
        decision: Option<Uuid>,
        question: Question,
    },
    AskAgain,
    /// A person finds in place of a rule that failed on an application.
    Resolve {
        met: bool,
        reason: String,
    },
    Check {
        note: String,
    },
    Refuse {
        code: String,
        note: String,
    },
    Assign {
        experts: Vec<(Expert, Declaration)>,
    },
    Recuse {
        expert: String,
        reasons: Vec<String>,
        note: String,
    },
    Score {
        scores: Vec<(String, i64)>,
        reason: String,
    },
    Propose {
        desk_review: String,
    },
    Object {
        text: String,
    },
    Dismiss {
        reason: String,
    },
    Uphold {
        code: String,
        reason: String,
    },
    Accredit {
        document: String,
    },
    /// What was decided elsewhere, or before the suite.
    Record(Recorded),
    /// The year as it was graded, by a rule or by a person in place of one that failed.
    Assess {
        year: i32,
        indicators: Indicators,
        graded: Graded,
    },
    /// A person grades in place of a rule that failed on an assessment.
    Grade {
        grade: AssessmentGrade,
        score_c: u16,
        reason: String,
    },
    Recheck {
        passed: bool,
        reason: String,
    },
    /// The last day of a rectification has passed.
    EndRectification,
    Revoke {
        reason: String,
    },
    ChangeGrade {
        grade: Grade,
        figures: Figures,
        document: String,
        reason: String,
    },
    Withdraw,
    ApplyForBase {
        statement: String,
    },
    DecideBase {
        granted: bool,
        reason: String,
    },
}

/// What happened, by the names others know it under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    CarrierCreated,
    CarrierUpdated,
    CarrierApplied {
        grade: Grade,
        regime: Regime,
    },
    CarrierSentToManual {
        failure: String,
    },
    CarrierAskedAgain,
    CarrierFound {
        met: bool,
        by: FoundBy,
    },
    CarrierChecked,
    CarrierRefused {
        code: String,
    },
    CarrierReviewersAssigned {
        experts: usize,
    },
    CarrierReviewerRecused,
    CarrierScored,
    CarrierProposed {
        last_day: NaiveDate,
    },
    CarrierSuspended,
    CarrierObjectionDismissed,
    CarrierObjectionUpheld {
        code: String,
    },
    CarrierAccredited {
        on: NaiveDate,
        document: String,
    },
    CarrierAssessed {
        year: i32,
        grade: AssessmentGrade,
        score_c: u16,
    },
    CarrierRectified,
    CarrierRevoked {
        ground: RevocationGround,
        on: NaiveDate,
    },
    CarrierGradeChanged {
        before: Grade,
        on: NaiveDate,
        document: String,
    },
    CarrierWithdrawn,
    CarrierBaseApplied,
    CarrierBaseDecided {
        granted: bool,
    },
}

impl Event {
    /// The event as it is published.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::CarrierCreated => "CarrierCreated",
            Event::CarrierUpdated => "CarrierUpdated",
            Event::CarrierApplied { .. } => "CarrierApplied",
            Event::CarrierSentToManual { .. } => "CarrierSentToManual",
            Event::CarrierAskedAgain => "CarrierAskedAgain",
            Event::CarrierFound { .. } => "CarrierFound",
            Event::CarrierChecked => "CarrierChecked",
            Event::CarrierRefused { .. } => "CarrierRefused",
            Event::CarrierReviewersAssigned { .. } => "CarrierReviewersAssigned",
            Event::CarrierReviewerRecused => "CarrierReviewerRecused",
            Event::CarrierScored => "CarrierScored",
            Event::CarrierProposed { .. } => "CarrierProposed",
            Event::CarrierSuspended => "CarrierSuspended",
            Event::CarrierObjectionDismissed => "CarrierObjectionDismissed",
            Event::CarrierObjectionUpheld { .. } => "CarrierObjectionUpheld",
            Event::CarrierAccredited { .. } => "CarrierAccredited",
            Event::CarrierAssessed { .. } => "CarrierAssessed",
            Event::CarrierRectified => "CarrierRectified",
            Event::CarrierRevoked { .. } => "CarrierRevoked",
            Event::CarrierGradeChanged { .. } => "CarrierGradeChanged",
            Event::CarrierWithdrawn => "CarrierWithdrawn",
            Event::CarrierBaseApplied => "CarrierBaseApplied",
            Event::CarrierBaseDecided { .. } => "CarrierBaseDecided",
        }
    }
}

/// Who asks, when, and by which figures.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    pub terms: &'a Terms,
}

/// The carrier after a step, with the one event it publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub carrier: Carrier,
    pub from: State,
    pub event: Event,
}
