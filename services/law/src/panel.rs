//! Experts who are asked about a case: who may sit, what each scores, who sees it, and what it comes to.
mod conflict;
mod scoring;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::refused::Refused;

pub use conflict::{Conflict, Declaration, Expert, Project, conflicts, unconcerned};
pub use scoring::{Mean, Sheet};

/// What is scored, from nothing to `max`: points, or something that is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// Stable, such as `EXTENSION`.
    pub name: String,
    pub max: i64,
}

/// The experts of one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    pub criteria: Vec<Criterion>,
    pub seats: Vec<Seat>,
    /// Every score that was replaced by another.
    pub changes: Vec<Change>,
    /// Nothing changes from then on.
    pub closed_on: Option<NaiveDate>,
}

/// An expert's place, from their assignment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub expert: Expert,
    /// What they said of themselves when they were assigned.
    pub declaration: Declaration,
    pub assigned_by: String,
    pub assigned_on: NaiveDate,
    pub recusal: Option<Recusal>,
    /// By the name of the criterion. Shown to others only through `Panel::sheets`.
    pub scores: BTreeMap<String, i64>,
}

/// Why somebody who was assigned sits no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recusal {
    /// Codes, such as those of `Conflict`.
    pub reasons: Vec<String>,
    pub note: String,
    /// Subject of who said so: the expert, or the office.
    pub by: String,
    pub on: NaiveDate,
}

/// One score that was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Subject of the expert.
    pub expert: String,
    pub criterion: String,
    pub before: i64,
    pub after: i64,
    pub reason: String,
    pub on: NaiveDate,
}

/// What an assignment is held to.
#[derive(Debug, Clone, Copy)]
pub struct Assignment<'a> {
    pub project: &'a Project,
    /// What a rule has against this expert: it may add reasons, and takes none of the host's away.
    pub added: &'a [String],
    /// Subject of who assigns.
    pub by: &'a str,
    pub today: NaiveDate,
}

impl Panel {
    /// Nobody sits yet.
    pub fn new(criteria: Vec<Criterion>) -> Panel {
        Panel {
            criteria,
            seats: Vec::new(),
            changes: Vec::new(),
            closed_on: None,
        }
    }

    /// Gives an expert a seat. Who was recused gets none again.
    pub fn assign(
        &mut self,
        expert: Expert,
        declaration: Declaration,
        of: &Assignment<'_>,
    ) -> Result<(), Refused> {
        self.is_open()?;
        if self.seats.iter().any(|seat| seat.expert.id == expert.id) {
            return Err(Refused::new(
                "EXPERT_ASSIGNED_BEFORE",
                format!("专家 {} 已被指派，请另选专家", expert.id),
                format!("expert {} was assigned before: choose another", expert.id),
            )
            .with("expert", expert.id));
        }
        let found = conflicts(&expert, &declaration, of.project);
        let found = found.iter().map(|conflict| conflict.as_str());
        let mut reasons: Vec<&str> = found.collect();
        for added in of.added {
            if !reasons.contains(&added.as_str()) {
                reasons.push(added);
            }
        }
        if !reasons.is_empty() {
            return Err(Refused::new(
                "EXPERT_CONFLICT",
                format!(
                    "专家 {} 与本项目存在利益冲突，应当回避，请另选专家",
                    expert.id
                ),
                format!(
                    "expert {} has a conflict of interest and must not sit: choose another",
                    expert.id
                ),
            )
            .with("reasons", reasons.join(","))
            .with("expert", expert.id));
        }
        self.seats.push(Seat {
            expert,
            declaration,
            assigned_by: of.by.to_owned(),
            assigned_on: of.today,
            recusal: None,
            scores: BTreeMap::new(),
        });
        Ok(())
    }

    /// Takes an expert's seat away for what they declare, or the office finds, later: their scores count no more.
    pub fn recuse(
        &mut self,
        expert: &str,
        reasons: Vec<String>,
        note: String,
        by: &str,
        today: NaiveDate,
    ) -> Result<(), Refused> {
        self.is_open()?;
        crate::duty::reasoned("note", &note)?;
        self.seat(expert)?.recusal = Some(Recusal {
            reasons,
            note,
            by: by.to_owned(),
            on: today,
        });
        Ok(())
    }

    /// Those whose scores count.
    pub fn sitting(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| seat.recusal.is_none())
    }

    fn is_open(&self) -> Result<(), Refused> {
        let Some(closed_on) = self.closed_on else {
            return Ok(());
        };
        Err(Refused::new(
            "PANEL_CLOSED",
            format!("专家评审已于 {closed_on} 结束"),
            format!("the experts' review was closed on {closed_on}"),
        ))
    }

    /// The seat of somebody who still has it.
    fn seat(&mut self, expert: &str) -> Result<&mut Seat, Refused> {
        let mut seats = self.seats.iter_mut();
        let Some(seat) = seats.find(|seat| seat.expert.id == expert) else {
            return Err(Refused::new(
                "NOT_ASSIGNED",
                "该专家未被指派评审本项目",
                "the expert is not assigned to this case",
            ));
        };
        if seat.recusal.is_some() {
            return Err(Refused::new(
                "EXPERT_RECUSED",
                "该专家已回避，不再参与本项目评审",
                "the expert was recused and has no say in this case any more",
            ));
        }
        Ok(seat)
    }
}
