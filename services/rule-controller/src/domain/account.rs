//! What is told of a resource: a finding for each step, whose turn it is, and what became of each period.
use kezhuan_protocol::rules::v1::step::Outcome;
use kezhuan_protocol::rules::v1::{Package, TimelineEntry, package};

use super::next::{Carried, SIGNATURE, Seen, Waiting, standing};
use super::turn::waits_for;
use super::{PULLED_BEFORE, Period, Problem, REGISTRY_FAILED, Step, Wanted, next};
use crate::resource::PeriodStatus;

mod periods;

use periods::{approved, in_force, previewed, proposed, told};

/// The pipeline's steps, as the rules service and as a condition names them.
const PIPELINE: [(&str, &str); 5] = [
    ("FORM", "FormChecked"),
    (SIGNATURE, "Signed"),
    ("COMPILE", "Compiled"),
    ("WORKED_CASES", "CasesPassed"),
    ("INVARIANT_CASES", "InvariantsHeld"),
];

/// As conditions say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    #[default]
    Unknown,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub kind: &'static str,
    pub truth: Truth,
    pub reason: &'static str,
    pub message: String,
}

/// All of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Account {
    pub findings: Vec<Finding>,
    /// Empty where it is nobody's turn.
    pub waits_for: String,
    pub timeline: Vec<PeriodStatus>,
}

impl Finding {
    fn new(kind: &'static str, truth: Truth, reason: &'static str, message: String) -> Finding {
        Finding {
            kind,
            truth,
            reason,
            message,
        }
    }
}

/// Of a resource that makes no sense, or whose package can't be had: nothing after `step` was reached.
pub fn unreadable(step: &'static str, problem: &Problem) -> Account {
    let message = problem.to_string();
    Account {
        findings: vec![
            Finding::new(step, Truth::False, problem.reason, message.clone()),
            Finding::new("Ready", Truth::False, problem.reason, message.clone()),
        ],
        waits_for: message,
        timeline: Vec::new(),
    }
}

/// Of what was seen.
pub fn account(
    (wanted, package): (&Wanted, &str),
    carried: Option<&Carried>,
    seen: &Seen,
) -> Account {
    let step = next(wanted, package, carried, seen);
    let standings: Vec<(&Period, Option<&TimelineEntry>)> = wanted
        .periods
        .iter()
        .map(|period| (period, standing(wanted, package, period, seen)))
        .collect();
    let mut findings: Vec<Finding> = pulled(carried, seen).into_iter().collect();
    findings.push(uploaded(package, &step, seen));
    findings.extend(PIPELINE.map(|(step, kind)| of_pipeline(step, kind, seen.package.as_ref())));
    if !wanted.periods.is_empty() {
        findings.push(proposed(&standings, seen));
        findings.push(previewed(&standings));
        findings.push(approved(&standings));
        findings.push(in_force(&standings, &seen.today));
    }
    let waits_for = waits_for(&step, seen, &standings);
    findings.push(ready(&step, seen, &waits_for));
    Account {
        findings,
        waits_for,
        timeline: standings
            .iter()
            .map(|(period, entry)| told(period, *entry))
            .collect(),
    }
}

fn pulled(carried: Option<&Carried>, seen: &Seen) -> Option<Finding> {
    let (truth, reason, message) = match (carried, &seen.not_pulled) {
        (Some(_), _) => {
            let message =
                "规则包与签名已按摘要取到 / package and signature were pulled by their digest";
            (Truth::True, "DigestHolds", message.to_owned())
        }
        (None, None) => return None,
        // The digest means the same for ever.
        (None, Some(problem)) if problem.reason == REGISTRY_FAILED => {
            let message = format!(
                "此前已取到；现在：{} / pulled before; now: {}",
                problem.zh, problem.en
            );
            (Truth::True, PULLED_BEFORE, message)
        }
        (None, Some(problem)) => (Truth::False, problem.reason, problem.to_string()),
    };
    Some(Finding::new("Pulled", truth, reason, message))
}

fn uploaded(package: &str, step: &Step, seen: &Seen) -> Finding {
    let lacking = match step {
        Step::Await(Waiting::Registry) => &seen.not_pulled,
        _ => &seen.not_taken,
    };
    let (truth, reason, message) = match (&seen.package, lacking) {
        (_, Some(problem)) => (Truth::False, problem.reason, problem.to_string()),
        (Some(found), None) => {
            let who = found.uploaders.join(", ");
            let message = format!("{package}，提交人：{who} / sent by {who}");
            (Truth::True, "TakenIn", message)
        }
        (None, None) => {
            let message = format!("{package} 尚未提交 / not there yet");
            (Truth::False, "NotYet", message)
        }
    };
    Finding::new("Uploaded", truth, reason, message)
}

fn of_pipeline(step: &str, kind: &'static str, package: Option<&Package>) -> Finding {
    // The step stays as it was passed: that the key was taken back since is told of the package.
    if step == SIGNATURE
        && let Some(package) = package
        && package.state() == package::State::Revoked
    {
        let why = package.problems.last().cloned().unwrap_or_default();
        return Finding::new(kind, Truth::False, "KeyRevoked", why);
    }
    let found = package.and_then(|package| package.steps.iter().find(|one| one.step == step));
    let (truth, reason) = match found.map(|found| found.outcome()) {
        Some(Outcome::Passed) => (Truth::True, "Passed"),
        Some(Outcome::Failed) => (Truth::False, "Failed"),
        Some(Outcome::NotReached | Outcome::Unspecified) | None => (Truth::Unknown, "NotReached"),
    };
    let message = found.map_or_else(String::new, |found| {
        match (found.detail_zh.is_empty(), found.detail_en.is_empty()) {
            (true, true) => String::new(),
            _ => format!("{} / {}", found.detail_zh, found.detail_en),
        }
    });
    Finding::new(kind, truth, reason, message)
}

/// Each period with what became of it.
pub(super) type Standings<'a> = [(&'a Period, Option<&'a TimelineEntry>)];

fn ready(step: &Step, seen: &Seen, waits_for: &str) -> Finding {
    let (truth, reason) = match step {
        Step::Rest => (Truth::True, "Decided"),
        Step::Await(Waiting::Registry) => {
            let lacking = seen.not_pulled.as_ref();
            let reason = lacking.map_or("Waiting", |problem| problem.reason);
            (Truth::False, reason)
        }
        Step::Await(_) => (Truth::False, "Waiting"),
        Step::Withdraw { .. } | Step::Upload | Step::Propose { .. } => {
            (Truth::False, "Progressing")
        }
    };
    Finding::new("Ready", truth, reason, waits_for.to_owned())
}

#[cfg(test)]
mod tests;
