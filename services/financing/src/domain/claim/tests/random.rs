//! Random histories of covered loans, their claims and the pool's books, each step booked or not taken at all.
use chrono::Days;
use proptest::prelude::*;

use super::*;
use crate::domain::ledger::{Books, Fund, Source};
use crate::domain::loan::{DefaultGround, Paid, WriteOff};

/// Two loans of one bank, what is claimed on them, and a pool that can't bear both.
struct World {
    loans: [Loan; 2],
    claims: [Option<Claim>; 2],
    books: Books,
    today: NaiveDate,
}

const PRINCIPAL: i64 = 1_000;

fn covered_loan(id: u128) -> Loan {
    Loan {
        id: Uuid::from_u128(id),
        principal: Fen(PRINCIPAL),
        schedule: vec![Due {
            on: date("2026-01-05"),
            principal: Fen(PRINCIPAL),
        }],
        state: loan::State::Active,
        pool_filing: None,
        overdue_since: None,
        ..late_loan()
    }
}

impl World {
    fn new(pool: i64) -> World {
        let deposit = Posting::Deposit {
            fund: Fund::Compensation,
            source: Source::Province,
            amount: Fen(pool),
        };
        let mut world = World {
            loans: [covered_loan(1), covered_loan(2)],
            claims: [None, None],
            books: Books::default().book(&deposit).unwrap().0,
            today: date("2025-07-21"),
        };
        for index in [0, 1] {
            world.ask_loan(index, loan::Command::FileWithPool).unwrap();
        }
        // A week before both fall due.
        world.today = date("2025-12-29");
        world
    }

    fn book(&self, posting: Option<&Posting>) -> Result<Books, Refused> {
        posting.map_or(Ok(self.books.clone()), |posting| {
            Ok(self.books.book(posting)?.0)
        })
    }

    fn ask_loan(&mut self, index: usize, command: loan::Command) -> Result<(), Refused> {
        let claim = self.claims[index].as_ref();
        let at = loan::Circumstances {
            actor: &banker(),
            today: self.today,
            calendar: WorkingCalendar::shipped(),
            pledge: None,
            assets: &[],
            under_claim: claim.is_some_and(|claim| claim.state.carries_the_loss()),
            terms: &loan::Terms::default(),
        };
        let decided = loan::decide(&self.loans[index], command, &at)?;
        self.books = self.book(decided.posting.as_ref())?;
        self.loans[index] = decided.loan;
        Ok(())
    }

    fn file(&mut self, index: usize) -> Result<(), Refused> {
        let standing = self.claims[index].as_ref();
        let new = NewClaim {
            already_claimed: standing
                .is_some_and(|claim| ![State::Refused, State::Withdrawn].contains(&claim.state)),
            ..new_claim()
        };
        let claim = file(
            new,
            &self.loans[index],
            &banker(),
            self.today.max(date("2026-03-02")),
        )?;
        self.claims[index] = Some(claim);
        Ok(())
    }

    fn ask_claim(&mut self, index: usize, actor: &Actor, command: Command) -> Result<(), Refused> {
        let Some(claim) = &self.claims[index] else {
            return Ok(());
        };
        let at = Circumstances {
            actor,
            today: self.today,
            calendar: WorkingCalendar::shipped(),
            loan: &self.loans[index],
            eligible_at_approval: true,
            pool_available: self.books.available(Fund::Compensation),
            terms: &Terms::default(),
        };
        let decided = decide(claim, command, &at)?;
        self.books = self.book(decided.posting.as_ref())?;
        self.claims[index] = Some(decided.claim);
        Ok(())
    }

    fn step(&mut self, index: usize, kind: u8, fen: i64) -> Result<(), Refused> {
        let paid = |principal: i64| Paid {
            biz_no: BizNo::parse("R1").unwrap(),
            paid_on: self.today,
            principal: Fen(principal),
            interest: Fen(1),
            penalty: Fen::ZERO,
        };
        let due_on = date("2026-01-05");
        let owed = self.loans[index].outstanding().get();
        let of_loan = match kind {
            0 => loan::Command::PayInstalment(paid(fen)),
            1 => loan::Command::RepayAll(paid(owed)),
            2 | 3 => loan::Command::MissDue { due_on },
            4 => loan::Command::Cure(paid(owed)),
            5 | 6 => loan::Command::Collect(paid(fen.min(owed))),
            7 => loan::Command::Default(DefaultGround::Days),
            8 => loan::Command::Dispose {
                way: "auction".to_owned(),
            },
            9 => loan::Command::Close {
                write_off: Some(WriteOff::BankruptcyClosed),
            },
            10 | 11 => return self.file(index),
            12 | 13 => return self.ask_claim(index, &manager(), verify()),
            14 | 15 => return self.ask_claim(index, &stb(), Command::Approve),
            16 | 17 => return self.ask_claim(index, &amr(), Command::Approve),
            18 | 19 => return self.ask_claim(index, &stb(), Command::Publish),
            20 | 21 => return self.ask_claim(index, &cashier(), Command::Pay),
            22 | 23 => return self.ask_claim(index, &manager(), recover(fen * 3, fen / 9)),
            24 | 25 => return self.ask_claim(index, &manager(), Command::Settle),
            _ => return self.ask_claim(index, &banker(), Command::Withdraw),
        };
        self.ask_loan(index, of_loan)
    }

