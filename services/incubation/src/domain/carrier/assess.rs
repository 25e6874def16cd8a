//! The yearly assessment: what follows from the grade of a year.
use chrono::{Datelike, NaiveDate};
use kezhuan_law::calendar::add_months;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::command::{Circumstances, Event};
use super::decide::Outcome;
use super::finding::FoundBy;
use super::grading::{Graded, Indicators, WHOLE_BP};
use super::office;
use super::standing::take_away;
use super::state::{State, Step, next};
use super::{AssessmentGrade, Carrier, Grade, RevocationGround};
use crate::domain::duty;
use crate::domain::refused::Refused;

/// One assessed year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub year: i32,
    pub grade: AssessmentGrade,
    pub score_c: u16,
    pub indicators: Indicators,
    pub by: FoundBy,
    pub decision: Option<Uuid>,
    pub reasons: Vec<String>,
    pub assessed_on: NaiveDate,
}

/// What has to be put right, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rectification {
    pub since: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    pub reason: String,
}

/// An excellent carrier is re-checked every third year (工信部科〔2025〕131号).
const EXCELLENT_EVERY_YEARS: i32 = 3;

/// Whether the office waits for a year's assessment: of an excellent carrier's third ones, of every other's all.
pub fn is_due(carrier: &Carrier, year: i32) -> bool {
    let Some(status) = carrier.current() else {
        return false;
    };
    match status.grade {
        Grade::Excellent => {
            let years = year.saturating_add(1).saturating_sub(status.since.year());
            years.rem_euclid(EXCELLENT_EVERY_YEARS) == 0
        }
        Grade::County | Grade::City | Grade::Province | Grade::National | Grade::Standard => true,
    }
}

/// Holds that a year of this carrier may be assessed now, by whoever asks.
pub fn may_assess(carrier: &Carrier, year: i32, at: &Circumstances<'_>) -> Result<(), Refused> {
    office::service_or_office(carrier, at)?;
    next(carrier.state, Step::Keep)?;
    let held = carrier.statuses.iter().any(|status| {
        let ended = status.until.is_some_and(|until| until.year() < year);
        status.since.year() <= year && !ended
    });
    if year >= at.today.year() || !held {
        return Err(Refused::new(
            "YEAR_INVALID",
            "只能考核载体已认定且已结束的年度",
            "a year is assessed that is over and in which the carrier was accredited",
        ));
    }
    if carrier.assessment(year).is_some() {
        return Err(Refused::new(
            "YEAR_ASSESSED",
            format!("{year} 年度已考核"),
            format!("the year {year} was assessed already"),
        ));
    }
    Ok(())
}

/// What an assessed year leads to.
pub(super) fn step(carrier: &Carrier, year: i32, grade: AssessmentGrade, in_a_row: u32) -> Step {
    let by_hand = carrier.state == State::Manual;
    let dropped = is_dropped(carrier, year, grade, in_a_row);
    match (is_insufficient(grade), dropped) {
        (_, true) if by_hand => Step::DropByHand,
        (_, true) => Step::Drop,
        (true, false) if by_hand => Step::RectifyByHand,
        (true, false) => Step::Rectify,
        (false, false) if by_hand => Step::KeepByHand,
        (false, false) => Step::Keep,
    }
}

fn is_insufficient(grade: AssessmentGrade) -> bool {
    match grade {
        AssessmentGrade::A | AssessmentGrade::B | AssessmentGrade::C => false,
        AssessmentGrade::D => true,
    }
}

/// Whether so many years in a row, this one with them, were insufficient.
fn is_dropped(carrier: &Carrier, year: i32, grade: AssessmentGrade, in_a_row: u32) -> bool {
    if !is_insufficient(grade) || in_a_row == 0 {
        return false;
    }
    (1..in_a_row).all(|back| {
        let before = i32::try_from(back)
            .ok()
            .and_then(|back| year.checked_sub(back));
        let before = before.and_then(|year| carrier.assessment(year));
        before.is_some_and(|assessed| is_insufficient(assessed.grade))
    })
}

/// Keeps an assessed year, and what follows from its grade.
pub(super) fn keep(
    carrier: &mut Carrier,
    year: i32,
    (indicators, graded): (Indicators, Graded),
    at: &Circumstances<'_>,
) -> Outcome {
    let (grade, score_c) = (graded.grade, graded.score_c);
    if i64::from(score_c) > WHOLE_BP {
        return Err(Refused::new(
            "SCORE_INVALID",
            "分数应在 0 至 10000（0.01 分）之间",
            "a score lies between 0 and 10,000 (0.01 points)",
        ));
    }
    let dropped = is_dropped(carrier, year, grade, at.terms.revoke_after_d);
    carrier.assessments.push(Assessment {
        year,
        grade,
        score_c,
        indicators,
        by: graded.by,
        decision: graded.decision,
        reasons: graded.reasons,
        assessed_on: at.today,
    });
    if dropped {
        let reason = format!("{year} D");
        return Ok(take_away(
            carrier,
            RevocationGround::AssessedDAgain,
            reason,
            at,
        ));
    }
    if is_insufficient(grade) {
        carrier.rectification = Some(Rectification {
            since: at.today,
            until: rectified_by(at)?,
            reason: format!("{year} D"),
        });
    }
    Ok(Event::CarrierAssessed {
        year,
        grade,
        score_c,
    })
}

fn rectified_by(at: &Circumstances<'_>) -> Result<NaiveDate, Refused> {
    let months = i32::try_from(at.terms.rectification_months).ok();
    let until = months.and_then(|months| add_months(at.today, months));
    until.ok_or_else(|| {
        Refused::new(
            "DATE_OUT_OF_RANGE",
            "整改期限超出可处理的日期",
            "the day by which to rectify is no day",
        )
    })
}

pub(super) fn recheck(
    carrier: &mut Carrier,
    passed: bool,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    office::official(carrier, at)?;
    duty::reasoned("reason", &reason)?;
    let until = carrier.rectification.as_ref().map(|due| due.until);
    if passed && until.is_some_and(|until| at.today > until) {
        // Whether the service has noticed already or not.
        return Err(Refused::new(
            "RECTIFICATION_OVER",
            "整改期已届满，不能再作复核通过处理",
            "the time to rectify is over: the re-check can't be passed any more",
        ));
    }
    if !passed {
        return Ok(take_away(
            carrier,
            RevocationGround::RecheckFailed,
            reason,
            at,
        ));
    }
    carrier.rectification = None;
    Ok(Event::CarrierRectified)
}

/// The last day has passed without a re-check that was passed: by itself.
pub(super) fn end_rectification(carrier: &mut Carrier, at: &Circumstances<'_>) -> Outcome {
    duty::service(at.actor)?;
    let until = carrier.rectification.as_ref().map(|due| due.until);
    if until.is_none_or(|until| at.today <= until) {
        return Err(Refused::new(
            "RECTIFICATION_NOT_OVER",
            "整改期尚未届满",
            "there is still time to rectify",
        ));
    }
    let ground = RevocationGround::RectificationOver;
    Ok(take_away(carrier, ground, String::new(), at))
}
