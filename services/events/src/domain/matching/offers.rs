//! Achievements as an index: what each has in common with a need is found without looking at all of them.
use std::collections::HashMap;

use crate::domain::match_score::{budget_points, stage_points};

/// An achievement as it is put in.
#[derive(Debug, Clone, Copy)]
pub struct Offered<'a> {
    pub organisation: &'a str,
    pub chain: Option<&'a str>,
    pub cluster: Option<&'a str>,
    /// Each once.
    pub words: &'a [String],
    pub level: i64,
    pub price_fen: Option<i64>,
}

/// What is compared of one, with numbers in the place of texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub organisation: usize,
    pub chain: Option<usize>,
    pub cluster: Option<usize>,
    pub words: usize,
    pub level: i64,
    pub price_fen: Option<i64>,
}

/// All achievements of a run, by their place in the order in which they were put in.
#[derive(Debug, Default)]
pub struct Offers {
    rows: Vec<Row>,
    organisations: Named,
    chains: Named,
    clusters: Named,
    words: Named,
    level_most: i64,
    price_least: Option<i64>,
}

/// Names by their number, and where each occurs.
#[derive(Debug, Default)]
pub(super) struct Named {
    numbers: HashMap<String, usize>,
    places: Vec<Vec<usize>>,
}

impl Named {
    fn put(&mut self, name: &str, place: usize) -> usize {
        let number = match self.numbers.get(name) {
            Some(number) => *number,
            None => {
                let number = self.places.len();
                self.numbers.insert(name.to_owned(), number);
                self.places.push(Vec::new());
                number
            }
        };
        if let Some(places) = self.places.get_mut(number) {
            places.push(place);
        }
        number
    }

    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// Where a name occurs, in order.
    pub(super) fn places(&self, name: &str) -> &[usize] {
        let places = self.number(name).and_then(|number| self.places.get(number));
        places.map_or(&[], Vec::as_slice)
    }
}

impl Offers {
    /// Adds one after those that are in.
    pub fn put(&mut self, offered: Offered<'_>) {
        let place = self.rows.len();
        for word in offered.words {
            self.words.put(word, place);
        }
        let row = Row {
            organisation: self.organisations.put(offered.organisation, place),
            chain: offered.chain.map(|chain| self.chains.put(chain, place)),
            cluster: offered
                .cluster
                .map(|cluster| self.clusters.put(cluster, place)),
            words: offered.words.len(),
            level: offered.level,
            price_fen: offered.price_fen,
        };
        self.level_most = self.level_most.max(row.level);
        let prices = [self.price_least, row.price_fen];
        self.price_least = prices.into_iter().flatten().min();
        self.rows.push(row);
    }

    /// How many are in.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn row(&self, place: usize) -> Option<&Row> {
        self.rows.get(place)
    }

    pub(super) fn organisations(&self) -> &Named {
        &self.organisations
    }

    pub(super) fn chains(&self) -> &Named {
        &self.chains
    }

    pub(super) fn clusters(&self) -> &Named {
        &self.clusters
    }

    pub(super) fn words(&self) -> &Named {
        &self.words
    }

    /// The most that an achievement with nothing in common with a need can have: the two parts that ask for nothing in common, of
    /// the readiest and of the cheapest.
    pub(super) fn reach(&self, min_level: i64, budget_fen: Option<i64>) -> i64 {
        let stage = stage_points(min_level, self.level_most);
        let budget = budget_fen
            .zip(self.price_least)
            .map_or(0, |(budget, price)| budget_points(budget, price));
        stage + budget
    }
}
