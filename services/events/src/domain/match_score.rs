//! Card `evt.match`: how well an achievement answers a need, part by part. The host's baseline; a county's package may weigh the
//! best of it again. Every figure is illustrative.
use std::cmp::Ordering;

const SAME_CHAIN: i64 = 40;
const SAME_CLUSTER: i64 = 20;
const KEYWORDS_MAX: i64 = 30;
const STAGE_MAX: i64 = 20;
const PER_LEVEL: i64 = 5;
const WITHIN_BUDGET: i64 = 10;
const NEAR_BUDGET: i64 = 5;
const RECOMMENDED_FROM: i64 = 60;

/// What somebody needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Demand<'a> {
    /// Industry chain, and the cluster it belongs to.
    pub chain: &'a str,
    pub cluster: &'a str,
    /// Sorted, each once.
    pub keywords: &'a [&'a str],
    /// Technology readiness level from which on it is of use.
    pub min_level: i64,
    pub budget_fen: i64,
}

/// What somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer<'a> {
    pub chain: &'a str,
    pub cluster: &'a str,
    /// Sorted, each once.
    pub keywords: &'a [&'a str],
    pub level: i64,
    pub price_fen: i64,
}

/// The parts of a score, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    pub chain: i64,
    pub keywords: i64,
    pub stage: i64,
    pub budget: i64,
}

impl Score {
    /// Of a hundred.
    pub const fn total(self) -> i64 {
        self.chain + self.keywords + self.stage + self.budget
    }

    /// Whether both sides are told that they are recommended.
    pub const fn is_recommended(self) -> bool {
        self.total() >= RECOMMENDED_FROM
    }
}

/// Compares them.
pub fn score(demand: &Demand<'_>, offer: &Offer<'_>) -> Score {
    let common = in_common(demand.keywords, offer.keywords);
    let all = demand.keywords.len() + offer.keywords.len() - common;
    Score {
        chain: chain_points(demand.chain == offer.chain, demand.cluster == offer.cluster),
        keywords: keyword_points(common, all),
        stage: stage_points(demand.min_level, offer.level),
        budget: budget_points(demand.budget_fen, offer.price_fen),
    }
}

/// Of the same industry chain, or of the same cluster of chains.
pub const fn chain_points(same_chain: bool, same_cluster: bool) -> i64 {
    if same_chain {
        SAME_CHAIN
    } else if same_cluster {
        SAME_CLUSTER
    } else {
        0
    }
}

/// The share of keywords in common among `all` of both; none of no keyword.
pub fn keyword_points(common: usize, all: usize) -> i64 {
    let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let (common, all) = (whole(common), whole(all));
    KEYWORDS_MAX
        .saturating_mul(common)
        .checked_div(all)
        .unwrap_or(0)
}

/// Fewer for each level that is missing.
pub const fn stage_points(min_level: i64, level: i64) -> i64 {
    let gap = min_level.saturating_sub(level);
    if gap <= 0 {
        return STAGE_MAX;
    }
    let points = STAGE_MAX.saturating_sub(gap.saturating_mul(PER_LEVEL));
    if points > 0 { points } else { 0 }
}

/// A price within the budget, or within six fifths of it.
pub fn budget_points(budget_fen: i64, price_fen: i64) -> i64 {
    let near = i128::from(price_fen) * 5 <= i128::from(budget_fen) * 6;
    match price_fen <= budget_fen {
        true => WITHIN_BUDGET,
        false if near => NEAR_BUDGET,
        false => 0,
    }
}

/// How many stand in both sorted lists.
fn in_common(left: &[&str], right: &[&str]) -> usize {
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    let mut common = 0;
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        match one.cmp(other) {
            Ordering::Less => {
                left.next();
            }
            Ordering::Greater => {
                right.next();
            }
            Ordering::Equal => {
                common += 1;
                left.next();
                right.next();
            }
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_in_common_are_counted_once() {
        assert_eq!(in_common(&["a", "b", "d"], &["b", "c", "d"]), 2);
        assert_eq!(in_common(&[], &["b"]), 0);
        assert_eq!(keyword_points(0, 0), 0);
        assert_eq!(keyword_points(2, 4), 15);
        assert_eq!(keyword_points(1, 7), 4);
    }

    #[test]
    fn no_figure_is_too_large() {
        assert_eq!(stage_points(i64::MAX, i64::MIN), 0);
        assert_eq!(stage_points(i64::MIN, i64::MAX), STAGE_MAX);
        assert_eq!(stage_points(6, 5), 15);
        assert_eq!(budget_points(i64::MAX, i64::MAX), WITHIN_BUDGET);
        assert_eq!(budget_points(i64::MIN, i64::MAX), 0);
        assert_eq!(budget_points(5, 6), NEAR_BUDGET);
        assert_eq!(budget_points(5, 7), 0);
    }
}
