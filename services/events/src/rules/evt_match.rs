//! `evt.match@1`: how the achievements that the baseline finds best for one need are weighed again.
use kezhuan_rulebook::Shelf;

use super::bindings::evt_match::{self as hook, Ask, Facts};
use super::{Asked, Asking, Rules, small_count};
use crate::domain::match_score::Score;

/// The baseline hands a rule no more of each need.
pub const CANDIDATES_MAX: usize = 200;
const POINTS_MAX: u32 = 100;

/// A need as a rule is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Of the authority that runs the matching.
    pub case_division: String,
    /// Six digits, where the need comes from; `None` where nobody knows.
    pub division: Option<String>,
    pub chain: Option<String>,
    pub cluster: Option<String>,
    pub keywords: Vec<String>,
    /// 1 to 9; 0: any.
    pub min_level: u8,
    pub budget_fen: Option<i64>,
}

/// One of the baseline's best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub division: Option<String>,
    pub is_college: bool,
    pub chain: Option<String>,
    pub cluster: Option<String>,
    /// 1 to 9; 0: nobody said.
    pub level: u8,
    pub price_fen: Option<i64>,
    /// Keywords in common.
    pub shared: i64,
    pub baseline: Score,
}

/// The parts of a score as a rule weighs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    pub chain: i64,
    pub keywords: i64,
    pub stage: i64,
    pub budget: i64,
    /// For what the baseline does not look at.
    pub extra: i64,
}

impl<S: Shelf> Rules<S> {
    /// Asks an authority about one need; the answer is in the order of the candidates, or nothing where the baseline stands.
    /// Legal date: the matching run.
    pub async fn weighing(
        &self,
        wanted: Wanted,
        candidates: Vec<Candidate>,
        asking: Asking,
    ) -> Result<Asked<Option<Vec<Weighed>>>, S::Error> {
        let division = wanted.case_division.clone();
        let count = candidates.len();
        let facts = move |header| Facts {
            header,
            need: hook::Need {
                division: wanted.division,
                chain: wanted.chain,
                cluster: wanted.cluster,
                keywords: wanted.keywords,
                min_trl: wanted.min_level,
                budget_fen: wanted.budget_fen,
            },
            candidates: candidates.into_iter().map(told).collect(),
        };
        let of = (division.as_str(), None);
        let asked = self.ask::<Ask>(asking, of, facts).await?;
        Ok(asked.held_to(move |outcome| match outcome.ok {
            false => Ok(None),
            true if outcome.points.len() != count => Err("POINTS_MISSING"),
            true if outcome.points.iter().any(exceeds) => Err("SCORE_OUT_OF_RANGE"),
            true => Ok(Some(outcome.points.iter().map(heard).collect())),
        }))
    }
}

fn told(candidate: Candidate) -> hook::Candidate {
    hook::Candidate {
        division: candidate.division,
        is_college: candidate.is_college,
        chain: candidate.chain,
        cluster: candidate.cluster,
        trl: candidate.level,
        price_fen: candidate.price_fen,
        shared: small_count(candidate.shared),
        baseline: hook::Baseline {
            chain: small_count(candidate.baseline.chain),
            keywords: small_count(candidate.baseline.keywords),
            stage: small_count(candidate.baseline.stage),
            budget: small_count(candidate.baseline.budget),
        },
    }
}

fn exceeds(points: &hook::Points) -> bool {
    let parts = [
        points.chain,
        points.keywords,
        points.stage,
        points.budget,
        points.extra,
    ];
    parts.into_iter().map(u32::from).sum::<u32>() > POINTS_MAX
}

fn heard(points: &hook::Points) -> Weighed {
    Weighed {
        chain: i64::from(points.chain),
        keywords: i64::from(points.keywords),
        stage: i64::from(points.stage),
        budget: i64::from(points.budget),
        extra: i64::from(points.extra),
    }
}
