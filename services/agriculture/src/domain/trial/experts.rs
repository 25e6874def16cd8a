//! Experts of a trial: assigned without conflicts of interest, each with an opinion of what was measured.
use chrono::NaiveDate;
use kezhuan_law::panel::{Assignment, Declaration, Expert, Project};
use serde::{Deserialize, Serialize};

use super::Trial;
use super::decide::{Circumstances, Event};
use crate::domain::actor::Role;
use crate::domain::code_list::code_list;
use crate::domain::form::{Form, NAME_MAX, NOTE_MAX};
use crate::domain::refused::{FieldViolation, Refused};
use crate::domain::{capacity, duty};

code_list! {
    /// What an expert found.
    Finding {
        Confirmed = "CONFIRMED", "属实", "as reported";
        Disputed = "DISPUTED", "有异议", "disputed";
        Disaster = "DISASTER", "受灾", "hit by a disaster";
    }
}

/// Whom the authority wants to assign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nominee {
    pub expert: Expert,
    pub declaration: Declaration,
}

/// What one expert says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    pub expert: String,
    pub finding: Finding,
    pub note: String,
    pub given_on: NaiveDate,
}

impl Trial {
    /// Whom experts may have nothing to do with.
    fn project(&self) -> Project {
        let organisations = [&self.operator, &self.variety_owner];
        let people = [Some(&self.planned_by), self.harvested_by.as_ref()];
        let named = organisations.into_iter().filter(|name| !name.is_empty());
        Project {
            organisations: named.cloned().collect(),
            people: people.into_iter().flatten().cloned().collect(),
            nominator: None,
        }
    }

    /// The opinions that count: of experts who still sit.
    pub fn standing_opinions(&self) -> impl Iterator<Item = &Opinion> {
        self.opinions.iter().filter(|opinion| {
            let mut sitting = self.panel.sitting();
            sitting.any(|seat| seat.expert.id == opinion.expert)
        })
    }

    /// How many of them found this.
    pub fn found(&self, finding: Finding) -> usize {
        let opinions = self.standing_opinions();
        opinions
            .filter(|opinion| opinion.finding == finding)
            .count()
    }
}

pub(super) fn assign(
    trial: &mut Trial,
    nominees: Vec<Nominee>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    decides(trial, at)?;
    let mut form = Form::default();
    for (index, nominee) in nominees.iter().enumerate() {
        let (id, organisation) = (&nominee.expert.id, &nominee.expert.organisation);
        form.needed(format!("experts[{index}].expert"), id, NAME_MAX);
        form.needed(
            format!("experts[{index}].organisation"),
            organisation,
            NAME_MAX,
        );
    }
    form.check()?;
    let project = trial.project();
    let assignment = Assignment {
        project: &project,
        added: &[],
        by: &at.actor.subject,
        today: at.today,
    };
    for (index, nominee) in nominees.into_iter().enumerate() {
        let assigned = trial
            .panel
            .assign(nominee.expert, nominee.declaration, &assignment);
        assigned.map_err(|refused| located(refused, index))?;
    }
    let (sitting, needed) = (trial.panel.sitting().count(), at.terms.experts_needed());
    if sitting < needed {
        return Err(Refused::new(
            "TOO_FEW_EXPERTS",
            format!("至少需要 {needed} 名专家"),
            format!("a trial takes {needed} experts or more"),
        ));
    }
    Ok(Event::TrialExpertsAssigned)
}

/// Tells of which of the experts it is.
fn located(refused: Refused, index: usize) -> Refused {
    let (reason, text) = (refused.reason, refused.text.clone());
    let field = FieldViolation {
        field: format!("experts[{index}].expert"),
        reason,
        text,
    };
    refused.with_fields(vec![field])
}

/// By the expert, or by the authority that found out.
pub(super) fn declare_conflict(
    trial: &mut Trial,
    expert: &str,
    reasons: Vec<String>,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let is_own = at.actor.has(Role::Expert) && !at.actor.is_service && at.actor.subject == expert;
    if !is_own {
        decides(trial, at)?;
    }
    for reason in &reasons {
        duty::stable_code("reasons", reason)?;
    }
    let mut form = Form::default();
    form.short("note", &note, NOTE_MAX);
    form.check()?;
    let (by, today) = (at.actor.subject.as_str(), at.today);
    trial.panel.recuse(expert, reasons, note, by, today)?;
    Ok(Event::TrialConflictDeclared {
        expert: expert.to_owned(),
    })
}

pub(super) fn give_opinion(
    trial: &mut Trial,
    finding: Finding,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    at.actor.require_any(&[Role::Expert])?;
    let expert = at.actor.subject.as_str();
    if !trial.panel.sitting().any(|seat| seat.expert.id == expert) {
        return Err(Refused::new(
            "NOT_ASSIGNED",
            "当前用户不是本试验的核验专家，或已回避",
            "the caller is none of the trial's experts, or no longer",
        ));
    }
    capacity::unconcerned(at.actor, &trial.project())?;
    if trial
        .opinions
        .iter()
        .any(|opinion| opinion.expert == expert)
    {
        return Err(Refused::new(
            "OPINION_GIVEN",
            "该专家已提交意见",
            "this expert's opinion was given already",
        ));
    }
    if finding != Finding::Confirmed {
        duty::reasoned("note", &note)?;
    }
    let mut form = Form::default();
    form.short("note", &note, NOTE_MAX);
    form.check()?;
    trial.opinions.push(Opinion {
        expert: expert.to_owned(),
        finding,
        note,
        given_on: at.today,
    });
    Ok(Event::TrialOpinionGiven { finding })
}

/// The authority, whose organisation has no part in the trial, and whose person is none of its experts.
pub(super) fn decides(trial: &Trial, at: &Circumstances<'_>) -> Result<(), Refused> {
    capacity::official(
        at.actor,
        &[trial.operator.as_str(), trial.variety_owner.as_str()],
    )?;
    capacity::of_place(at.actor, &trial.division)?;
    for seat in &trial.panel.seats {
        duty::another_person(at.actor, Some(seat.expert.id.as_str()))?;
    }
    Ok(())
}
