//! Claims that wait for money: who joins the line, who goes on, and in which order.
use kezhuan_law::WhenExhausted;
use proptest::prelude::*;

use super::super::{Line, turn};
use super::*;
use crate::domain::budget::shares;

fn line(waiting: i64, next_place: i64) -> Line {
    Line {
        waiting,
        next_place,
    }
}

fn hold(place: i64, computed: Command) -> Command {
    Command::Hold {
        computed: Box::new(computed),
        place,
    }
}

fn held() -> Claim {
    let command = hold(1, compute(Some(amount(100))));
    done(&filed(), "2025-03-04", &service(), command).claim
}

fn manual() -> Claim {
    let failed = Command::SendToManual {
        failure: text("TRAP"),
        decision: None,
    };
    done(&filed(), "2025-03-04", &service(), failed).claim
}

#[test]
fn a_claim_joins_the_line_where_money_or_its_turn_is_missing() {
    use WhenExhausted::*;
    let wanted = || compute(Some(amount(100)));
    for (waiting, available, policy, joins) in [
        (0, 100, Queue, false),
        (0, 99, Queue, true),
        (0, 99, Prorate, true),
        // Refused by the ledger, as before.
        (0, 99, Refuse, false),
        // Nobody overtakes, whatever there is, also where the policy changed since.
        (1, 100, Queue, true),
        (1, 100, Prorate, true),
        (1, 100, Refuse, true),
    ] {
        let admitted = line(waiting, 7).admit(wanted(), Fen(available), policy);
        let expected = match joins {
            true => hold(7, wanted()),
            false => wanted(),
        };
        assert_eq!(admitted, expected, "{waiting} {available} {policy:?}");
    }
    // What asks for no money waits for none.
    for free in [compute(None), by_hand(0), Command::AskAgain] {
        let admitted = line(3, 4).admit(free.clone(), Fen::ZERO, WhenExhausted::Queue);
        assert_eq!(admitted, free);
    }
}

#[test]
fn what_waits_holds_nothing_and_is_covered_by_the_service_in_its_turn() {
    let held = held();
    assert_eq!((held.state, held.place), (State::Held, Some(1)));
    assert_eq!(held.budget_state(), BudgetState::None);
    let covered = done(&held, "2025-03-05", &service(), Command::Cover);
    assert_eq!(covered.event, Event::ClaimCovered);
    assert_eq!(covered.entry, Some(Entry::Reserve(Fen(100))));
    assert_eq!(covered.claim.place, None);
    let by_person = refused(&held, "2025-03-05", &checker(), Command::Cover);
    assert_eq!(by_person, "NOT_BY_A_PERSON");

    let command = hold(4, by_hand(100));
    let by_hand = done(&manual(), "2025-03-05", &checker(), command.clone());
    assert_eq!(by_hand.claim.place, Some(4));
    assert_eq!(by_hand.claim.computed_by.as_deref(), Some("county"));
    // What holds a claim is the step that computed it, with all it asks for.
    let wrong_step = refused(&filed(), "2025-03-05", &checker(), command);
    assert_eq!(wrong_step, "STATE_FORBIDS");
    let by_person = hold(4, compute(Some(amount(100))));
    let by_person = refused(&filed(), "2025-03-05", &checker(), by_person);
    assert_eq!(by_person, "NOT_BY_A_PERSON");
}

#[test]
fn who_waits_may_be_refused_or_withdraw_and_gives_nothing_back() {
    let refusal = done(
        &held(),
        "2025-03-05",
        &checker(),
        refuse("FALSE", "no such thing"),
    );
    assert_eq!((refusal.entry, refusal.claim.place), (None, None));
    let reason = text("");
    let withdrawn = done(
        &held(),
        "2025-03-05",
        &applicant(),
        Command::Withdraw { reason },
    );
    assert_eq!((withdrawn.entry, withdrawn.claim.place), (None, None));
}