    fn holds(&self, pool: i64) {
        assert!(self.books.is_balanced());
        let (mut ready, mut spent, mut covered, mut claimed) = (0, 0, 0, 0);
        for (loan, claim) in self.loans.iter().zip(&self.claims) {
            assert!((0..=PRINCIPAL).contains(&loan.outstanding().get()));
            assert_eq!(
                loan.overdue_since.is_some(),
                loan.state.is_late() || loan.closing.is_some()
            );
            let claim = claim
                .as_ref()
                .filter(|claim| claim.state.carries_the_loss());
            let Some(claim) = claim else {
                let open = loan.pool_filing.is_some() && !loan.state.is_over();
                covered += if open { loan.outstanding().get() } else { 0 };
                continue;
            };
            let loss = claim.loss().unwrap();
            let lost: i64 = loss.borne.iter().map(|borne| borne.lost.get()).sum();
            assert_eq!(lost, loss.principal.get(), "the parts make the loss");
            assert_eq!(loss.borne[0].lost, loss.pay, "the pool bears what it pays");
            assert!(loss.pay <= loss.principal);
            assert!(
                loss.borne
                    .iter()
                    .all(|borne| Fen::ZERO <= borne.back && borne.back <= borne.lost)
            );
            let net: i64 = claim.recoveries.iter().map(|back| back.net.get()).sum();
            assert_eq!(loss.principal.get() - loss.still().get(), net);
            match claim.payment {
                None => ready += loss.pay.get(),
                Some(_) => spent += loss.pay.get() - loss.borne[0].back.get(),
            }
            claimed += if claim.state == State::Settled {
                0
            } else {
                loss.principal.get()
            };
        }
        assert_eq!(self.books.reserved(Fund::Compensation).get(), ready);
        assert_eq!(self.books.cash(Fund::Compensation).get(), pool - spent);
        assert!(
            self.books.available(Fund::Compensation) >= Fen::ZERO,
            "never above the pool"
        );
        let exposure = self.books.exposure_of_bank("bank").unwrap();
        assert_eq!(
            (exposure.covered.get(), exposure.claimed.get()),
            (covered, claimed)
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn loans_claims_and_books_agree_in_every_history(
        pool in 1..700_i64,
        history in proptest::collection::vec((0..2_usize, 0..27_u8, 0..400_i64, 0..40_u64), 0..200),
    ) {
        let mut world = World::new(pool);
        for (index, kind, fen, days) in history {
            // What is refused changes nothing, and the next may try.
            if let Err(refused) = world.step(index, kind, fen) {
                prop_assert_ne!(refused.reason, "RECORD_INCONSISTENT");
            }
            world.holds(pool);
            // Two thirds of the steps fall on the same day; the calendar knows 2025 and 2026.
            let day = world.today + Days::new(days.saturating_sub(26));
            world.today = day.min(date("2026-11-30"));
        }
    }
}

/// The histories above are worth something only if they get everywhere.
#[test]
fn random_histories_reach_every_state() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = proptest::collection::vec((0..2_usize, 0..27_u8, 0..400_i64, 0..40_u64), 200);
    let mut claims = std::collections::BTreeSet::new();
    let mut loans = std::collections::BTreeSet::new();
    for _ in 0..600 {
        let mut world = World::new(500);
        for (index, kind, fen, days) in strategy.new_tree(&mut runner).unwrap().current() {
            let _ = world.step(index, kind, fen);
            let day = world.today + Days::new(days.saturating_sub(26));
            world.today = day.min(date("2026-11-30"));
            claims.extend(world.claims.iter().flatten().map(|claim| claim.state));
            loans.extend(world.loans.iter().map(|loan| loan.state));
        }
    }
    let missed: Vec<_> = State::ALL
        .iter()
        .filter(|state| !claims.contains(state))
        .collect();
    // A refusal is asked of nobody here.
    assert_eq!(missed, [&State::Refused]);
    let missed: Vec<_> = loan::State::ALL
        .iter()
        .filter(|state| !loans.contains(state))
        .collect();
    assert_eq!(missed, [&loan::State::Contracted, &loan::State::Renewed]);
}
