//! The yearly assessment and the check of a rectification: a grade each, and what the history then means.
use chrono::Datelike;

use super::command::{Assessing, Rating};
use super::decide::{Circumstances, Event};
use super::lifecycle::{Code, Standing, lifecycle};
use super::review::not_by_hand;
use super::terms::later;
use super::{Assessment, AssessmentKind, Base, Delisting, State, guard};
use crate::domain::duty;
use crate::domain::refused::Refused;
use crate::domain::score::{Grade, Score};

/// The best score in hundredths of a point.
const SCORE_C_MAX: i64 = 10_000;

/// How the base did, by whoever says so.
pub(super) fn score(assessing: &Assessing, at: &Circumstances<'_>) -> Result<Score, Refused> {
    let scored = match &assessing.rating {
        Rating::Rule(score) => Some(*score),
        Rating::Host => at.scoring.score(&assessing.on.indicators),
        Rating::ByHand { score_c, .. } => Some(Score {
            score_c: *score_c,
            grade: at.scoring.grade(*score_c),
        }),
    };
    let in_range = scored.filter(|score| (0..=SCORE_C_MAX).contains(&score.score_c));
    in_range.ok_or_else(|| {
        Refused::new(
            "INDICATORS_INVALID",
            "各项指标应为 0 至 100 分，总分应为 0 至 10000（0.01分）",
            "each indicator is from 0 to 100, a score from 0 to 10000 hundredths",
        )
    })
}

pub(super) fn assess(
    base: &mut Base,
    assessing: Assessing,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let assessed_by = guard::authority_or_for_it(base, at)?;
    if !assessing.on.indicators.are_in_range() {
        return Err(Refused::new(
            "INDICATORS_INVALID",
            "各项指标应为 0 至 100 分",
            "each indicator is from 0 to 100",
        ));
    }
    hold_year(base, assessing.on.year, at)?;
    let reason = by_hand(base, &assessing.rating)?;
    let score = score(&assessing, at)?;
    let mut history = base.history();
    history.push(score.grade);
    let (standing, code) = lifecycle(&history, false);
    let on = assessing.on;
    base.assessments.push(Assessment {
        kind: AssessmentKind::Yearly,
        year: on.year,
        assessed_on: at.today,
        assessed_by,
        indicators: Some(on.indicators),
        value_growth_bp: on.value_growth_bp,
        score_c: Some(score.score_c),
        grade: score.grade,
        code,
        by_hand: reason.is_some(),
        reason: reason.unwrap_or_default(),
        decision: assessing.decision,
    });
    base.decision = assessing.decision.or(base.decision);
    base.clear_failure();
    follow(base, standing, code, at)?;
    Ok(match standing {
        Standing::Delisted => Event::BaseDelisted {
            code,
            delisted_on: at.today,
        },
        Standing::Active | Standing::Rectifying | Standing::Warned => Event::BaseAssessed {
            year: on.year,
            score_c: score.score_c,
            grade: score.grade,
            code,
        },
    })
}

/// What the new standing brings with it.
fn follow(
    base: &mut Base,
    standing: Standing,
    code: Code,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    let due = base.assess_due_on.unwrap_or(at.today);
    base.rectify_until = None;
    match standing {
        Standing::Active | Standing::Warned => {
            base.assess_due_on = Some(at.terms.next_assessment(due, at.today)?);
        }
        Standing::Rectifying => {
            base.assess_due_on = Some(at.terms.next_assessment(due, at.today)?);
            base.rectify_until = Some(later(at.today, at.terms.rectify_months)?);
        }
        Standing::Delisted => {
            base.assess_due_on = None;
            base.renewal = None;
            base.delisting = Some(Delisting {
                code,
                reason: String::new(),
                delisted_on: at.today,
            });
        }
    }
    if matches!(standing, Standing::Warned | Standing::Rectifying) {
        // Who is warned, or has to rectify, is not renewed.
        base.renewal = None;
    }
    Ok(())
}

/// Each year since its accreditation is assessed once, and none that is to come.
fn hold_year(base: &Base, year: i32, at: &Circumstances<'_>) -> Result<(), Refused> {
    let first = base
        .accreditation
        .as_ref()
        .map(|term| term.accredited_on.year());
    if first.is_none_or(|first| year < first) || year > at.today.year() {
        return Err(Refused::new(
            "YEAR_INVALID",
            "考核年度应在认定之年至今年之间",
            "the assessed year lies between the accreditation and this year",
        ));
    }
    let mut yearly = base
        .assessments
        .iter()
        .filter(|one| one.kind == AssessmentKind::Yearly);
    if yearly.any(|one| one.year == year) {
        return Err(Refused::new(
            "ASSESSED_BEFORE",
            format!("{year} 年度已考核"),
            format!("the year {year} was assessed before"),
        ));
    }
    Ok(())
}

/// What a person says in place of a rule that failed; `None` where a rule, or the default weights, said it.
fn by_hand(base: &Base, rating: &Rating) -> Result<Option<String>, Refused> {
    let is_manual = base.state == State::Manual;
    match rating {
        Rating::ByHand { reason, .. } if is_manual => {
            duty::reasoned("reason", reason)?;
            Ok(Some(reason.clone()))
        }
        Rating::Rule(_) | Rating::Host if !is_manual => Ok(None),
        Rating::ByHand { .. } | Rating::Rule(_) | Rating::Host => Err(not_by_hand()),
    }
}

/// A rectification that passed counts as a qualified year would, one that failed as a failure: two in a row delist.
pub(super) fn check_rectification(
    base: &mut Base,
    passed: bool,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    guard::authority(base, at)?;
    duty::reasoned("note", &note)?;
    let (grade, code) = match passed {
        true => (Grade::Qualified, Code::Ok),
        false => (Grade::Fail, Code::FirstFail),
    };
    base.assessments.push(Assessment {
        kind: AssessmentKind::Rectification,
        year: at.today.year(),
        assessed_on: at.today,
        assessed_by: at.actor.subject.clone(),
        indicators: None,
        value_growth_bp: None,
        score_c: None,
        grade,
        code,
        by_hand: false,
        reason: note,
        decision: None,
    });
    base.rectify_until = None;
    Ok(Event::BaseRectificationChecked { passed })
}
