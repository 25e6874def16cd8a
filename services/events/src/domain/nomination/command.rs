//! What can be asked of a nomination.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{Answered, Blocked, Step};
use crate::domain::award_mean::{Band, Mean};
use crate::domain::code_list::code_list;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By the nominator.
    PostNotice {
        place: String,
        starts_on: NaiveDate,
        last_day: NaiveDate,
    },
    /// By the nominator.
    RecordObjection { text: String },
    /// By the nominator.
    ResolveLocally { upheld: bool, reason: String },
    /// By the nominator.
    File,
    /// By the office.
    Pass { group: String },
    /// By the office.
    Refuse { code: String, note: String },
    /// By the office, with what rules have against each expert; by the service for it, after a rule was asked again.
    AssignExperts {
        experts: Vec<Answered>,
        /// Why a person decides in place of a rule that failed.
        by_hand: Option<String>,
    },
    /// By the expert, or the office that finds one.
    DeclareConflict {
        expert: String,
        reasons: Vec<String>,
        note: String,
    },
    /// By an expert.
    Score {
        dimension: String,
        points: i64,
        reason: String,
    },
    /// By the office, with what the rule or the host's card says; by the service for it likewise.
    Conclude {
        scoring: Scoring,
        decision: Option<Uuid>,
    },
    /// A rule failed, or its answer was refused.
    ReportFailure(Failure),
    /// Back to VALID, so that the rule is asked again.
    AskAgain,
    /// By the office: what the committee decided.
    Propose {
        band: Band,
        note: String,
        members: Vec<String>,
    },
    /// Likewise.
    Drop { code: String, note: String },
    /// By the office.
    Publish,
    /// By anybody, while the notice stands.
    Object { text: String },
    /// By the office.
    ResolveObjection { upheld: bool, reason: String },
    /// By another person of the office than who recorded the proposal.
    Award { certificate: String },
    /// By the office, with what the rule grants; by the service for it likewise.
    AssessPrize(Assessed),
    /// By the office: misconduct.
    Revoke { reason: String },
    /// Something is over, or overdue.
    Remind(Reminder),
    /// By the nominator, before the award.
    Withdraw,
}

/// Who says what the scores come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scoring {
    Rule(Mean),
    /// No rule in force: card `evt.award`.
    Host,
    /// A person in place of a rule that failed; the mean is the card's.
    ByHand {
        band: Band,
        reason: String,
    },
}

/// What an award is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessed {
    pub amount: Fen,
    /// Why there is none.
    pub reasons: Vec<String>,
    /// Why a person decides in place of a rule that failed.
    pub by_hand: Option<String>,
    pub decision: Option<Uuid>,
}

/// What a rule failed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub failure: String,
    pub decision: Option<Uuid>,
    /// Who took the step.
    pub asked_by: String,
    pub blocked: Blocked,
}

code_list! {
    /// What is told of a nomination because days pass.
    Reminder {
        NoticeOver = "NOTICE_OVER", "公示期已满", "its public notice is over";
        ScoringOverdue = "SCORING_OVERDUE", "专家评分已逾期", "its scores are overdue";
    }
}

impl Command {
    pub(super) const fn step(&self) -> Step {
        match self {
            Command::PostNotice { .. } => Step::PostNotice,
            Command::RecordObjection { .. } => Step::RecordObjection,
            Command::ResolveLocally { upheld: false, .. } => Step::DismissLocally,
            Command::ResolveLocally { upheld: true, .. } => Step::UpholdLocally,
            Command::File => Step::File,
            Command::Pass { .. } => Step::Pass,
            Command::Refuse { .. } => Step::Refuse,
            Command::AssignExperts { .. } => Step::AssignExperts,
            Command::DeclareConflict { .. } => Step::DeclareConflict,
            Command::Score { .. } => Step::Score,
            Command::Conclude { .. } => Step::Conclude,
            Command::ReportFailure(_) => Step::ReportFailure,
            Command::AskAgain => Step::AskAgain,
            Command::Propose { .. } => Step::Propose,
            Command::Drop { .. } => Step::Drop,
            Command::Publish => Step::Publish,
            Command::Object { .. } => Step::Object,
            Command::ResolveObjection { upheld: false, .. } => Step::DismissObjection,
            Command::ResolveObjection { upheld: true, .. } => Step::UpholdObjection,
            Command::Award { .. } => Step::Award,
            Command::AssessPrize(_) => Step::AssessPrize,
            Command::Revoke { .. } => Step::Revoke,
            Command::Remind(_) => Step::Remind,
            Command::Withdraw => Step::Withdraw,
        }
    }
}
