//! The experts' review: who may sit, what each scores, and what is decided on it.
use kezhuan_law::money::divide_half_up;
use kezhuan_law::panel::{self, Assignment, Panel};

use super::command::Assigned;
use super::decide::{Circumstances, Event};
use super::{Project, Review};
use crate::domain::actor::Role;
use crate::domain::refused::Refused;
use crate::domain::{capacity, duty, experts, words};

/// The most an expert gives for a criterion.
const POINTS_MAX: i64 = 100;

pub(super) fn assign(
    project: &mut Project,
    assigned: Vec<Assigned>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    at.decides(project)?;
    if assigned.is_empty() {
        return Err(experts::missing());
    }
    let judged = judged(project);
    let mut panel = project.panel.take().unwrap_or_else(|| blank(at));
    let of = Assignment {
        project: &judged,
        added: &[],
        by: &at.actor.subject,
        today: at.today,
    };
    for one in assigned {
        panel.assign(one.expert, one.declaration, &of)?;
    }
    let sitting = panel.sitting().count();
    experts::few_enough(sitting)?;
    project.panel = Some(panel);
    Ok(Event::ProjectExpertsAssigned { experts: sitting })
}

fn blank(at: &Circumstances<'_>) -> Panel {
    let criteria = at.call.criteria.iter().map(|criterion| panel::Criterion {
        name: criterion.name.clone(),
        max: POINTS_MAX,
    });
    Panel::new(criteria.collect())
}

/// Whose own case it would be.
fn judged(project: &Project) -> panel::Project {
    panel::Project {
        organisations: vec![project.organisation.clone()],
        people: vec![project.submitted_by.clone()],
        nominator: None,
    }
}

pub(super) fn declare_conflict(
    project: &mut Project,
    expert: &str,
    (reasons, note): (Vec<String>, String),
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let is_own = at.actor.has(Role::Expert) && at.actor.subject == expert;
    if at.actor.is_service || !is_own {
        let decides = at.decides(project);
        decides.map_err(|refused| experts::for_another(refused, at.actor))?;
        if reasons.is_empty() {
            return Err(no_reasons());
        }
    }
    for code in &reasons {
        duty::stable_code("reasons", code)?;
    }
    words::reasoned("note", &note)?;
    let panel = project.panel.as_mut().ok_or_else(no_experts)?;
    panel.recuse(expert, reasons, note, &at.actor.subject, at.today)?;
    Ok(Event::ProjectConflictDeclared {
        experts_left: panel.sitting().count(),
    })
}

pub(super) fn score(
    project: &mut Project,
    (criterion, points): (&str, i64),
    reason: &str,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    at.actor.require_any(&[Role::Expert])?;
    capacity::unconcerned(at.actor, &judged(project))?;
    at.judges(project)?;
    words::remark("reason", reason)?;
    let panel = project.panel.as_mut().ok_or_else(no_experts)?;
    let scored = panel.score(&at.actor.subject, criterion, points, reason, at.today);
    scored.map_err(|refused| experts::of_score(refused, "criterion"))?;
    Ok(Event::ProjectScored {
        all_in: panel.all_in(),
    })
}

/// Closes the review, and keeps what it came to with the decision.
pub(super) fn decided(
    project: &mut Project,
    note: String,
    at: &Circumstances<'_>,
) -> Result<i64, Refused> {
    at.decides(project)?;
    at.event.prepares()?;
    words::remark("note", &note)?;
    let (mean_score_c, experts) = closed(project, at)?;
    project.review = Some(Review {
        mean_score_c,
        experts,
        by: at.actor.subject.clone(),
        on: at.today,
        note,
    });
    Ok(mean_score_c)
}

/// The mean of the experts' totals in hundredths of a point, and how many they are. None are asked for where the call asks none.
fn closed(project: &mut Project, at: &Circumstances<'_>) -> Result<(i64, u32), Refused> {
    let least = usize::try_from(at.call.experts_min).unwrap_or(usize::MAX);
    let Some(panel) = project.panel.as_mut() else {
        return match least {
            0 => Ok((0, 0)),
            _ => Err(no_experts()),
        };
    };
    panel.close(least.max(1), at.today)?;
    let totals = panel.sitting().map(|seat| {
        let scored = at.call.criteria.iter().map(|criterion| {
            let points = seat.scores.get(&criterion.name).copied().unwrap_or(0);
            (i128::from(points), i128::from(criterion.weight))
        });
        let (sum, weights) = scored.fold((0, 0), |(sum, weights), (points, weight)| {
            (sum + points * weight, weights + weight)
        });
        divide_half_up(sum * 100, weights)
    });
    let totals: Vec<i64> = totals.collect::<Option<_>>().ok_or_else(no_experts)?;
    let sum: i128 = totals.iter().copied().map(i128::from).sum();
    let count = u32::try_from(totals.len()).unwrap_or(u32::MAX);
    let mean = divide_half_up(sum, i128::from(count)).ok_or_else(no_experts)?;
    Ok((mean, count))
}

/// An expert may say of themselves what they will; who takes a seat away says which conflict it is.
fn no_reasons() -> Refused {
    let refused = Refused::new(
        "REASON_MISSING",
        "请至少填写一项利益冲突代码",
        "name one code of a conflict at the least",
    );
    refused.at("reasons")
}

fn no_experts() -> Refused {
    Refused::new(
        "NO_EXPERTS",
        "尚未指派评审专家",
        "no experts are assigned to this review",
    )
}