#[test]
fn a_turn_is_the_first_ones_and_what_is_no_longer_due_leaves_the_line() {
    use WhenExhausted::*;
    let held = held();
    for (first, available, policy, command) in [
        (true, 100, Queue, Some(Command::Cover)),
        (true, 100, Refuse, Some(Command::Cover)),
        (true, 99, Queue, None),
        (false, 100, Queue, None),
        (true, 100, Prorate, None),
    ] {
        let found = turn(&held, first, &contract(), Fen(available), policy);
        assert_eq!(found, command, "{first} {available} {policy:?}");
    }
    for (contract, why) in [
        (amended(Some(900)), "CLAIM_OUTDATED"),
        (
            ContractFacts {
                in_force: false,
                ..contract()
            },
            "CONTRACT_NOT_IN_FORCE",
        ),
    ] {
        for (first, policy) in [(true, Queue), (false, Prorate)] {
            let leaves = turn(&held, first, &contract, Fen(100), policy).unwrap();
            let decided = on(&held, "2025-03-05", &service(), &contract, leaves).unwrap();
            assert_eq!(decided.claim.state, State::Manual);
            assert_eq!(decided.claim.failure.as_deref(), Some(why));
            assert_eq!((decided.claim.place, decided.entry), (None, None));
        }
    }
}

#[test]
fn a_share_is_borne_as_the_whole_would_have_been() {
    let share = |fen| Command::Share { amount: Fen(fen) };
    let shared = done(&held(), "2025-12-20", &checker(), share(33));
    let amount = shared.claim.amount.clone().unwrap();
    assert_eq!((amount.total, amount.cap_hit), (Fen(33), true));
    // 30 to 70, and the fen that rounding left to the larger fraction.
    assert_eq!((amount.split.city, amount.split.county), (Fen(10), Fen(23)));
    assert_eq!(shared.claim.prorated_from, Some(Fen(100)));
    assert_eq!(shared.entry, Some(Entry::Reserve(Fen(33))));
    let nothing = done(&held(), "2025-12-20", &checker(), share(0));
    assert_eq!((nothing.claim.amount, nothing.entry), (None, None));
    let whole = done(&held(), "2025-12-20", &checker(), share(100)).claim;
    assert!(!whole.amount.unwrap().cap_hit);
    for wrong in [101, -1] {
        let reason = refused(&held(), "2025-12-20", &checker(), share(wrong));
        assert_eq!(reason, "SHARE_OUT_OF_RANGE");
    }
    let stranger = Actor::person("x", "bureau", "440705", [Role::CountyStb]);
    let reason = refused(&held(), "2025-12-20", &stranger, share(1));
    assert_eq!(reason, "NOT_THE_DECIDING_TENANT");
}

/// A programme-year as the service keeps it: each step sees the line under the programme's lock.
struct Office {
    ledger: Ledger,
    policy: WhenExhausted,
    claims: Vec<Claim>,
    /// In the order in which claims got money.
    got: Vec<usize>,
    /// In the order in which they were accepted.
    accepted: Vec<usize>,
}

impl Office {
    fn waiting(&self) -> Vec<usize> {
        let mut waiting: Vec<usize> = (0..self.claims.len())
            .filter(|index| self.claims[*index].state == State::Held)
            .collect();
        waiting.sort_by_key(|index| self.claims[*index].place);
        waiting
    }

    fn take(&mut self, index: usize, actor: &Actor, command: Command) -> bool {
        let at = Circumstances {
            actor,
            today: date("2025-03-05"),
            contract: &contract(),
            calendar: WorkingCalendar::shipped(),
        };
        let Ok(decided) = decide(&self.claims[index], command, &at) else {
            return false;
        };
        let booked = decided
            .entry
            .map_or(Ok(self.ledger), |entry| self.ledger.book(entry));
        let Ok(booked) = booked else { return false };
        if matches!(decided.entry, Some(Entry::Reserve(_))) {
            self.got.push(index);
        }
        self.ledger = booked;
        self.claims[index] = decided.claim;
        true
    }

