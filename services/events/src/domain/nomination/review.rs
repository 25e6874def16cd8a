//! The experts' review: who may sit, what each scores unseen, and what the scores come to.
use chrono::Days;
use kezhuan_law::money::divide_half_up;
use kezhuan_law::panel::{Assignment, Criterion, Panel, Project};
use uuid::Uuid;

use super::command::Scoring;
use super::decide::{Circumstances, Event};
use super::{Answered, Nomination, Review, State, check};
use crate::domain::actor::Role;
use crate::domain::award_mean::{EXPERTS_MIN, Mean, mean};
use crate::domain::refused::Refused;
use crate::domain::{capacity, duty, experts, words};

/// The most an expert gives for a dimension.
const POINTS_MAX: i64 = 100;

/// One expert's scores, in hundredths of a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub total_c: i64,
    /// In the order of the round's dimensions.
    pub scores_c: Vec<i64>,
}

/// What the experts' scores come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// In the order of their seats.
    pub sheets: Vec<Sheet>,
    /// By card `evt.award`, on one total per expert.
    pub mean: Mean,
}

/// The scores of a review that is complete; refused while too few experts have scored.
pub fn reviewed(nomination: &Nomination, at: &Circumstances<'_>) -> Result<Reviewed, Refused> {
    let panel = nomination.panel.as_ref().ok_or_else(no_experts)?;
    // Closed on a copy: only the conclusion closes it.
    panel.clone().close(EXPERTS_MIN, at.today)?;
    let dimensions = &at.round.dimensions;
    let sheets = panel.sitting().map(|seat| {
        let points = |name: &str| seat.scores.get(name).copied().unwrap_or(0);
        let weighed = dimensions.iter().map(|dimension| {
            let points = i128::from(points(&dimension.name));
            (points, i128::from(dimension.weight))
        });
        let (sum, weights) = weighed.fold((0, 0), |(sum, weights), (points, weight)| {
            (sum + points * weight, weights + weight)
        });
        let scores = dimensions.iter().map(|dimension| points(&dimension.name));
        Some(Sheet {
            total_c: divide_half_up(sum * 100, weights)?,
            scores_c: scores.map(|points| points.saturating_mul(100)).collect(),
        })
    });
    let sheets: Vec<Sheet> = sheets.collect::<Option<_>>().ok_or_else(no_experts)?;
    let totals: Vec<i64> = sheets.iter().map(|sheet| sheet.total_c).collect();
    let mean = mean(&totals).ok_or_else(no_experts)?;
    Ok(Reviewed { sheets, mean })
}

/// Whose own case it would be. Who stands for it is known by name as well: a nominator need not say their subjects.
pub fn judged(nomination: &Nomination) -> Project {
    let units = nomination.form.units.iter();
    let people = nomination.form.people.iter();
    let people = people.flat_map(|person| [person.person.as_str(), person.title.trim()]);
    Project {
        organisations: units.map(|unit| unit.organisation.clone()).collect(),
        people: people
            .filter(|person| !person.is_empty())
            .map(str::to_owned)
            .collect(),
        nominator: Some(nomination.nominator.clone()),
    }
}

pub(super) fn assign(
    nomination: &mut Nomination,
    assigned: Vec<Answered>,
    by_hand: Option<&str>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let assigned_by = check::office_or_for_it(nomination, at)?;
    by_person(nomination, by_hand)?;
    // After a rule was asked again, or by a person in its place, it may be that none is left.
    if assigned.is_empty() && nomination.asked_by.is_none() {
        return Err(experts::missing());
    }
    for one in &assigned {
        of_the_group(nomination, &one.assigned.expert.id, at)?;
    }
    let project = judged(nomination);
    let blank = || Panel::new(criteria(at));
    let mut panel = nomination.panel.take().unwrap_or_else(blank);
    for one in assigned {
        let of = Assignment {
            project: &project,
            added: &one.added,
            by: &assigned_by,
            today: at.today,
        };
        panel.assign(one.assigned.expert, one.assigned.declaration, &of)?;
    }
    let sitting = panel.sitting().count();
    experts::few_enough(sitting)?;
    nomination.panel = Some(panel);
    let days = Days::new(u64::from(at.terms.scoring_days));
    let due = nomination.score_due_on;
    nomination.score_due_on = due.or_else(|| at.today.checked_add_days(days));
    nomination.clear_failure();
    Ok(Event::NominationExpertsAssigned { experts: sitting })
}

/// Those of a blocked assignment that a person in the rule's place seats; refused where that assignment did not name one of them.
pub fn chosen(
    nomination: &Nomination,
    waiting: &[Answered],
    named: &[String],
    at: &Circumstances<'_>,
) -> Result<Vec<Answered>, Refused> {
    // First: who was assigned is the office's to know.
    check::office(nomination, at)?;
    let waits = |expert: &String| waiting.iter().any(|one| one.assigned.expert.id == *expert);
    if let Some(place) = named.iter().position(|expert| !waits(expert)) {
        let refused = Refused::new(
            "EXPERT_UNKNOWN",
            "该专家不在待处理的指派名单中，请从名单中选择",
            "the assignment that waits names no such expert: choose of those it does",
        );
        return Err(refused.at(format!("experts[{place}]")));
    }
    let chosen = waiting.iter();
    let chosen = chosen.filter(|one| named.contains(&one.assigned.expert.id));
    Ok(chosen.cloned().collect())
}

