//! Scores: given once, changed only with a reason that is kept, hidden from the others until all are in.
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Change, Criterion, Panel, Seat};
use crate::refused::Refused;

/// What an expert scored, as somebody may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet<'a> {
    /// Subject of the expert.
    pub expert: &'a str,
    /// Whether every criterion has its score.
    pub is_complete: bool,
    /// `None` while it is not for these eyes.
    pub scores: Option<&'a BTreeMap<String, i64>>,
}

/// What the experts' scores of one criterion come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mean {
    pub criterion: String,
    /// Half up.
    pub mean: i64,
}

impl Panel {
    /// Takes one score of an expert. The same one again changes nothing; another one needs a reason, which is kept.
    pub fn score(
        &mut self,
        expert: &str,
        criterion: &str,
        value: i64,
        reason: &str,
        today: NaiveDate,
    ) -> Result<(), Refused> {
        self.is_open()?;
        let max = self.max_of(criterion)?;
        let seat = self.seat(expert)?;
        if !(0..=max).contains(&value) {
            return Err(Refused::new(
                "SCORE_OUT_OF_RANGE",
                format!("{criterion} 的评分须为 0 至 {max}"),
                format!("a score of {criterion} is from 0 to {max}"),
            )
            .with("max", max.to_string()));
        }
        let before = seat.scores.get(criterion).copied();
        if let Some(before) = before.filter(|before| *before != value) {
            crate::duty::reasoned("reason", reason)?;
            self.changes.push(Change {
                expert: expert.to_owned(),
                criterion: criterion.to_owned(),
                before,
                after: value,
                reason: reason.to_owned(),
                on: today,
            });
        }
        let seat = self.seat(expert)?;
        seat.scores.insert(criterion.to_owned(), value);
        Ok(())
    }

    /// Whether somebody sits, and nobody's score is missing.
    pub fn all_in(&self) -> bool {
        let mut sitting = self.sitting().peekable();
        sitting.peek().is_some() && sitting.all(|seat| self.is_complete(seat))
    }

    /// The sheets of those who sit, as `viewer` may see them: their own always, the others' when all are in, or the panel is
    /// closed. The office sees no more than an expert does.
    pub fn sheets(&self, viewer: &str) -> Vec<Sheet<'_>> {
        let are_shown = self.closed_on.is_some() || self.all_in();
        self.sitting()
            .map(|seat| Sheet {
                expert: seat.expert.id.as_str(),
                is_complete: self.is_complete(seat),
                scores: (are_shown || seat.expert.id == viewer).then_some(&seat.scores),
            })
            .collect()
    }

    /// Ends the review: the mean of each criterion, in the order of the criteria.
    pub fn close(&mut self, experts_min: usize, today: NaiveDate) -> Result<Vec<Mean>, Refused> {
        self.is_open()?;
        let sitting = self.sitting().count();
        if sitting < experts_min {
            return Err(Refused::new(
                "TOO_FEW_EXPERTS",
                format!("评审专家不得少于 {experts_min} 人，现有 {sitting} 人，请补充指派"),
                format!("at least {experts_min} experts judge, and {sitting} do: assign more"),
            ));
        }
        if !self.all_in() {
            let missing = self.sitting().filter(|seat| !self.is_complete(seat));
            let missing: Vec<&str> = missing.map(|seat| seat.expert.id.as_str()).collect();
            return Err(Refused::new(
                "SCORES_MISSING",
                "专家评分尚未全部提交，请待评分齐全后再办理",
                "not every expert has scored every criterion yet: go on when they have",
            )
            .with("experts", missing.join(",")));
        }
        let means = self.means();
        self.closed_on = Some(today);
        Ok(means)
    }

    /// The same figures at any time; none while a score is missing.
    pub fn means(&self) -> Vec<Mean> {
        if !self.all_in() {
            return Vec::new();
        }
        let mean = |criterion: &Criterion| Mean {
            criterion: criterion.name.clone(),
            mean: self.mean_of(&criterion.name),
        };
        self.criteria.iter().map(mean).collect()
    }

    fn mean_of(&self, criterion: &str) -> i64 {
        let scores = self.sitting().filter_map(|seat| seat.scores.get(criterion));
        let (count, sum) = scores.fold((0_i128, 0_i128), |(count, sum), score| {
            (count + 1, sum + i128::from(*score))
        });
        // Half up: no score is below nothing.
        let mean = (2 * sum + count).checked_div(2 * count).unwrap_or(0);
        // A mean lies between its scores.
        i64::try_from(mean).unwrap_or(i64::MAX)
    }

    fn is_complete(&self, seat: &Seat) -> bool {
        let mut criteria = self.criteria.iter();
        criteria.all(|criterion| seat.scores.contains_key(&criterion.name))
    }

    fn max_of(&self, criterion: &str) -> Result<i64, Refused> {
        let mut criteria = self.criteria.iter();
        match criteria.find(|known| known.name == criterion) {
            Some(known) => Ok(known.max),
            None if criterion.trim().is_empty() => Err(Refused::new(
                "CRITERION_UNKNOWN",
                "请填写评分项",
                "say which of the criteria is scored",
            )),
            None => Err(Refused::new(
                "CRITERION_UNKNOWN",
                format!("没有评分项 {criterion}"),
                format!("{criterion} is none of the criteria"),
            )),
        }
    }
}
