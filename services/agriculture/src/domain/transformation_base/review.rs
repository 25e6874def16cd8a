//! From the county's word to the proposal: experts score the papers and the visit, then the rule or the typical conditions say
//! whether the base is fit.
use kezhuan_law::money::divide_half_up;
use kezhuan_law::panel::{Assignment, Criterion, Panel, Project};

use super::command::{Assigned, Finding, Fitness, Round};
use super::decide::{Circumstances, Event};
use super::{Base, ByHand, Recommendation, Refusal, Review, State, Terms, guard, publication};
use crate::domain::actor::Role;
use crate::domain::refused::Refused;
use crate::domain::{capacity, duty};

/// The most an expert gives for the papers, or for the visit.
const POINTS_MAX: i64 = 100;
/// Fewer experts never review a base, whatever is set: its authority's rule counts on them.
const EXPERTS_MIN: usize = 5;

/// What the experts' scores come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewed {
    /// Each expert's total in hundredths of a point, in the order of their seats.
    pub totals_c: Vec<i64>,
    /// Their mean, half up.
    pub mean_c: i64,
}

/// The scores of a review that is complete; refused while too few experts have scored.
pub fn reviewed(base: &Base, at: &Circumstances<'_>) -> Result<Reviewed, Refused> {
    let panel = base.panel.as_ref().ok_or_else(no_experts)?;
    // Closed on a copy: only the proposal closes it.
    panel.clone().close(least(at.terms), at.today)?;
    let totals = panel.sitting().map(|seat| {
        let of = |round: Round| seat.scores.get(round.as_str()).copied().unwrap_or(0);
        total_c(of(Round::Desk), of(Round::Site), at.terms)
    });
    let totals_c: Vec<i64> = totals.collect::<Option<_>>().ok_or_else(no_weights)?;
    let sum: i128 = totals_c.iter().copied().map(i128::from).sum();
    let count = i128::try_from(totals_c.len()).unwrap_or(0);
    let mean_c = divide_half_up(sum, count).ok_or_else(no_experts)?;
    Ok(Reviewed { totals_c, mean_c })
}

fn least(terms: &Terms) -> usize {
    let wanted = usize::try_from(terms.experts_min).unwrap_or(usize::MAX);
    wanted.max(EXPERTS_MIN)
}

/// An expert's total in hundredths of a point.
fn total_c(desk: i64, site: i64, terms: &Terms) -> Option<i64> {
    let (by_desk, by_site) = (i128::from(terms.desk_weight), i128::from(terms.site_weight));
    let weighted = i128::from(desk) * by_desk + i128::from(site) * by_site;
    divide_half_up(weighted * 100, by_desk + by_site)
}

/// What the base fails, by whoever says so.
pub(super) fn fails(
    base: &Base,
    finding: &Finding,
    at: &Circumstances<'_>,
) -> Result<Vec<String>, Refused> {
    Ok(match &finding.fitness {
        Fitness::Rule(reasons) => reasons.clone(),
        Fitness::ByHand { fails, .. } => fails.clone(),
        Fitness::Host => {
            let mean_c = reviewed(base, at)?.mean_c;
            let failed = base.reviewed_figures().fails(mean_c, at.today, at.terms);
            failed
                .into_iter()
                .map(|condition| condition.as_str().to_owned())
                .collect()
        }
    })
}

pub(super) fn recommend(
    base: &mut Base,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    guard::county(base, at)?;
    duty::reasoned("note", &note)?;
    base.recommendation = Some(Recommendation {
        by: at.actor.subject.clone(),
        organisation: at.actor.organisation.clone(),
        on: at.today,
        note,
    });
    Ok(Event::BaseRecommended)
}

/// Before the recommendation the county says no, or the authority; later the authority alone.
pub(super) fn refuse(
    base: &mut Base,
    code: String,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let by_county = base.state == State::Applied && at.actor.has(Role::CountyStb);
    match by_county {
        true => guard::county(base, at)?,
        false => guard::authority(base, at)?,
    }
    duty::stable_code("code", &code)?;
    duty::reasoned("note", &note)?;
    base.refusal = Some(Refusal {
        code: code.clone(),
        note,
        refused_on: at.today,
    });
    Ok(Event::BaseRefused { code })
}

pub(super) fn assign(
    base: &mut Base,
    assigned: Vec<Assigned>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    guard::authority(base, at)?;
    if assigned.is_empty() {
        return Err(Refused::new(
            "EXPERTS_MISSING",
            "请至少指派一名专家",
            "name one expert at the least",
        ));
    }
    let project = project(base);
    let mut panel = base.panel.take().unwrap_or_else(|| Panel::new(criteria()));
    let of = Assignment {
        project: &project,
        added: &[],
        by: &at.actor.subject,
        today: at.today,
    };
    for one in assigned {
        panel.assign(one.expert, one.declaration, &of)?;
    }
    let experts = panel.sitting().count();
    base.panel = Some(panel);
    Ok(Event::BaseExpertsAssigned { experts })
}

