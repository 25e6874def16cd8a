//! The best achievements for one need: those it has something in common with by the index, and the others by what they can still
//! reach. Exactly what a look at every pair finds, in the same order.
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::offers::{Offers, Row};
use crate::domain::match_score::{
    Score, budget_points, chain_points, keyword_points, stage_points,
};

/// A need as it is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Sought<'a> {
    /// Nobody is matched with themselves.
    pub organisation: &'a str,
    pub chain: Option<&'a str>,
    pub cluster: Option<&'a str>,
    /// Each once.
    pub words: &'a [String],
    pub min_level: i64,
    pub budget_fen: Option<i64>,
}

/// One achievement that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its place in the order in which achievements were put in.
    pub place: usize,
    /// Words in common.
    pub common: usize,
    pub score: Score,
}

/// The order of what is found: the higher score first, of equal ones who was put in first.
type Rank = (i64, Reverse<usize>);

/// Looks for one need after another, with the same memory.
#[derive(Debug)]
pub struct Search<'o> {
    offers: &'o Offers,
    /// By place: words in common with the need at hand.
    common: Vec<usize>,
    /// By place: whether anything is in common with it.
    is_met: Vec<bool>,
    met: Vec<usize>,
}

/// A need with its texts as the numbers of the index.
struct Asked<'a> {
    sought: Sought<'a>,
    organisation: Option<usize>,
    chain: Option<usize>,
    cluster: Option<usize>,
}

impl<'o> Search<'o> {
    /// Looks through these achievements.
    pub fn through(offers: &'o Offers) -> Search<'o> {
        Search {
            offers,
            common: vec![0; offers.len()],
            is_met: vec![false; offers.len()],
            met: Vec::new(),
        }
    }

    /// At most `count`, the best first. What has no point at all is none of them.
    pub fn best(&mut self, sought: Sought<'_>, count: usize) -> Vec<Found> {
        let offers = self.offers;
        let asked = Asked {
            organisation: offers.organisations().number(sought.organisation),
            chain: sought.chain.and_then(|name| offers.chains().number(name)),
            cluster: sought
                .cluster
                .and_then(|name| offers.clusters().number(name)),
            sought,
        };
        self.meet(sought);
        let mut best = Best::of(count);
        for place in &self.met {
            best.try_in(self.found(&asked, *place));
        }
        self.fill(&asked, &mut best);
        let ranked = best.ranked();
        let found = ranked.filter_map(|place| self.found(&asked, place));
        let found = found.collect();
        self.forget();
        found
    }

    /// Everything that has a word, the chain or the cluster in common with the need.
    fn meet(&mut self, sought: Sought<'_>) {
        let offers = self.offers;
        for word in sought.words {
            for place in offers.words().places(word) {
                self.note(*place, 1);
            }
        }
        let chain = sought.chain.map(|name| offers.chains().places(name));
        let cluster = sought.cluster.map(|name| offers.clusters().places(name));
        for place in chain.into_iter().chain(cluster).flatten() {
            self.note(*place, 0);
        }
    }

    fn note(&mut self, place: usize, words: usize) {
        let (Some(common), Some(is_met)) = (self.common.get_mut(place), self.is_met.get_mut(place))
        else {
            return;
        };
        *common += words;
        if !std::mem::replace(is_met, true) {
            self.met.push(place);
        }
    }

    /// The others, in order, as long as one of them can still be among the best.
    fn fill(&self, asked: &Asked<'_>, best: &mut Best) {
        let reach = (self.offers).reach(asked.sought.min_level, asked.sought.budget_fen);
        for (place, is_met) in self.is_met.iter().enumerate() {
            if best.is_beyond((reach, Reverse(place))) {
                break;
            }
            if !is_met {
                best.try_in(self.found(asked, place));
            }
        }
    }

    fn found(&self, asked: &Asked<'_>, place: usize) -> Option<Found> {
        let row = self.offers.row(place)?;
        if asked.organisation == Some(row.organisation) {
            return None;
        }
        let common = self.common.get(place).copied().unwrap_or_default();
        let score = asked.score(row, common);
        (score.total() > 0).then_some(Found {
            place,
            common,
            score,
        })
    }

    fn forget(&mut self) {
        for place in self.met.drain(..) {
            if let Some(common) = self.common.get_mut(place) {
                *common = 0;
            }
            if let Some(is_met) = self.is_met.get_mut(place) {
                *is_met = false;
            }
        }
    }
}

impl Asked<'_> {
    /// What is not said has no part in it: no chain is the same as none, and a budget is compared with a price.
    fn score(&self, row: &Row, common: usize) -> Score {
        let same = |one: Option<usize>, other: Option<usize>| one.is_some() && one == other;
        let all = (self.sought.words.len() + row.words).saturating_sub(common);
        let prices = self.sought.budget_fen.zip(row.price_fen);
        Score {
            chain: chain_points(same(self.chain, row.chain), same(self.cluster, row.cluster)),
            keywords: keyword_points(common, all),
            stage: stage_points(self.sought.min_level, row.level),
            budget: prices.map_or(0, |(budget, price)| budget_points(budget, price)),
        }
    }
}

/// The best so far, the worst of them on top.
struct Best {
    kept: BinaryHeap<Reverse<Rank>>,
    count: usize,
}

impl Best {
    fn of(count: usize) -> Best {
        Best {
            kept: BinaryHeap::with_capacity(count.saturating_add(1)),
            count,
        }
    }

    fn try_in(&mut self, found: Option<Found>) {
        let Some(found) = found else { return };
        let rank = (found.score.total(), Reverse(found.place));
        if self.is_beyond(rank) {
            return;
        }
        self.kept.push(Reverse(rank));
        if self.kept.len() > self.count {
            self.kept.pop();
        }
    }

    /// Whether there are enough that are better.
    fn is_beyond(&self, rank: Rank) -> bool {
        let worst = self.kept.peek();
        self.kept.len() >= self.count && worst.is_none_or(|worst| worst.0 > rank)
    }

    /// Their places, the best first.
    fn ranked(self) -> impl Iterator<Item = usize> {
        let kept = self.kept.into_sorted_vec();
        kept.into_iter().map(|Reverse((_, Reverse(place)))| place)
    }
}
