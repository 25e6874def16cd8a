//! How a measured trial ends: by what its experts found, by the host's own limit, by its authority's rule, or by a person.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::decide::{Circumstances, Event};
use super::experts::decides;
use super::{Finding, State, Step, Terms, Trial, Waiting, next};
use crate::domain::duty;
use crate::domain::form::{Form, NOTE_MAX};
use crate::domain::refused::Refused;
use crate::domain::variation;

const DISASTER: &str = "DISASTER";
const CV_OVER_LIMIT: &str = "CV_OVER_LIMIT";
const NO_RULE: &str = "NO_RULE_IN_FORCE";
const BY_HAND: &str = "BY_HAND";

/// How it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    pub decided_on: NaiveDate,
    pub by: String,
    pub reasons: Vec<String>,
    pub note: String,
    /// The rule's answer, where one was asked.
    pub decision: Option<Uuid>,
}

/// What the host's own rule makes of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// Void, whatever a rule would say.
    Void(&'static str),
    /// Left to the authority's rule.
    Ask,
}

/// What `agr.trial.accept@1` answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub accept: bool,
    pub reasons: Vec<String>,
}

/// How asking the rule ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleOutcome {
    Answered {
        answer: Answer,
        decision: Uuid,
    },
    /// No package is in force on the day: the host's own rule holds alone.
    NoRule {
        decision: Uuid,
    },
    /// Trap, limit, invalid output, or an answer the rule host refused.
    Failed {
        failure: String,
        decision: Option<Uuid>,
    },
}

/// Whether the caller may have the trial verified now, and whether a rule is to be asked.
pub fn verifiable(trial: &Trial, at: &Circumstances<'_>) -> Result<Host, Refused> {
    next(trial.state, Step::Verify)?;
    // A person had it verified before its rule failed; the service asks the rule again on its own.
    let again = at.actor.is_service && trial.waiting.is_some();
    if !again {
        decides(trial, at)?;
    }
    let (given, needed) = (trial.standing_opinions().count(), at.terms.experts_needed());
    if given < needed {
        return Err(Refused::new(
            "TOO_FEW_EXPERTS",
            format!("已有 {given} 名专家提交意见，至少需要 {needed} 名"),
            format!("{given} experts gave their opinion, and {needed} are needed"),
        ));
    }
    let host = trial.host(at.terms)?;
    if host == Host::Ask && trial.found(Finding::Confirmed) < needed {
        return Err(Refused::new(
            "NOT_CONFIRMED",
            format!("确认属实的专家不足 {needed} 名，请补充专家或作废"),
            format!("fewer than {needed} experts confirm it: assign more, or void it"),
        ));
    }
    Ok(host)
}

impl Trial {
    fn host(&self, terms: &Terms) -> Result<Host, Refused> {
        let figures = self.figures.as_ref().ok_or_else(inconsistent)?;
        if self.found(Finding::Disaster) * 2 >= self.standing_opinions().count() {
            return Ok(Host::Void(DISASTER));
        }
        // One replication has no variation to hold against it.
        let uneven = variation::exceeds(&figures.replication_yields_c, terms.cv_max_bp);
        match uneven {
            Some(true) => Ok(Host::Void(CV_OVER_LIMIT)),
            Some(false) | None => Ok(Host::Ask),
        }
    }
}

/// What follows: the step, and its event.
pub(super) fn verify(
    trial: &mut Trial,
    asked: Option<RuleOutcome>,
    at: &Circumstances<'_>,
) -> Result<(Step, Event), Refused> {
    let host = verifiable(trial, at)?;
    let (accept, reasons, decision) = match (host, asked) {
        (Host::Void(code), _) => (false, vec![code.to_owned()], None),
        (Host::Ask, Some(RuleOutcome::Answered { answer, decision })) => {
            (answer.accept, answer.reasons, Some(decision))
        }
        (Host::Ask, Some(RuleOutcome::NoRule { decision })) => {
            (true, vec![NO_RULE.to_owned()], Some(decision))
        }
        (Host::Ask, Some(RuleOutcome::Failed { failure, .. })) => {
            trial.waiting = Some(Waiting {
                failure: failure.clone(),
                asked_by: asked_by(trial, at),
                asked_on: trial.asked_on().unwrap_or(at.today),
            });
            return Ok((Step::SendToManual, Event::TrialSentToManual { failure }));
        }
        (Host::Ask, None) => return Err(inconsistent()),
    };
    let verdict = Verdict {
        decided_on: at.today,
        by: asked_by(trial, at),
        reasons,
        note: String::new(),
        decision,
    };
    Ok(settle(trial, accept, verdict, (Step::Verify, Step::Void)))
}

/// By the authority: a disaster, or what its experts dispute.
pub(super) fn void(
    trial: &mut Trial,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Result<(Step, Event), Refused> {
    decides(trial, at)?;
    duty::stable_code("code", &code)?;
    duty::reasoned("note", &note)?;
    short(&note, "note")?;
    let verdict = Verdict {
        decided_on: at.today,
        by: at.actor.subject.clone(),
        reasons: vec![code],
        note,
        decision: None,
    };
    Ok(settle(trial, false, verdict, (Step::Verify, Step::Void)))
}

/// By a person in the failed rule's place.
pub(super) fn resolve(
    trial: &mut Trial,
    accept: bool,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<(Step, Event), Refused> {
    decides(trial, at)?;
    duty::reasoned("reason", &reason)?;
    short(&reason, "reason")?;
    let verdict = Verdict {
        decided_on: at.today,
        by: at.actor.subject.clone(),
        reasons: vec![BY_HAND.to_owned()],
        note: reason,
        decision: None,
    };
    let steps = (Step::VerifyByHand, Step::VoidByHand);
    Ok(settle(trial, accept, verdict, steps))
}

/// Back to its rule: by the authority, or by the service once another rule is in force.
pub(super) fn ask_again(trial: &Trial, at: &Circumstances<'_>) -> Result<(Step, Event), Refused> {
    if !at.actor.is_service {
        decides(trial, at)?;
    }
    Ok((Step::AskAgain, Event::TrialAskedAgain))
}

fn settle(
    trial: &mut Trial,
    accept: bool,
    verdict: Verdict,
    (verified, void): (Step, Step),
) -> (Step, Event) {
    trial.waiting = None;
    let reasons = verdict.reasons.clone();
    trial.verdict = Some(verdict);
    match accept {
        true => (verified, Event::TrialVerified { reasons }),
        false => (void, Event::TrialVoided { reasons }),
    }
}

fn short(text: &str, path: &str) -> Result<(), Refused> {
    let mut form = Form::default();
    form.short(path, text, NOTE_MAX);
    form.check()
}

fn inconsistent() -> Refused {
    Refused::new(
        "RECORD_INCONSISTENT",
        "试验记录不完整，请联系运维",
        "the trial's record does not hold together: tell the operators",
    )
}

/// Whose verification it is: the service goes on for whoever asked for it.
fn asked_by(trial: &Trial, at: &Circumstances<'_>) -> String {
    let before = trial.waiting.as_ref().filter(|_| at.actor.is_service);
    before.map_or_else(
        || at.actor.subject.clone(),
        |waiting| waiting.asked_by.clone(),
    )
}

impl Trial {
    /// The day its verification was asked for, while its rule has not answered.
    pub fn asked_on(&self) -> Option<NaiveDate> {
        self.waiting.as_ref().map(|waiting| waiting.asked_on)
    }

    /// Whether its measurement counts.
    pub fn is_verified(&self) -> bool {
        self.state == State::Verified
    }
}
