//! Internal re-examination (复核) of an office's refusal, by a pair of reviewers who did not take it.
mod codes;
mod terms;

pub use codes::{Appealable, Outcome, State};
pub use terms::{Remedies, Terms};

use chrono::NaiveDate;
use kezhuan_law::WorkingCalendar;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::actor::{Actor, Role};
use super::duty;
use super::refused::Refused;

/// The decision that is appealed, as the contract shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppealedDecision {
    pub contract: Uuid,
    pub tenant: String,
    /// Of the contract: a refused one stays as it is until it is reopened, so it tells decisions apart.
    pub version: i64,
    /// Another appeal against this decision was closed.
    pub is_reexamined: bool,
    /// `None` when the contract's state is no refusal of the office.
    pub kind: Option<Appealable>,
    pub decided_on: NaiveDate,
    /// Who took part in the decision.
    pub reviewers: Vec<String>,
    /// Organisations of the contract's parties.
    pub parties: Vec<String>,
}

/// One appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    pub id: Uuid,
    pub contract: Uuid,
    pub tenant: String,
    pub state: State,
    pub version: i64,
    pub appealed: Appealable,
    /// The contract's version that the decision made; `None` in appeals filed before it was kept.
    #[serde(default)]
    pub decision_version: Option<i64>,
    pub grounds: String,
    pub filed_by: String,
    pub filed_organisation: String,
    pub filed_on: NaiveDate,
    /// Last day for the office to close it.
    pub due_on: NaiveDate,
    /// Reviewers of the appealed decision: none of them examines or reviews again.
    pub excluded_reviewers: Vec<String>,
    pub parties: Vec<String>,
    pub admitted_by: Option<String>,
    pub outcome: Option<Outcome>,
    pub outcome_reason: String,
    pub remedies: Remedies,
}

/// What is done with an appeal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Admit,
    Uphold { reason: String },
    Change { reason: String },
    Withdraw,
}

/// The event of one transition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    AppealFiled,
    AppealAdmitted,
    AppealUpheld,
    /// The contract's side reopens it at ACCEPTED in the same transaction.
    AppealChanged,
    AppealWithdrawn,
}

/// The state `command` moves an appeal to.
pub fn next(state: State, command: &Command) -> Result<State, Refused> {
    use Command::{Admit, Change, Uphold, Withdraw};
    match (state, command) {
        (State::Filed, Admit) => Ok(State::Examining),
        (State::Examining, Uphold { .. } | Change { .. }) => Ok(State::Closed),
        (State::Filed | State::Examining, Withdraw) => Ok(State::Withdrawn),
        (State::Filed, Uphold { .. } | Change { .. })
        | (State::Examining, Admit)
        | (State::Closed | State::Withdrawn, Admit | Uphold { .. } | Change { .. } | Withdraw) => {
            Err(Refused::new(
                "STATE_FORBIDS",
                format!("复核申请当前状态 {} 不能办理该步骤", state.as_str()),
                format!("an appeal in state {} does not allow this", state.as_str()),
            ))
        }
    }
}

/// Files an appeal of a party against the office's decision.
pub fn file(
    id: Uuid,
    decision: AppealedDecision,
    grounds: String,
    terms: Terms,
    actor: &Actor,
    today: NaiveDate,
    calendar: &WorkingCalendar,
) -> Result<(Appeal, Event), Refused> {
    actor.require_any(&[Role::Applicant])?;
    if actor.organisation.is_empty() || !decision.parties.contains(&actor.organisation) {
        return Err(Refused::new(
            "NOT_A_PARTY",
            "只有合同当事方可以申请复核",
            "only a party of the contract may appeal",
        ));
    }
    let appealed = decision.kind.ok_or_else(|| {
        Refused::new(
            "NOT_APPEALABLE",
            "该合同没有可复核的不予受理或不予登记决定",
            "the contract has no refusal of the office to re-examine",
        )
    })?;
    if decision.is_reexamined {
        return Err(already_reexamined());
    }
    duty::reasoned("grounds", &grounds)?;
    let until = calendar.nth_working_day(decision.decided_on, terms.file_within_working_days)?;
    if today > until {
        return Err(Refused::new(
            "APPEAL_LATE",
            format!("复核申请期限已于 {until} 届满,仍可依法申请行政复议或提起诉讼"),
            format!(
                "an appeal was possible until {until}; reconsideration and suit stay open by law"
            ),
        ));
    }
    let appeal = Appeal {
        id,
        contract: decision.contract,
        tenant: decision.tenant,
        state: State::Filed,
        version: 1,
        appealed,
        decision_version: Some(decision.version),
        grounds,
        filed_by: actor.subject.clone(),
        filed_organisation: actor.organisation.clone(),
        filed_on: today,
        due_on: calendar.nth_working_day(today, terms.decide_within_working_days)?,
        excluded_reviewers: decision.reviewers,
        parties: decision.parties,
        admitted_by: None,
        outcome: None,
        outcome_reason: String::new(),
        remedies: Remedies::against(decision.decided_on, calendar),
    };
    Ok((appeal, Event::AppealFiled))
}

