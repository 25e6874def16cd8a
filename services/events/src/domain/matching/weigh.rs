//! What is kept of a need: its best achievements part by part, by the baseline or as the authority's rule weighed them again.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::code_list::code_list;
use crate::domain::match_score::Score;

/// From this score on both sides are told that they are recommended.
const RECOMMENDED_FROM: i64 = 60;

code_list! {
    /// What a rule said of one need.
    RuleSaid {
        NotAsked = "NOT_ASKED", "未询问规则", "no rule was asked";
        Weighed = "WEIGHED", "规则已调整权重", "weighed by the rule";
        Declined = "DECLINED", "规则不调整", "left as it is by the rule";
        Failed = "FAILED", "规则未能作答", "the rule gave no answer";
    }
}

/// The parts of a score, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Points {
    pub chain: i64,
    pub keywords: i64,
    pub stage: i64,
    pub budget: i64,
    /// For what the baseline does not look at.
    pub extra: i64,
}

impl Points {
    /// Of a hundred.
    pub const fn total(self) -> i64 {
        self.chain + self.keywords + self.stage + self.budget + self.extra
    }

    /// Whether both sides are told that they are recommended.
    pub const fn is_recommended(self) -> bool {
        self.total() >= RECOMMENDED_FROM
    }
}

impl From<Score> for Points {
    fn from(score: Score) -> Points {
        Points {
            chain: score.chain,
            keywords: score.keywords,
            stage: score.stage,
            budget: score.budget,
            extra: 0,
        }
    }
}

/// One achievement for one need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    pub achievement: Uuid,
    pub organisation: String,
    pub organisation_name: String,
    pub title: String,
    pub points: Points,
    /// As the host compared them, whatever a rule said.
    pub baseline: Points,
    /// Words that both have, sorted.
    pub shared: Vec<String>,
    /// Readiness levels that are missing.
    pub levels_missing: i64,
}

/// What is kept of one need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopList {
    pub need: Uuid,
    pub organisation: String,
    pub organisation_name: String,
    pub title: String,
    pub rule: RuleSaid,
    /// The best first.
    pub matches: Vec<Match>,
}

impl TopList {
    /// How many of them both sides are told of.
    pub fn recommended(&self) -> usize {
        let recommended = self
            .matches
            .iter()
            .filter(|one| one.points.is_recommended());
        recommended.count()
    }
}

/// The best `kept` by their points; of equal ones whoever was ahead before.
pub fn ranked<T>(mut weighed: Vec<(T, Points)>, kept: usize) -> Vec<(T, Points)> {
    weighed.sort_by_key(|(_, points)| std::cmp::Reverse(points.total()));
    weighed.truncate(kept);
    weighed
}

/// The words that both have.
pub fn shared(one: &[String], other: &[String]) -> Vec<String> {
    let shared = one.iter().filter(|word| other.binary_search(word).is_ok());
    shared.cloned().collect()
}
