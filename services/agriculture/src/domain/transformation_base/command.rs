//! What can be asked of a base.
use kezhuan_law::panel::{Declaration, Expert};
use uuid::Uuid;

use super::decide::Circumstances;
use super::lifecycle::{Standing, lifecycle};
use super::{Base, Figures, Pending, State, Step, assess, next, review};
use crate::domain::call::Call;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;
use crate::domain::score::Score;

/// One request with everything it needs beside the circumstances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// By its organisation, while the call is open.
    Apply(Call),
    /// By the county.
    Recommend { note: String },
    /// By the county or the authority that decides.
    Refuse { code: String, note: String },
    /// By the authority.
    AssignExperts(Vec<Assigned>),
    /// By the expert, or by the authority that finds one.
    DeclareConflict {
        expert: String,
        reasons: Vec<String>,
        note: String,
    },
    /// By an expert.
    Score {
        round: Round,
        points: i64,
        reason: String,
    },
    /// By the authority, with what the rule or the host's conditions say; by the service for it, after a rule was asked again.
    Propose(Finding),
    /// By the authority, with what the rule or the default weights say; by the service for it likewise.
    Assess(Assessing),
    /// A rule failed, or its answer was refused.
    ReportFailure(Failure),
    /// Back to where it came from, so that the rule is asked again.
    AskAgain,
    /// By anybody, while the notice stands.
    Object { text: String },
    /// By the authority.
    ResolveObjection { upheld: bool, reason: String },
    /// By another person of the authority than who proposed it.
    Accredit { plate_number: String },
    /// By the authority: what the check of a rectification found.
    CheckRectification { passed: bool, note: String },
    /// By the authority: fraud.
    Delist { reason: String },
    /// By its organisation.
    Renew(Figures),
    /// Its term's last day passed.
    EndTerm,
    /// Something is due, or overdue.
    Remind(Reminder),
    /// By its organisation, before the decision.
    Withdraw,
}

/// An expert with what is known of its ties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    pub expert: Expert,
    pub declaration: Declaration,
}

code_list! {
    /// What an expert scores.
    Round {
        Desk = "DESK", "书面评审", "the papers";
        Site = "SITE", "现场考察", "the visit";
    }
}

code_list! {
    /// What is told of a base because days pass.
    Reminder {
        NoticeOver = "NOTICE_OVER", "公示期已满", "its public notice is over";
        AssessmentDue = "ASSESSMENT_DUE", "年度考核即将到期", "its assessment falls due";
        AssessmentOverdue = "ASSESSMENT_OVERDUE", "年度考核已逾期", "its assessment is overdue";
        RectificationOverdue = "RECTIFICATION_OVERDUE", "整改已逾期", "its rectification is overdue";
        RenewalDue = "RENEWAL_DUE", "有效期即将届满", "its term ends soon";
    }
}

/// What a review is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub fitness: Fitness,
    pub decision: Option<Uuid>,
}

/// Who says whether it is fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fitness {
    /// The rule in force: its reasons against it, none where it passed.
    Rule(Vec<String>),
    /// No rule in force: the typical conditions hold.
    Host,
    /// A person in place of a rule that failed.
    ByHand { fails: Vec<String>, reason: String },
}

/// What an assessment is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessing {
    pub on: Pending,
    pub rating: Rating,
    pub decision: Option<Uuid>,
}

/// Who says how it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rating {
    Rule(Score),
    /// No rule in force: the default weights and limits.
    Host,
    /// A person in place of a rule that failed, with hundredths of a point.
    ByHand {
        score_c: i64,
        reason: String,
    },
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

/// The step that waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blocked {
    Review,
    Assessment(Pending),
}

impl Command {
    /// The step this command asks of `base`.
    pub(super) fn step_on(&self, base: &Base, at: &Circumstances<'_>) -> Result<Step, Refused> {
        Ok(match self {
            Command::Apply(_) => Step::Apply,
            Command::Recommend { .. } => Step::Recommend,
            Command::Refuse { .. } => Step::Refuse,
            Command::AssignExperts(_) => Step::AssignExperts,
            Command::DeclareConflict { .. } => Step::DeclareConflict,
            Command::Score { .. } => Step::Score,
            Command::Propose(finding) => of_finding(base, finding, at)?,
            Command::Assess(assessing) => of_grade(base, assessing, at)?,
            Command::ReportFailure(_) => Step::ReportFailure,
            Command::AskAgain => Step::AskAgain,
            Command::Object { .. } => Step::Object,
            Command::ResolveObjection { upheld: false, .. } => Step::DismissObjection,
            Command::ResolveObjection { upheld: true, .. } => match base.is_renewal() {
                false => Step::UpholdObjection,
                true => Step::UpholdAgainstRenewal,
            },
            Command::Accredit { .. } => Step::Accredit,
            Command::CheckRectification { passed: true, .. } => Step::PassRectification,
            Command::CheckRectification { passed: false, .. } => Step::FailRectification,
            Command::Delist { .. } => Step::DelistForFraud,
            Command::Renew(_) => Step::FileRenewal,
            Command::EndTerm => match (&base.renewal, base.state) {
                (Some(_), State::Accredited) => Step::EndTermToRenew,
                (Some(_) | None, _) => Step::Expire,
            },
            Command::Remind(_) => Step::Remind,
            Command::Withdraw => Step::Withdraw,
        })
    }
}

/// Whether it is fit; asked only where the chart allows it to be proposed.
fn of_finding(base: &Base, finding: &Finding, at: &Circumstances<'_>) -> Result<Step, Refused> {
    next(base.state, base.came_from, Step::Propose)?;
    Ok(match review::fails(base, finding, at)?.is_empty() {
        true => Step::Propose,
        false => Step::FindUnfit,
    })
}

/// What the history means with one more grade; asked only where the chart allows an assessment.
fn of_grade(base: &Base, assessing: &Assessing, at: &Circumstances<'_>) -> Result<Step, Refused> {
    next(base.state, base.came_from, Step::Keep)?;
    let mut history = base.history();
    history.push(assess::score(assessing, at)?.grade);
    Ok(match lifecycle(&history, false).0 {
        Standing::Active => Step::Keep,
        Standing::Rectifying => Step::Rectify,
        Standing::Warned => Step::Warn,
        Standing::Delisted => Step::Delist,
    })
}