/// The refusal of a second re-examination of one decision.
pub fn already_reexamined() -> Refused {
    Refused::new(
        "ALREADY_REEXAMINED",
        "该决定已经复核,不再重复复核;仍可依法申请行政复议或提起诉讼",
        "the decision was re-examined already; reconsideration and suit stay open by law",
    )
}

impl Appeal {
    /// Whether the office has not closed it and its last day has passed.
    pub fn overdue(&self, today: NaiveDate) -> bool {
        match self.state {
            State::Filed | State::Examining => today > self.due_on,
            State::Closed | State::Withdrawn => false,
        }
    }
}

/// Takes `command` on an appeal.
pub fn decide(
    appeal: &Appeal,
    command: Command,
    actor: &Actor,
) -> Result<(Appeal, Event), Refused> {
    let to = next(appeal.state, &command)?;
    let mut after = appeal.clone();
    let event = match command {
        Command::Admit => {
            may_examine(appeal, actor)?;
            after.admitted_by = Some(actor.subject.clone());
            Event::AppealAdmitted
        }
        Command::Uphold { reason } => {
            close(&mut after, Outcome::Upheld, reason, actor)?;
            Event::AppealUpheld
        }
        Command::Change { reason } => {
            close(&mut after, Outcome::Changed, reason, actor)?;
            Event::AppealChanged
        }
        Command::Withdraw => {
            actor.require_any(&[Role::Applicant])?;
            if actor.organisation != appeal.filed_organisation {
                return Err(Refused::new(
                    "NOT_THE_APPLICANT",
                    "只有申请单位可以撤回复核申请",
                    "only the organisation that appealed may withdraw the appeal",
                ));
            }
            Event::AppealWithdrawn
        }
    };
    after.state = to;
    after.version += 1;
    Ok((after, event))
}

fn close(
    appeal: &mut Appeal,
    outcome: Outcome,
    reason: String,
    actor: &Actor,
) -> Result<(), Refused> {
    may_examine(appeal, actor)?;
    duty::reasoned("reason", &reason)?;
    if appeal.admitted_by.as_deref() == Some(actor.subject.as_str()) {
        return Err(Refused::new(
            "SAME_REVIEWER",
            "复核须由两名新的审核人办理,受理人不得单独作出结论",
            "a re-examination takes a new pair: whoever admitted it does not close it",
        ));
    }
    appeal.outcome = Some(outcome);
    appeal.outcome_reason = reason;
    Ok(())
}

fn may_examine(appeal: &Appeal, actor: &Actor) -> Result<(), Refused> {
    actor.require_any(&[Role::Registrar, Role::Registrar2])?;
    if actor.tenant != appeal.tenant {
        return Err(Refused::new(
            "NOT_THE_DECIDING_TENANT",
            "该合同由其他地区的登记处办理",
            "another tenant's office decides on this contract",
        ));
    }
    if actor.subject == appeal.filed_by || appeal.parties.contains(&actor.organisation) {
        return Err(Refused::new(
            "OWN_ORGANISATION",
            "本人或本单位是当事方,应当回避",
            "the caller or their organisation is a party of the case",
        ));
    }
    if appeal.excluded_reviewers.contains(&actor.subject) {
        return Err(Refused::new(
            "SAME_REVIEWER",
            "原审核人不得参与复核",
            "a reviewer of the appealed decision does not re-examine it",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
