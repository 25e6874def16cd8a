//! An application for a grade: what is stated and counted, what the measures say of it, the formal check.
use chrono::NaiveDate;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};

use super::command::{Circumstances, Event};
use super::criteria::{self, Condition, Subject};
use super::decide::Outcome;
use super::finding::Finding;
use super::manual::Question;
use super::regime::regime_of;
use super::terms::Terms;
use super::{Carrier, CarrierCounts, Figures, Grade, Refusal, Regime, office};
use crate::domain::duty;
use crate::domain::refused::Refused;

/// One application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub grade: Grade,
    pub regime: Regime,
    pub applied_on: NaiveDate,
    pub applicant: String,
    pub figures: Figures,
    /// That day.
    pub counted: CarrierCounts,
    /// None until a rule or a person found.
    pub finding: Option<Finding>,
    /// What the office says where more is stated than is counted.
    pub check_note: String,
}

/// What the measures themselves say of the latest application; of a local grade the city's own figures.
pub fn host_finding(carrier: &Carrier, terms: &Terms) -> Option<Finding> {
    let application = carrier.application.as_ref()?;
    let of = Subject {
        profile: &carrier.profile,
        figures: &application.figures,
        day: application.applied_on,
    };
    let is_excellent = application.grade == Grade::Excellent;
    let fails = criteria::fails(application.regime, is_excellent, of, terms);
    Some(Finding::of_host(&fails))
}

pub(super) fn apply(
    carrier: &mut Carrier,
    grade: Grade,
    (figures, counted): (Figures, CarrierCounts),
    at: &Circumstances<'_>,
) -> Outcome {
    office::operator(carrier, at)?;
    figures.check()?;
    let regime = regime_of(carrier.profile.kind, grade, at.today, at.terms)?;
    carrier.application = Some(Application {
        grade,
        regime,
        applied_on: at.today,
        applicant: at.actor.subject.clone(),
        figures,
        counted,
        finding: None,
        check_note: String::new(),
    });
    if !grade.is_local() {
        let finding = host_finding(carrier, at.terms);
        if let Some(application) = carrier.application.as_mut() {
            application.finding = finding;
        }
    }
    // What an earlier application came to stands in the record.
    carrier.checked_by = None;
    carrier.refusal = None;
    carrier.review = None;
    carrier.desk_review = String::new();
    carrier.notice = None;
    carrier.objections = Vec::new();
    carrier.pins = RulePins::default();
    Ok(Event::CarrierApplied { grade, regime })
}

pub(super) fn find(carrier: &mut Carrier, finding: Finding, at: &Circumstances<'_>) -> Outcome {
    duty::service(at.actor)?;
    let (met, by) = (finding.met, finding.by);
    application(carrier)?.finding = Some(finding);
    Ok(Event::CarrierFound { met, by })
}

pub(super) fn check(carrier: &mut Carrier, note: String, at: &Circumstances<'_>) -> Outcome {
    office::official(carrier, at)?;
    let application = application(carrier)?;
    let Some(finding) = &application.finding else {
        return Err(Refused::new(
            "FINDING_MISSING",
            "规则尚未作出条件审查结论，请稍后再试",
            "the rule has not said yet whether the conditions are met: try again shortly",
        ));
    };
    if !finding.met {
        return Err(unmet(&finding.fails));
    }
    if !application.figures.beyond(&application.counted).is_empty() {
        duty::reasoned("note", &note)?;
    }
    application.check_note = note;
    carrier.checked_by = Some(at.actor.subject.clone());
    Ok(Event::CarrierChecked)
}

/// Conditions that are not met, by their codes.
pub(super) fn unmet(fails: &[String]) -> Refused {
    let names = fails.iter().map(|code| {
        let known = Condition::parse(code).map(|condition| condition.name().zh.into_owned());
        known.unwrap_or_else(|| code.clone())
    });
    let names: Vec<String> = names.collect();
    Refused::new(
        "CONDITIONS_UNMET",
        format!("不符合认定条件：{}", names.join("、")),
        format!("conditions of the grade are not met: {}", fails.join(", ")),
    )
    .with("fails", fails.join(","))
}

pub(super) fn refuse(
    carrier: &mut Carrier,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Outcome {
    office::official(carrier, at)?;
    duty::stable_code("code", &code)?;
    carrier.refusal = Some(Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
    });
    Ok(Event::CarrierRefused { code })
}

pub(super) fn withdraw(carrier: &mut Carrier, at: &Circumstances<'_>) -> Outcome {
    office::operator(carrier, at)?;
    let question = carrier.manual.take().map(|manual| manual.question);
    match question {
        Some(Question::Assessment { .. }) => Err(Refused::new(
            "DECIDED_ALREADY",
            "载体已认定，不能撤回申请",
            "the application was decided: it can't be taken back",
        )),
        Some(Question::Accreditation) | None => Ok(Event::CarrierWithdrawn),
    }
}

/// The application that the step is about.
fn application(carrier: &mut Carrier) -> Result<&mut Application, Refused> {
    carrier.application.as_mut().ok_or_else(|| {
        Refused::new(
            "APPLICATION_MISSING",
            "该载体没有认定申请",
            "there is no application of this carrier",
        )
    })
}