/// Holds that somebody is of the nomination's expert group, where the round lists who is.
fn of_the_group(
    nomination: &Nomination,
    expert: &str,
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    if at.round.judges_in(&nomination.group, expert) {
        return Ok(());
    }
    let refused = Refused::new(
        "EXPERT_NOT_OF_GROUP",
        "该专家不在本提名所属专家组名单内，请从名单中选择，或先在轮次中增列",
        "the expert is not listed in the nomination's expert group: choose one who is, or list them in the round first",
    );
    Err(refused.with("expert", expert.to_owned()))
}

fn criteria(at: &Circumstances<'_>) -> Vec<Criterion> {
    let dimensions = at.round.dimensions.iter().map(|dimension| Criterion {
        name: dimension.name.clone(),
        max: POINTS_MAX,
    });
    dimensions.collect()
}

pub(super) fn declare_conflict(
    nomination: &mut Nomination,
    expert: &str,
    (reasons, note): (Vec<String>, String),
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let is_own = at.actor.has(Role::Expert) && at.actor.subject == expert;
    if at.actor.is_service || !is_own {
        let office = check::office(nomination, at);
        office.map_err(|refused| experts::for_another(refused, at.actor))?;
    }
    for code in &reasons {
        duty::stable_code("reasons", code)?;
    }
    words::reasoned("note", &note)?;
    let panel = nomination.panel.as_mut().ok_or_else(no_experts)?;
    panel.recuse(expert, reasons, note, &at.actor.subject, at.today)?;
    Ok(Event::NominationConflictDeclared {
        experts_left: panel.sitting().count(),
    })
}

pub(super) fn score(
    nomination: &mut Nomination,
    (dimension, points): (&str, i64),
    reason: &str,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    at.actor.require_any(&[Role::Expert])?;
    capacity::unconcerned(at.actor, &judged(nomination))?;
    words::remark("reason", reason)?;
    let panel = nomination.panel.as_mut().ok_or_else(no_experts)?;
    let scored = panel.score(&at.actor.subject, dimension, points, reason, at.today);
    scored.map_err(|refused| experts::of_score(refused, "dimension"))?;
    Ok(Event::NominationScoreGiven {
        all_in: panel.all_in(),
    })
}

pub(super) fn conclude(
    nomination: &mut Nomination,
    scoring: Scoring,
    decision: Option<Uuid>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let concluded_by = check::office_or_for_it(nomination, at)?;
    let scores = reviewed(nomination, at)?;
    let (found, by_hand) = match scoring {
        Scoring::Rule(found) => (found, None),
        Scoring::Host => (scores.mean, None),
        // Bands stand from the first down.
        Scoring::ByHand { band, .. } if band < scores.mean.band => return Err(above_scores()),
        Scoring::ByHand { band, reason } => {
            let mean_c = scores.mean.mean_c;
            (Mean { mean_c, band }, Some(reason))
        }
    };
    by_person(nomination, by_hand.as_deref())?;
    let panel = nomination.panel.as_mut().ok_or_else(no_experts)?;
    panel.close(EXPERTS_MIN, at.today)?;
    nomination.review = Some(Review {
        mean_c: found.mean_c,
        band: found.band,
        experts: u32::try_from(scores.sheets.len()).unwrap_or(u32::MAX),
        concluded_by,
        concluded_on: at.today,
        by_hand,
        decision,
    });
    nomination.decision = decision.or(nomination.decision);
    nomination.clear_failure();
    Ok(Event::NominationScored(found))
}

/// A person decides only in place of a rule that failed, and says why; a rule, only where none did.
pub(super) fn by_person(nomination: &Nomination, by_hand: Option<&str>) -> Result<(), Refused> {
    match (nomination.state == State::Manual, by_hand) {
        (true, Some(reason)) => words::reasoned("reason", reason),
        (false, None) => Ok(()),
        (true, None) | (false, Some(_)) => Err(Refused::new(
            "NOT_BY_HAND",
            "仅在规则故障时由工作人员决定，其他情形由规则作出",
            "a person decides where a rule failed, and a rule everywhere else",
        )),
    }
}

/// Neither the committee nor a person in a rule's place gives more than the scores came to.
pub(super) fn above_scores() -> Refused {
    Refused::new(
        "BAND_ABOVE_SCORES",
        "等级不得高于专家评分对应的等级；评审委员会认为不予授奖的，请终止该提名",
        "no band is higher than the one the scores came to; the committee drops what gets none",
    )
}

fn no_experts() -> Refused {
    Refused::new(
        "NO_EXPERTS",
        "尚未指派评审专家",
        "no experts are assigned to this review",
    )
}