    fn accept(&mut self, fen: i64) {
        self.claims.push(filed());
        let (index, waiting) = (self.claims.len() - 1, self.waiting());
        let last = waiting.last().and_then(|last| self.claims[*last].place);
        let line = line(waiting.len() as i64, last.unwrap_or(0) + 1);
        let computed = compute(Some(amount(fen)));
        let command = line.admit(computed, self.ledger.available(), self.policy);
        if self.take(index, &service(), command) {
            self.accepted.push(index);
        }
    }

    fn go_on(&mut self) {
        for (position, index) in self.waiting().into_iter().enumerate() {
            let (available, policy) = (self.ledger.available(), self.policy);
            let next = turn(
                &self.claims[index],
                position == 0,
                &contract(),
                available,
                policy,
            );
            if let Some(command) = next {
                assert!(self.take(index, &service(), command));
                return;
            }
        }
    }

    fn close(&mut self) -> Option<(i64, i64)> {
        let (available, waiting) = (self.ledger.available(), self.waiting());
        let due: Vec<Fen> = waiting
            .iter()
            .map(|index| self.claims[*index].amount_fen())
            .collect();
        let parts = shares(available, &due);
        for (index, part) in waiting.iter().zip(&parts) {
            assert!(self.take(*index, &checker(), Command::Share { amount: *part }));
        }
        let (given, wanted): (i64, i64) = (
            parts.iter().map(|part| part.get()).sum(),
            due.iter().map(|due| due.get()).sum(),
        );
        Some((given, available.get().min(wanted)))
    }
}

proptest! {
    /// Whatever is filed, given back, appropriated and withdrawn in whatever order: the budget never falls below zero and
    /// holds exactly what claims hold, money goes in the order of acceptance, and shares add up.
    #[test]
    fn money_goes_in_the_order_of_acceptance(
        prorates: bool,
        history in proptest::collection::vec((0..7_u8, 1..400_i64, 0..40_usize), 0..80),
    ) {
        let policy = if prorates { WhenExhausted::Prorate } else { WhenExhausted::Queue };
        let mut office = Office {
            ledger: Ledger::new(Fen(700), false), policy,
            claims: Vec::new(), got: Vec::new(), accepted: Vec::new(),
        };
        for (kind, fen, which) in history {
            let index = which.checked_rem(office.claims.len());
            match (kind, index) {
                (0 | 1, _) => office.accept(fen),
                (2 | 3, _) => office.go_on(),
                (4, _) => office.ledger = office.ledger.book(Entry::Announce(Fen(fen * 4))).unwrap(),
                (5, Some(index)) => { office.take(index, &checker(), refuse("NO", "no")); }
                (6, Some(_)) if prorates => {
                    let (given, expected) = office.close().unwrap();
                    prop_assert_eq!(given, expected);
                }
                (6, Some(index)) => {
                    let reason = text("");
                    office.take(index, &applicant(), Command::Withdraw { reason });
                }
                _ => {}
            }
            let reserved: i64 = office.claims.iter()
                .filter(|claim| claim.budget_state() == BudgetState::Reserved)
                .map(|claim| claim.amount_fen().get()).sum();
            prop_assert_eq!(office.ledger.reserved.get(), reserved);
            prop_assert!(office.ledger.available() >= Fen::ZERO);
            let mut places: Vec<_> = office.claims.iter().filter_map(|claim| claim.place).collect();
            places.sort_unstable();
            places.dedup();
            prop_assert_eq!(places.len(), office.waiting().len());
        }
        // Of those that got money, none did before one accepted earlier.
        let order: Vec<usize> = office.accepted.iter().copied()
            .filter(|index| office.got.contains(index)).collect();
        prop_assert_eq!(&office.got, &order);
    }
}
