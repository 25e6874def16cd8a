//! Random histories of claims on one fund.
use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::ledger::{Account, Books, Fund, Source};

fn step(kind: u8, fen: i64) -> (Actor, Command) {
    match kind {
        0 | 1 => (enterprise(), file()),
        2 | 3 => (service(), compute(fen)),
        4 => {
            let (failure, decision) = (text("TRAP"), None);
            (service(), Command::SendToManual { failure, decision })
        }
        5 => (person("zhao", Role::CityAmr), by_hand(fen)),
        6 => (amr(), Command::AskAgain),
        7 => (amr(), refuse("NO", "no")),
        8 | 9 => (amr(), approve()),
        10 => (amr(), Command::Publish),
        11 => (
            Actor::person("citizen", "", "", []),
            Command::Object { text: text("no") },
        ),
        12 => (amr(), Command::DismissObjection { reason: text("no") }),
        13 => (amr(), uphold()),
        14 | 15 => (payer(), Command::Pay),
        16 => (
            amr(),
            Command::RecordBreach {
                reason: text("moved"),
            },
        ),
        17 => (
            payer(),
            Command::RecordRecovery {
                amount: Fen(fen / 3),
            },
        ),
        _ => (enterprise(), Command::Withdraw),
    }
}

fn of_city_and_county(books: &Books, account: impl Fn(Source) -> Account) -> i64 {
    let parts = [Source::City, Source::County];
    parts
        .map(|source| books.turnover(&account(source)).balance().get())
        .iter()
        .sum()
}

proptest! {
    #[test]
    fn the_fund_holds_what_the_claims_hold(
        history in proptest::collection::vec((0..3_usize, 0..19_u8, 0..700_i64, 0..8_u64), 0..120),
    ) {
        let deposit = Posting::Deposit { fund: Fund::Subsidy, source: Source::City, amount: Fen(1_200) };
        let mut books = Books::default().book(&deposit).unwrap().0;
        let mut claims = [drafted(), drafted(), drafted()];
        let mut today = date("2026-03-04");
        for (index, kind, fen, days) in history {
            today = (today + Days::new(days)).min(date("2026-11-30"));
            let (actor, command) = step(kind, fen);
            let at = Circumstances {
                actor: &actor,
                today,
                calendar: WorkingCalendar::shipped(),
                interest: &interest(),
                available: books.available(Fund::Subsidy),
                terms: &Terms::default(),
            };
            let Ok(decided) = decide(&claims[index], command, &at) else { continue };
            if let Some(posting) = &decided.posting {
                // Within the fund by the claim's own guard: the books never have to refuse it.
                books = books.book(posting).unwrap().0;
            }
            claims[index] = decided.claim;
            let total = |claim: &Claim| claim.amount.map_or(0, |amount| amount.total.get());
            let paid: i64 = claims.iter().filter(|claim| claim.payment.is_some()).map(total).sum();
            let set_aside: i64 = claims.iter().filter(|claim| claim.payment.is_none()).map(total).sum();
            let back: i64 = claims.iter().flat_map(|claim| &claim.recoveries).map(|part| part.amount.get()).sum();
            prop_assert_eq!(books.reserved(Fund::Subsidy).get(), set_aside);
            prop_assert_eq!(of_city_and_county(&books, |source| Account::SubsidyPaid { source }), paid);
            prop_assert_eq!(-of_city_and_county(&books, |source| Account::SubsidyReturned { source }), back);
            prop_assert!(books.available(Fund::Subsidy) >= Fen::ZERO);
            for claim in &claims {
                prop_assert!(claim.outstanding() >= Fen::ZERO);
                let stored = serde_json::to_vec(claim).unwrap();
                prop_assert_eq!(&serde_json::from_slice::<Claim>(&stored).unwrap(), claim);
            }
        }
    }
}
