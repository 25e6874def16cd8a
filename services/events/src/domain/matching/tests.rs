//! The index against a look at every pair, and the chart of a run.
use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::actor::Role;
use crate::domain::chart::assert_follows;
use crate::domain::event;
use crate::domain::match_score::{Demand, Offer, Score, score};
use crate::domain::of_event::testing::running;

const CHAINS: [&str; 3] = ["BATTERY", "STORAGE", "FOOD"];
const CLUSTERS: [&str; 2] = ["NEW_ENERGY", "AGRI"];
const ORGANISATIONS: [&str; 3] = ["acme", "rival", "wyu"];

#[derive(Debug, Clone)]
struct Item {
    organisation: usize,
    chain: Option<usize>,
    cluster: Option<usize>,
    words: Vec<String>,
    level: i64,
    amount: Option<i64>,
}

impl Item {
    fn chain(&self) -> Option<&'static str> {
        self.chain.map(|at| CHAINS[at])
    }

    fn cluster(&self) -> Option<&'static str> {
        self.cluster.map(|at| CLUSTERS[at])
    }

    fn sought(&self) -> Sought<'_> {
        Sought {
            organisation: ORGANISATIONS[self.organisation],
            chain: self.chain(),
            cluster: self.cluster(),
            words: &self.words,
            min_level: self.level,
            budget_fen: self.amount,
        }
    }

    fn offered(&self) -> Offered<'_> {
        Offered {
            organisation: ORGANISATIONS[self.organisation],
            chain: self.chain(),
            cluster: self.cluster(),
            words: &self.words,
            level: self.level,
            price_fen: self.amount,
        }
    }
}

fn item() -> impl Strategy<Value = Item> {
    (
        0..ORGANISATIONS.len(),
        prop::option::weighted(0.7, 0..CHAINS.len()),
        prop::option::weighted(0.7, 0..CLUSTERS.len()),
        prop::collection::btree_set(0_u8..12, 0..5),
        0_i64..10,
        prop::option::weighted(0.8, 0_i64..40),
    )
        .prop_map(
            |(organisation, chain, cluster, words, level, amount)| Item {
                organisation,
                chain,
                cluster,
                words: words
                    .into_iter()
                    .map(|word| format!("w{word:02}"))
                    .collect(),
                level,
                amount,
            },
        )
}

/// The card, for what is said of both; what is not said matches nothing.
fn by_the_card(need: &Item, offer: &Item) -> Score {
    let texts = |words: &'static str, of: Option<&'static str>| of.unwrap_or(words);
    let wanted: Vec<&str> = need.words.iter().map(String::as_str).collect();
    let offered: Vec<&str> = offer.words.iter().map(String::as_str).collect();
    let sorted = |words: Vec<&str>| -> Vec<String> {
        let distinct: BTreeSet<&str> = words.into_iter().collect();
        distinct.into_iter().map(str::to_owned).collect()
    };
    let (wanted, offered) = (sorted(wanted), sorted(offered));
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let offered: Vec<&str> = offered.iter().map(String::as_str).collect();
    let demand = Demand {
        chain: texts("no chain of a need", need.chain()),
        cluster: texts("no cluster of a need", need.cluster()),
        keywords: &wanted,
        min_level: need.level,
        budget_fen: need.amount.unwrap_or_default(),
    };
    let offer = Offer {
        chain: texts("no chain of an achievement", offer.chain()),
        cluster: texts("no cluster of an achievement", offer.cluster()),
        keywords: &offered,
        level: offer.level,
        price_fen: offer.amount.unwrap_or(i64::MAX),
    };
    score(&demand, &offer)
}

/// A look at every pair.
fn naive(need: &Item, offers: &[Item], count: usize) -> Vec<(usize, Score)> {
    let pairs = offers.iter().enumerate();
    let mut all: Vec<(usize, Score)> = pairs
        .filter(|(_, offer)| offer.organisation != need.organisation)
        .map(|(place, offer)| (place, by_the_card(need, offer)))
        .map(|(place, score)| match need.amount {
            Some(_) => (place, score),
            None => (place, Score { budget: 0, ..score }),
        })
        .filter(|(_, score)| score.total() > 0)
        .collect();
    all.sort_by_key(|(place, score)| (std::cmp::Reverse(score.total()), *place));
    all.truncate(count);
    all
}

fn index(offers: &[Item]) -> Offers {
    let mut index = Offers::default();
    for offer in offers {
        index.put(offer.offered());
    }
    index
}

proptest! {
    #[test]
    fn the_index_finds_what_a_look_at_every_pair_finds(
        needs in prop::collection::vec(item(), 1..6),
        offers in prop::collection::vec(item(), 0..60),
        count in 0_usize..12,
    ) {
        let index = index(&offers);
        let mut search = Search::through(&index);
        // Twice: nothing of one need is left for the next.
        for need in needs.iter().chain(&needs) {
            let found = search.best(need.sought(), count);
            let expected = naive(need, &offers, count);
            let pairs: Vec<(usize, Score)> =
                found.iter().map(|found| (found.place, found.score)).collect();
            prop_assert_eq!(pairs, expected);
            for found in found {
                let offer = &offers[found.place];
                prop_assert_eq!(shared(&need.words, &offer.words).len(), found.common);
            }
        }
    }
}

