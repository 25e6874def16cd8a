//! Manual handling: a rule failed, and a person decides in its place or has it asked again.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::assess;
use super::command::{Circumstances, Event};
use super::decide::Outcome;
use super::finding::{Finding, FoundBy};
use super::grading::{Graded, Indicators};
use super::office;
use super::state::{State, Step};
use super::{AssessmentGrade, Carrier};
use crate::domain::duty;
use crate::domain::refused::Refused;

/// Where a carrier waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manual {
    /// Where it was.
    pub from: State,
    pub failure: String,
    pub decision: Option<Uuid>,
    pub question: Question,
}

/// What the rule was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    Accreditation,
    Assessment {
        year: i32,
        indicators: Indicators,
        /// Picks the rule.
        asked_on: NaiveDate,
    },
}

/// The step that a carrier in manual handling is asked again by; refused of every other.
pub(super) fn asking_step(carrier: &Carrier) -> Step {
    match carrier.manual.as_ref().map(|manual| &manual.question) {
        Some(Question::Assessment { .. }) => Step::AskAboutAssessment,
        Some(Question::Accreditation) | None => Step::AskAboutApplication,
    }
}

/// The year that waits for a person's grade.
pub(super) fn year(carrier: &Carrier) -> Option<i32> {
    match carrier.manual.as_ref()?.question {
        Question::Assessment { year, .. } => Some(year),
        Question::Accreditation => None,
    }
}

pub(super) fn send(
    carrier: &mut Carrier,
    (failure, decision): (String, Option<Uuid>),
    question: Question,
    at: &Circumstances<'_>,
) -> Outcome {
    office::service_or_office(carrier, at)?;
    let fits = match &question {
        Question::Accreditation => carrier.state == State::Applied,
        Question::Assessment { .. } => carrier.state == State::Accredited,
    };
    if !fits {
        return Err(another_question());
    }
    carrier.manual = Some(Manual {
        from: carrier.state,
        failure: failure.clone(),
        decision,
        question,
    });
    Ok(Event::CarrierSentToManual { failure })
}

pub(super) fn ask_again(carrier: &mut Carrier, at: &Circumstances<'_>) -> Outcome {
    office::service_or_office(carrier, at)?;
    carrier.manual = None;
    Ok(Event::CarrierAskedAgain)
}

pub(super) fn resolve(
    carrier: &mut Carrier,
    met: bool,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    office::official(carrier, at)?;
    duty::reasoned("reason", &reason)?;
    let question = carrier.manual.take().map(|manual| manual.question);
    match (question, carrier.application.as_mut()) {
        (Some(Question::Accreditation), Some(application)) => {
            application.finding = Some(Finding::of_person(met, reason));
            Ok(Event::CarrierFound {
                met,
                by: FoundBy::Person,
            })
        }
        (Some(Question::Assessment { .. }) | None, _) | (Some(Question::Accreditation), None) => {
            Err(another_question())
        }
    }
}

/// A person grades the year that waits.
pub(super) fn grade(
    carrier: &mut Carrier,
    (grade, score_c): (AssessmentGrade, u16),
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    office::official(carrier, at)?;
    duty::reasoned("reason", &reason)?;
    let question = carrier.manual.take().map(|manual| manual.question);
    let Some(Question::Assessment {
        year, indicators, ..
    }) = question
    else {
        return Err(another_question());
    };
    let graded = Graded {
        grade,
        score_c,
        by: FoundBy::Person,
        decision: None,
        reasons: vec![reason],
    };
    assess::keep(carrier, year, (indicators, graded), at)
}

fn another_question() -> Refused {
    Refused::new(
        "ANOTHER_QUESTION",
        "规则未能答复的是另一事项，请填写与该事项相应的人工结论",
        "the rule failed on another question: answer that one",
    )
}