fn criteria() -> Vec<Criterion> {
    let rounds = Round::ALL.iter().map(|round| Criterion {
        name: round.as_str().to_owned(),
        max: POINTS_MAX,
    });
    rounds.collect()
}

/// Whose own case it would be: the base's organisation, its technical partners, its applicant, and the county that put it forward.
fn project(base: &Base) -> Project {
    let partners = base.reviewed_figures().technical_partners.iter().cloned();
    let recommendation = base.recommendation.as_ref();
    Project {
        organisations: std::iter::once(base.organisation.clone())
            .chain(partners)
            .collect(),
        people: vec![base.applicant.clone()],
        nominator: recommendation.map(|recommended| recommended.organisation.clone()),
    }
}

pub(super) fn declare_conflict(
    base: &mut Base,
    expert: &str,
    (reasons, note): (Vec<String>, String),
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let is_own = at.actor.has(Role::Expert) && at.actor.subject == expert;
    if at.actor.is_service || !is_own {
        guard::authority(base, at)?;
    }
    for code in &reasons {
        duty::stable_code("reasons", code)?;
    }
    let panel = base.panel.as_mut().ok_or_else(no_experts)?;
    panel.recuse(expert, reasons, note, &at.actor.subject, at.today)?;
    Ok(Event::BaseConflictDeclared {
        experts_left: panel.sitting().count(),
    })
}

pub(super) fn score(
    base: &mut Base,
    (round, points): (Round, i64),
    reason: &str,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    at.actor.require_any(&[Role::Expert])?;
    capacity::unconcerned(at.actor, &project(base))?;
    let panel = base.panel.as_mut().ok_or_else(no_experts)?;
    panel.score(&at.actor.subject, round.as_str(), points, reason, at.today)?;
    Ok(Event::BaseScored {
        all_in: panel.all_in(),
    })
}

/// PROPOSED and published, or found unfit.
pub(super) fn propose(
    base: &mut Base,
    finding: Finding,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let proposed_by = guard::authority_or_for_it(base, at)?;
    let scores = reviewed(base, at)?;
    let fails = fails(base, &finding, at)?;
    let by_hand = by_hand(base, &finding.fitness, at)?;
    let panel = base.panel.as_mut().ok_or_else(no_experts)?;
    panel.close(least(at.terms), at.today)?;
    base.review = Some(Review {
        mean_score_c: scores.mean_c,
        experts: u32::try_from(scores.totals_c.len()).unwrap_or(u32::MAX),
        proposed_by,
        proposed_on: at.today,
        by_hand,
        decision: finding.decision,
    });
    base.decision = finding.decision.or(base.decision);
    base.reasons.clone_from(&fails);
    base.clear_failure();
    if !fails.is_empty() {
        return Ok(Event::BaseFoundUnfit { reasons: fails });
    }
    let notice_last_day = publication::publish(base, at)?;
    Ok(Event::BaseProposed {
        mean_score_c: scores.mean_c,
        notice_last_day,
    })
}

/// A person decides only in place of a rule that failed, and says why; a rule, only where none did.
fn by_hand(
    base: &Base,
    fitness: &Fitness,
    at: &Circumstances<'_>,
) -> Result<Option<ByHand>, Refused> {
    let is_manual = base.state == State::Manual;
    match fitness {
        Fitness::ByHand { fails, reason } if is_manual => {
            duty::reasoned("reason", reason)?;
            for code in fails {
                duty::stable_code("fails", code)?;
            }
            Ok(Some(ByHand {
                by: at.actor.subject.clone(),
                reason: reason.clone(),
            }))
        }
        Fitness::Rule(_) | Fitness::Host if !is_manual => Ok(None),
        Fitness::ByHand { .. } | Fitness::Rule(_) | Fitness::Host => Err(not_by_hand()),
    }
}

/// A person answers in place of a rule that failed, and nobody else then.
pub(super) fn not_by_hand() -> Refused {
    Refused::new(
        "NOT_BY_HAND",
        "仅在规则故障时由工作人员决定，其他情形由规则作出",
        "a person decides where a rule failed, and a rule everywhere else",
    )
}

fn no_experts() -> Refused {
    Refused::new(
        "NO_EXPERTS",
        "尚未指派评审专家",
        "no experts are assigned to this review",
    )
}

fn no_weights() -> Refused {
    Refused::new(
        "WEIGHTS_UNUSABLE",
        "书面评审与现场考察的权重不得同时为零",
        "the weights of papers and visit must not both be nothing",
    )
}