fn plain(organisation: usize, chain: Option<usize>, level: i64, amount: i64) -> Item {
    Item {
        organisation,
        chain,
        cluster: None,
        words: Vec::new(),
        level,
        amount: Some(amount),
    }
}

#[test]
fn what_has_nothing_in_common_still_fills_the_list() {
    let need = plain(0, Some(0), 6, 100);
    // The same chain, but neither ready nor affordable; the others ready and cheap.
    let offers = [
        plain(1, None, 9, 50),
        plain(1, Some(0), 0, 1_000),
        plain(2, None, 9, 50),
        plain(0, Some(0), 9, 50),
    ];
    let index = index(&offers);
    let found = Search::through(&index).best(need.sought(), 2);
    let found: Vec<(usize, i64)> = found
        .iter()
        .map(|found| (found.place, found.score.total()))
        .collect();
    assert_eq!(found, [(1, 40), (0, 30)]);
}

#[test]
fn a_rule_changes_the_order_and_ties_stay() {
    let points = |extra: i64| Points {
        chain: 20,
        keywords: 10,
        stage: 20,
        budget: 0,
        extra,
    };
    let weighed = vec![("a", points(0)), ("b", points(10)), ("c", points(0))];
    let order: Vec<&str> = ranked(weighed, 2)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(order, ["b", "a"]);
    assert!(points(10).is_recommended() && !points(9).is_recommended());
}

fn organiser() -> Actor {
    Actor::person("an", "fair", "", [Role::Organiser])
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 5, 19).unwrap()
}

fn started() -> Matching {
    let id = (Uuid::from_u128(5), "KZ-EVM-2025-440703-000001".to_owned());
    start(id, &running(), &organiser(), today()).unwrap()
}

fn took(run: &Matching, command: Command, actor: &Actor) -> Result<(Matching, Step), Refused> {
    decide(run, command, &running(), (actor, today()))
}

#[test]
fn the_chart_is_the_rule_book() {
    assert_follows(State::ALL, Step::ALL, next, |step| match step {
        Step::Finish => &[(State::Running, State::Done)],
        Step::FailRule => &[(State::Running, State::Manual)],
        Step::AskAgain => &[(State::Manual, State::Running)],
        Step::TakeBaseline => &[(State::Manual, State::Done)],
        Step::Cancel => &[
            (State::Running, State::Cancelled),
            (State::Manual, State::Cancelled),
        ],
    });
}

#[test]
fn a_run_whose_rule_failed_waits_for_a_person() {
    let service = Actor::service("events", "440703");
    let failed = Tally {
        needs: 3,
        matches: 5,
        recommended: 1,
        unanswered: 1,
    };
    let run = started();
    let by_a_person = took(&run, Command::Finish(failed), &organiser()).unwrap_err();
    assert_eq!(by_a_person.reason, "NOT_BY_A_PERSON");
    let (manual, step) = took(&run, Command::Finish(failed), &service).unwrap();
    assert_eq!((manual.state, step), (State::Manual, Step::FailRule));
    let (again, _) = took(&manual, Command::AskAgain, &organiser()).unwrap();
    let (by_itself, step) = took(&manual, Command::AskAgain, &service).unwrap();
    assert_eq!((by_itself, step), (again.clone(), Step::AskAgain));
    for command in [
        Command::Cancel,
        Command::TakeBaseline {
            reason: "规则包停用".to_owned(),
        },
    ] {
        assert!(took(&manual, command, &service).is_err(), "a person's");
    }
    let whole = Tally {
        unanswered: 0,
        ..failed
    };
    let (done, step) = took(&again, Command::Finish(whole), &service).unwrap();
    assert_eq!((done.state, step), (State::Done, Step::Finish));
    assert_eq!(done.tally, Some(whole));
    let silent = Command::TakeBaseline {
        reason: " ".to_owned(),
    };
    let refused = took(&manual, silent, &organiser()).unwrap_err();
    assert_eq!(refused.reason, "REASON_MISSING");
    let reasoned = Command::TakeBaseline {
        reason: "规则包停用".to_owned(),
    };
    let (by_hand, _) = took(&manual, reasoned, &organiser()).unwrap();
    assert_eq!(by_hand.by_hand.unwrap().by, "an");
}

#[test]
fn who_does_not_run_the_event_runs_no_matching() {
    let stranger = Actor::person("li", "acme", "", [Role::Applicant]);
    let id = (Uuid::from_u128(5), String::new());
    let refused = start(id.clone(), &running(), &stranger, today()).unwrap_err();
    assert_eq!(refused.reason, "NOT_YOUR_STEP");
    let archived = OfEvent {
        state: event::State::Archived,
        ..running()
    };
    let refused = start(id, &archived, &organiser(), today()).unwrap_err();
    assert_eq!(refused.reason, "EVENT_STATE_FORBIDS");
    let run = started();
    let refused = took(&run, Command::Cancel, &stranger).unwrap_err();
    assert_eq!(refused.reason, "NOT_YOUR_STEP");
    assert_eq!(
        took(&run, Command::Cancel, &organiser()).unwrap().0.state,
        State::Cancelled
    );
}
