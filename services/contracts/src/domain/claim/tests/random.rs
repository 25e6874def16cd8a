//! Random histories of claims against one budget.
use proptest::prelude::*;

use super::*;

fn random_command(kind: u8, fen: i64) -> (Actor, Command) {
    match kind {
        0 => (applicant(), file()),
        1 => (service(), compute((fen > 0).then(|| amount(fen)))),
        2 => (
            service(),
            Command::SendToManual {
                failure: text("TRAP"),
                decision: None,
            },
        ),
        3 => (person("first", Role::CountyStb), by_hand(fen)),
        4 => (checker(), Command::AskAgain),
        5 => (checker(), refuse("NO", "no")),
        6 => (checker(), approve()),
        7 => (checker(), publish(5)),
        8 => (
            Actor::person("citizen", "", "", []),
            Command::Object { text: text("no") },
        ),
        9 => (checker(), Command::DismissObjection { reason: text("no") }),
        10 => (
            checker(),
            Command::UpholdObjection {
                code: text("YES"),
                reason: text("yes"),
            },
        ),
        11 => (payer(), Command::Pay),
        12 => (
            checker(),
            Command::RecordBreach {
                ground: BreachGround::Commitment,
                reason: text("moved"),
            },
        ),
        13 => (payer(), Command::RecordRecovery { amount: Fen(fen) }),
        14 => (
            checker(),
            Command::RecordBreach {
                ground: BreachGround::ContractAmended { too_much: Fen(fen) },
                reason: text("less was done"),
            },
        ),
        _ => (applicant(), Command::Withdraw { reason: text("") }),
    }
}

proptest! {
    /// Random histories of claims on one budget: it always holds exactly what the claims hold.
    #[test]
    fn the_budget_holds_what_the_claims_hold(
        history in proptest::collection::vec((0..3_usize, 0..16_u8, 0..400_i64, 0..4_u64), 0..120),
    ) {
        let mut ledger = Ledger::new(Fen(700), false);
        let mut claims = [drafted(), drafted(), drafted()];
        let mut today = date("2025-03-04");
        for (index, kind, fen, days) in history {
            today = today + chrono::Days::new(days);
            let (actor, command) = random_command(kind, fen);
            // From then on every claim computed before is outdated.
            let contract = match today > date("2025-04-15") {
                true => amended(Some(900)),
                false => contract(),
            };
            let at = Circumstances {
                actor: &actor,
                today,
                contract: &contract,
                calendar: WorkingCalendar::shipped(),
            };
            let Ok(decided) = decide(&claims[index], command, &at) else { continue };
            let booked = decided.entry.map_or(Ok(ledger), |entry| ledger.book(entry));
            // The whole step is refused when the budget refuses it.
            let Ok(booked) = booked else { continue };
            ledger = booked;
            prop_assert_eq!(decided.claim.version, claims[index].version + 1);
            claims[index] = decided.claim;
            let held = |state: BudgetState| -> i64 {
                claims.iter().filter(|claim| claim.budget_state() == state)
                    .map(|claim| claim.amount_fen().0).sum()
            };
            prop_assert_eq!(ledger.reserved.0, held(BudgetState::Reserved));
            prop_assert_eq!(ledger.committed.0, held(BudgetState::Committed));
            let paid = held(BudgetState::Paid) + held(BudgetState::Recovered);
            prop_assert_eq!(ledger.paid.0, paid);
            prop_assert!(ledger.available() >= Fen::ZERO);
            prop_assert!(claims.iter().all(|claim| claim.outstanding() >= Fen::ZERO));
        }
    }
}
