//! What experts say, and what everybody may say while the public notice stands.
use kezhuan_law::notice::{self, Length, PublicNotice};
use kezhuan_law::panel::{Assignment, Criterion, Declaration, Expert, Panel, Project};

use super::command::{Circumstances, Event};
use super::decide::Outcome;
use super::{Carrier, Grade, Refusal, office};
use crate::domain::actor::Role;
use crate::domain::duty;
use crate::domain::refused::Refused;

/// What experts score, each from 0 to 100; illustrative.
pub const CRITERIA: [&str; 4] = ["SPACE", "SERVICES", "OUTCOMES", "MANAGEMENT"];
const SCORE_MAX: i64 = 100;

fn new_panel() -> Panel {
    let criteria = CRITERIA.map(|name| Criterion {
        name: name.to_owned(),
        max: SCORE_MAX,
    });
    Panel::new(criteria.to_vec())
}

/// What experts must have no part in.
fn project(carrier: &Carrier) -> Project {
    let applicant = carrier.application.as_ref();
    let applicant = applicant.map(|application| application.applicant.clone());
    let people = [carrier.created_by.clone()].into_iter().chain(applicant);
    Project {
        organisations: carrier.parties().into_iter().map(str::to_owned).collect(),
        people: people.collect(),
        nominator: None,
    }
}

pub(super) fn assign(
    carrier: &mut Carrier,
    experts: Vec<(Expert, Declaration)>,
    at: &Circumstances<'_>,
) -> Outcome {
    office::official(carrier, at)?;
    if experts.is_empty() {
        return Err(Refused::new(
            "EXPERTS_MISSING",
            "请至少指派一名专家",
            "name one expert at least",
        ));
    }
    let (project, seated) = (project(carrier), experts.len());
    let checked_by = carrier.checked_by.clone();
    let panel = carrier.review.get_or_insert_with(new_panel);
    for (expert, declaration) in experts {
        // Who decides does not score.
        let decides = [Some(at.actor.subject.as_str()), checked_by.as_deref()];
        if decides.contains(&Some(expert.id.as_str())) {
            return Err(Refused::new(
                "SAME_PERSON",
                "经办人员不能同时担任评审专家",
                "whoever handles the case is no expert in it",
            ));
        }
        let of = Assignment {
            project: &project,
            added: &[],
            by: &at.actor.subject,
            today: at.today,
        };
        panel.assign(expert, declaration, &of)?;
    }
    Ok(Event::CarrierReviewersAssigned { experts: seated })
}

pub(super) fn recuse(
    carrier: &mut Carrier,
    expert: &str,
    (reasons, note): (Vec<String>, String),
    at: &Circumstances<'_>,
) -> Outcome {
    let is_own = at.actor.require_any(&[Role::Expert]).is_ok() && at.actor.subject == expert;
    if !is_own {
        office::official(carrier, at)?;
    }
    panel(carrier)?.recuse(expert, reasons, note, &at.actor.subject, at.today)?;
    Ok(Event::CarrierReviewerRecused)
}

pub(super) fn score(
    carrier: &mut Carrier,
    scores: &[(String, i64)],
    reason: &str,
    at: &Circumstances<'_>,
) -> Outcome {
    at.actor.require_any(&[Role::Expert])?;
    if scores.is_empty() {
        return Err(Refused::new(
            "SCORE_INVALID",
            "请填写评分",
            "say one score at least",
        ));
    }
    let panel = panel(carrier)?;
    for (criterion, value) in scores {
        panel.score(&at.actor.subject, criterion, *value, reason, at.today)?;
    }
    Ok(Event::CarrierScored)
}

pub(super) fn propose(
    carrier: &mut Carrier,
    desk_review: String,
    at: &Circumstances<'_>,
) -> Outcome {
    office::official(carrier, at)?;
    let is_county = carrier.grade_at_stake() == Some(Grade::County);
    match carrier.review.as_mut() {
        None if is_county => duty::reasoned("desk_review", &desk_review)?,
        None => return Err(too_few()),
        Some(panel) => {
            let experts_min = match is_county {
                true => 1,
                false => usize::try_from(at.terms.experts_min).unwrap_or(usize::MAX),
            };
            let means = panel.close(experts_min, at.today)?;
            let sum: i64 = means.iter().map(|mean| mean.mean).sum();
            let criteria = i64::try_from(means.len()).unwrap_or(i64::MAX).max(1);
            hold_reached(sum / criteria, at.terms.review_score_min)?;
        }
    }
    carrier.desk_review = desk_review;
    let length = Length::CalendarDays(at.terms.notice_days);
    let notice = PublicNotice::open(at.today, length, at.terms.counting(), at.calendar)?;
    let last_day = notice.last_day;
    carrier.notice = Some(notice);
    Ok(Event::CarrierProposed { last_day })
}

fn hold_reached(mean: i64, least: u32) -> Result<(), Refused> {
    if mean >= i64::from(least) {
        return Ok(());
    }
    Err(Refused::new(
        "SCORE_TOO_LOW",
        format!("专家评审平均 {mean} 分，低于 {least} 分，不能公示，请作不予认定处理"),
        format!("the experts' mean is {mean}, below {least}: refuse the application"),
    ))
}

fn too_few() -> Refused {
    Refused::new(
        "TOO_FEW_EXPERTS",
        "市级以上认定须经专家评审，请先指派专家",
        "a grade from the city's on takes experts: assign them first",
    )
}

pub(super) fn object(carrier: &mut Carrier, text: String, at: &Circumstances<'_>) -> Outcome {
    let notice = carrier.notice.as_mut();
    notice::object(notice, &mut carrier.objections, text, at.actor, at.today)?;
    Ok(Event::CarrierSuspended)
}

pub(super) fn dismiss(carrier: &mut Carrier, reason: String, at: &Circumstances<'_>) -> Outcome {
    office::official(carrier, at)?;
    notice::resolve(&mut carrier.objections, false, reason, at.actor, at.today)?;
    Ok(Event::CarrierObjectionDismissed)
}

pub(super) fn uphold(
    carrier: &mut Carrier,
    code: String,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    office::official(carrier, at)?;
    duty::stable_code("code", &code)?;
    let note = reason.clone();
    notice::resolve(&mut carrier.objections, true, reason, at.actor, at.today)?;
    carrier.refusal = Some(Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
    });
    Ok(Event::CarrierObjectionUpheld { code })
}

fn panel(carrier: &mut Carrier) -> Result<&mut Panel, Refused> {
    carrier.review.as_mut().ok_or_else(|| {
        Refused::new(
            "NOT_ASSIGNED",
            "该载体尚未指派评审专家",
            "no expert was assigned to this carrier",
        )
    })
}
