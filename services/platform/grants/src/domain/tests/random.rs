//! Whatever is asked in whatever order, by whomever: the budget holds, a fact is granted once, and money that left was decided on.
use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const ANNOUNCED: i64 = 1_000;

/// A county's books and claims, as the store keeps them.
struct World {
    ledger: Ledger,
    claims: Vec<Claim>,
    today: NaiveDate,
    /// Counted beside the ledger.
    paid: i64,
    recovered: i64,
}

impl World {
    fn new() -> World {
        World {
            ledger: Ledger::new(Fen(ANNOUNCED), false),
            claims: Vec::new(),
            today: date("2026-03-03"),
            paid: 0,
            recovered: 0,
        }
    }

    /// The constraint of the store: a fact of a live claim is taken.
    fn is_taken(&self, facts: &[String]) -> bool {
        let live = self.claims.iter().filter(|claim| claim.is_live());
        live.flat_map(|claim| &claim.facts)
            .any(|taken| facts.contains(taken))
    }

    fn add(&mut self, facts: Vec<String>) {
        let subject = Subject { facts, ..subject() };
        let drafted = draft(new_claim(subject), &claimant(), self.today).unwrap();
        if !self.is_taken(&drafted.facts) {
            self.claims.push(drafted);
        }
    }

    fn step(&mut self, index: usize, actor: &Actor, command: Command) {
        let Some(claim) = self.claims.get(index) else {
            return;
        };
        let limits = Limits {
            most: Some(Fen(700)),
            available: Some(self.ledger.available()),
            barred: false,
        };
        let at = Circumstances {
            actor,
            today: self.today,
            calendar: WorkingCalendar::shipped(),
            terms: &Terms::default(),
            limits,
        };
        let Ok(decided) = decide(claim, command, &at) else {
            return;
        };
        if let Some(entry) = decided.entry {
            let Ok(ledger) = self.ledger.book(entry) else {
                return;
            };
            self.ledger = ledger;
            match entry {
                Entry::Pay(amount) => self.paid += amount.get(),
                Entry::Recover(amount) => self.recovered += amount.get(),
                _ => {}
            }
        }
        self.claims[index] = decided.claim;
    }

    /// What claims hold of the budget, by their states.
    fn held(&self) -> BTreeMap<&'static str, i64> {
        let mut held = BTreeMap::new();
        for claim in &self.claims {
            let part = match claim.state {
                State::Computed => "reserved",
                State::Approved | State::Published | State::Suspended => "committed",
                State::Paid | State::Recovering | State::Recovered => "paid",
                State::Draft | State::Filed | State::Manual | State::Refused | State::Withdrawn => {
                    "none"
                }
            };
            *held.entry(part).or_default() += claim.total().get();
        }
        held
    }
}

/// One request: on which claim, by whom, what, and how many days later.
type Asked = (usize, usize, usize, i64, u64);

fn actor(kind: usize) -> Actor {
    match kind {
        0 => claimant(),
        1 => officer(),
        2 => person("li", Role::CountyStb),
        3 => payer(),
        _ => service(),
    }
}

fn command(kind: usize, total: i64, claim: Option<&Claim>, limits: Limits) -> Command {
    match kind {
        0 => file(),
        1 => match claim {
            // As a rule answers: whatever it likes.
            Some(claim) => {
                let answer = Answer {
                    ok: total >= 0,
                    amount: Fen(total),
                    payee: None,
                    reasons: Vec::new(),
                };
                let decision = Uuid::from_u128(4);
                command_after(RuleOutcome::Answered { answer, decision }, claim, limits)
            }
            None => Command::AskAgain,
        },
        2 => send_to_manual(),
        3 => by_hand(total),
        4 => Command::AskAgain,
        5 => refuse("NO", "no"),
        6 => approve(),
        7 => Command::Publish,
        8 => object(),
        9 => dismiss(),
        10 => uphold(),
        11 => Command::Pay,
        12 => breach(),
        13 => recover(total),
        _ => Command::Withdraw,
    }
}

fn asked() -> impl Strategy<Value = Asked> {
    (
        0..4_usize,
        0..5_usize,
        0..15_usize,
        -50..1_200_i64,
        0..4_u64,
    )
}

proptest! {
    #[test]
    fn no_history_breaks_the_books_or_grants_a_fact_twice(
        months in proptest::collection::vec(proptest::sample::subsequence(vec!["01", "02", "03", "04"], 1..3), 1..5),
        history in proptest::collection::vec(asked(), 0..300),
    ) {
        let mut world = World::new();
        for months in &months {
            world.add(facts(months));
        }
        for (index, who, what, total, days) in history {
            world.today = world.today + chrono::Days::new(days);
            let limits = Limits {
                most: Some(Fen(700)),
                available: Some(world.ledger.available()),
                barred: false,
            };
            let command = command(what, total, world.claims.get(index), limits);
            world.step(index, &actor(who), command);

            let ledger = world.ledger;
            for figure in [ledger.reserved, ledger.committed, ledger.paid, ledger.recovered, ledger.available()] {
                prop_assert!(figure >= Fen::ZERO, "{ledger:?}");
            }
            prop_assert!(ledger.bound().get() <= ANNOUNCED, "{ledger:?}");
            prop_assert_eq!((ledger.paid.get(), ledger.recovered.get()), (world.paid, world.recovered));
            let held = world.held();
            let part = |name| held.get(name).copied().unwrap_or_default();
            prop_assert_eq!(part("reserved"), ledger.reserved.get());
            prop_assert_eq!(part("committed"), ledger.committed.get());
            prop_assert_eq!(part("paid"), ledger.paid.get());
            for claim in &world.claims {
                prop_assert!(claim.recovered() <= claim.total());
                if let Some(payment) = &claim.payment {
                    // Approved by one, paid by another, and neither filed it.
                    let people = [Some(claim.applicant.as_str()), claim.approved_by.as_deref(), Some(payment.paid_by.as_str())];
                    let different: std::collections::BTreeSet<_> = people.iter().collect();
                    prop_assert_eq!(different.len(), 3);
                }
            }
            let mut live: Vec<&String> = world.claims.iter().filter(|claim| claim.is_live()).flat_map(|claim| &claim.facts).collect();
            let all = live.len();
            live.sort();
            live.dedup();
            prop_assert_eq!(live.len(), all, "a fact is granted twice");
        }
    }
}
