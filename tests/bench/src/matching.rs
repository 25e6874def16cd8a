//! One matching run: the 200 best of 10,000 achievements for each of 10,000 needs, by the index that a run of the events service
//! stands on, against card `evt.match` on every pair. The naive side takes as many needs as a turn can wait for; both find the
//! same for them, or nothing is told. Then the run as people have it: `run`.
mod run;

use std::cmp::Reverse;
use std::time::{Duration, Instant};

use anyhow::ensure;
use kezhuan_events::domain::match_score::{Demand, Offer, score};
use kezhuan_events::domain::matching::{Offered, Offers, Search, Sought};

use crate::rounds::{ROUNDS, Side, alternate};
use crate::row::Row;

const INDEX: &str = "index";
const NAIVE: &str = "naive scan";
const NEEDS: usize = 10_000;
const ACHIEVEMENTS: usize = 10_000;
/// Needs of a naive turn.
const SAMPLE: usize = 200;
const KEPT: usize = 200;
/// Words of one text, out of so many.
const WORDS: usize = 20;
const VOCABULARY: u64 = 20_000;
const CHAINS: u64 = 24;
const CLUSTERS: u64 = 6;
const ORGANISATIONS: usize = 500;
/// A run finishes in seconds.
const SECONDS_MAX: f64 = 10.0;
/// The naive scan's time ÷ the index's.
const GOAL: f64 = 0.2;

/// A need or an achievement.
struct Item {
    organisation: String,
    chain: String,
    cluster: String,
    words: Vec<String>,
    level: i64,
    amount_fen: i64,
}

/// What one side found for the sample, and how long one need took.
struct Turn {
    per_need: Duration,
    whole: Duration,
}

/// The rows.
pub fn compare() -> anyhow::Result<Vec<Row>> {
    let mut dice = Dice(7);
    let needs: Vec<Item> = (0..NEEDS).map(|at| item("need", at, &mut dice)).collect();
    let offers: Vec<Item> = (0..ACHIEVEMENTS)
        .map(|at| item("offer", at, &mut dice))
        .collect();
    let expected = naive(&needs[..SAMPLE], &offers);
    ensure!(
        expected == indexed(&needs[..SAMPLE], &offers),
        "the index finds what the naive scan does not"
    );
    let sides = vec![
        Side::new(INDEX, || {
            Ok(timed(NEEDS, || {
                indexed(&needs, &offers);
            }))
        }),
        Side::new(NAIVE, || {
            Ok(timed(SAMPLE, || {
                naive(&needs[..SAMPLE], &offers);
            }))
        }),
    ];
    let measured = alternate("match", ROUNDS, sides)?;
    let per_need = |turn: &Turn| turn.per_need.as_secs_f64();
    let mut rows = vec![
        Row::new(
            "match",
            measured.median(INDEX, |turn| turn.whole.as_secs_f64()),
            "s",
            ROUNDS,
        )
        .value_at_most(SECONDS_MAX),
        Row::new(
            "match_per_need",
            measured.median(INDEX, per_need) * 1_000_000.0,
            "µs",
            ROUNDS,
        )
        .against(NAIVE, measured.ratio(INDEX, NAIVE, per_need))
        .ratio_at_most(GOAL),
    ];
    rows.extend(run::compare(&needs, &offers)?);
    Ok(rows)
}

fn timed(needs: usize, work: impl FnOnce()) -> Turn {
    let begun = Instant::now();
    work();
    let whole = begun.elapsed();
    Turn {
        per_need: whole / u32::try_from(needs).unwrap_or(u32::MAX),
        whole,
    }
}

/// By need, the places of the best with their scores.
type Lists = Vec<Vec<(usize, i64)>>;

fn indexed(needs: &[Item], offers: &[Item]) -> Lists {
    let mut index = Offers::default();
    for offer in offers {
        index.put(Offered {
            organisation: &offer.organisation,
            chain: Some(&offer.chain),
            cluster: Some(&offer.cluster),
            words: &offer.words,
            level: offer.level,
            price_fen: Some(offer.amount_fen),
        });
    }
    let mut search = Search::through(&index);
    let best = needs.iter().map(|need| {
        let sought = Sought {
            organisation: &need.organisation,
            chain: Some(&need.chain),
            cluster: Some(&need.cluster),
            words: &need.words,
            min_level: need.level,
            budget_fen: Some(need.amount_fen),
        };
        let found = search.best(sought, KEPT);
        found
            .iter()
            .map(|found| (found.place, found.score.total()))
            .collect()
    });
    best.collect()
}

fn naive(needs: &[Item], offers: &[Item]) -> Lists {
    let words = |item: &Item| -> Vec<String> { item.words.clone() };
    let offered: Vec<Vec<String>> = offers.iter().map(words).collect();
    let offered: Vec<Vec<&str>> = offered
        .iter()
        .map(|words| words.iter().map(String::as_str).collect())
        .collect();
    let best = needs.iter().map(|need| {
        let keywords: Vec<&str> = need.words.iter().map(String::as_str).collect();
        let demand = Demand {
            chain: &need.chain,
            cluster: &need.cluster,
            keywords: &keywords,
            min_level: need.level,
            budget_fen: need.amount_fen,
        };
        let scores = offers.iter().zip(&offered).map(|(offer, keywords)| {
            let offer = Offer {
                chain: &offer.chain,
                cluster: &offer.cluster,
                keywords,
                level: offer.level,
                price_fen: offer.amount_fen,
            };
            score(&demand, &offer).total()
        });
        let mut all: Vec<(usize, i64)> = scores.enumerate().collect();
        all.retain(|(_, total)| *total > 0);
        all.sort_by_key(|(place, total)| (Reverse(*total), *place));
        all.truncate(KEPT);
        all
    });
    best.collect()
}

fn item(side: &str, at: usize, dice: &mut Dice) -> Item {
    let chain = dice.below(CHAINS);
    let mut words: Vec<String> = (0..WORDS)
        // Some words are in many texts, most in few.
        .map(|_| dice.below(VOCABULARY).min(dice.below(VOCABULARY)))
        .map(|word| format!("word-{word}"))
        .collect();
    words.sort();
    words.dedup();
    Item {
        // Each brings several.
        organisation: format!("{side}-{}", at % ORGANISATIONS),
        chain: format!("CHAIN_{chain}"),
        cluster: format!("CLUSTER_{}", chain % CLUSTERS),
        words,
        level: i64::try_from(dice.below(10)).unwrap_or_default(),
        amount_fen: i64::try_from(dice.below(500_000_000)).unwrap_or_default(),
    }
}

/// The same numbers in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }
}
