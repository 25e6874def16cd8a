use kezhuan_law::Fen;
use proptest::prelude::*;

use super::*;
use crate::domain::product::Mode;

fn bank() -> String {
    "BANK-A".to_owned()
}

fn deposit(fund: Fund, amount: i64) -> Posting {
    Posting::Deposit {
        fund,
        source: Source::City,
        amount: Fen(amount),
    }
}

fn cover(principal: i64) -> Posting {
    Posting::Cover {
        bank: bank(),
        mode: Mode::Loan,
        principal: Fen(principal),
    }
}

fn claim(loss: i64, pay: i64) -> Posting {
    Posting::Claim {
        bank: bank(),
        mode: Mode::Loan,
        loss: Fen(loss),
        pay: Fen(pay),
    }
}

fn unclaim(loss: i64, pay: i64, owed: i64) -> Posting {
    Posting::Unclaim {
        bank: bank(),
        mode: Mode::Loan,
        loss: Fen(loss),
        pay: Fen(pay),
        owed: Fen(owed),
    }
}

fn compensate(amount: i64) -> Posting {
    Posting::Compensate {
        bank: bank(),
        mode: Mode::Loan,
        amount: Fen(amount),
    }
}

fn recover(amount: i64) -> Posting {
    Posting::Recover {
        bank: bank(),
        mode: Mode::Loan,
        amount: Fen(amount),
    }
}

fn booked(postings: &[Posting]) -> Result<Books, &'static str> {
    postings
        .iter()
        .try_fold(Books::default(), |books, posting| {
            let (after, _) = books.book(posting).map_err(|refused| refused.reason)?;
            Ok(after)
        })
}

fn entry(account: Account, side: Side, amount: i64) -> Entry {
    Entry {
        account,
        side,
        amount: Fen(amount),
    }
}

#[test]
fn a_transaction_that_does_not_balance_can_t_be_made() {
    let cash = || Account::Cash {
        fund: Fund::Compensation,
    };
    let reason = |entries| Transaction::new(entries).unwrap_err().reason;
    let (debit, credit) = (Side::Debit, Side::Credit);
    let short = vec![
        entry(cash(), debit, 5),
        entry(Account::CoverGiven, credit, 4),
    ];
    assert_eq!(reason(short), "UNBALANCED");
    assert_eq!(reason(vec![entry(cash(), debit, 5)]), "UNBALANCED");
    let nothing = vec![
        entry(cash(), debit, 0),
        entry(Account::CoverGiven, credit, 0),
    ];
    assert_eq!(reason(nothing), "ENTRY_NOT_POSITIVE");
    let negative = vec![
        entry(cash(), debit, -5),
        entry(Account::CoverGiven, credit, -5),
    ];
    assert_eq!(reason(negative), "ENTRY_NOT_POSITIVE");
    assert_eq!(reason(vec![]), "ENTRY_NOT_POSITIVE");
    let vast = vec![
        entry(cash(), debit, i64::MAX),
        entry(cash(), debit, i64::MAX),
        entry(Account::CoverGiven, credit, 1),
    ];
    assert_eq!(reason(vast), "AMOUNT_OVERFLOW");
}

#[test]
fn a_claim_goes_through_the_books() {
    let mut way = vec![deposit(Fund::Compensation, 1_000), cover(500)];
    let books = booked(&way).unwrap();
    assert_eq!(books.available(Fund::Compensation), Fen(1_000));
    way.push(claim(300, 120));
    let books = booked(&way).unwrap();
    assert_eq!(books.available(Fund::Compensation), Fen(880));
    assert_eq!(books.cash(Fund::Compensation), Fen(1_000));
    let exposure = books.exposure_of_bank("BANK-A").unwrap();
    assert_eq!((exposure.covered, exposure.claimed), (Fen(200), Fen(300)));
    way.extend([compensate(120), recover(18)]);
    let books = booked(&way).unwrap();
    assert_eq!(books.cash(Fund::Compensation), Fen(898));
    assert_eq!(books.reserved(Fund::Compensation), Fen::ZERO);
    way.push(Posting::Settle {
        bank: bank(),
        mode: Mode::Loan,
        loss: Fen(300),
    });
    let exposure = booked(&way).unwrap().exposure_in_mode(Mode::Loan).unwrap();
    assert_eq!((exposure.covered, exposure.claimed), (Fen(200), Fen::ZERO));
}

#[test]
fn a_claim_that_is_withdrawn_leaves_what_is_owed_covered() {
    for (pay, owed) in [(120, 300), (120, 180), (0, 300), (120, 0)] {
        let way = [
            deposit(Fund::Compensation, 1_000),
            cover(500),
            claim(300, pay),
            unclaim(300, pay, owed),
        ];
        let books = booked(&way).unwrap();
        assert_eq!(books.available(Fund::Compensation), Fen(1_000));
        let exposure = books.exposure_of_bank("BANK-A").unwrap();
        let left = (Fen(200 + owed), Fen::ZERO);
        assert_eq!((exposure.covered, exposure.claimed), left, "{pay} {owed}");
    }
    // Nobody is owed more than was claimed.
    let more = [cover(9), claim(9, 0), unclaim(9, 0, 10)];
    assert_eq!(booked(&more).unwrap_err(), "ENTRY_NOT_POSITIVE");
    let twice = [cover(9), claim(5, 0), unclaim(5, 0, 5), unclaim(5, 0, 5)];
    assert_eq!(booked(&twice).unwrap_err(), "NOT_COVERED_SO_FAR");
}

#[test]
fn nothing_is_overdrawn() {
    let pool = deposit(Fund::Compensation, 100);
    for (way, reason) in [
        (vec![cover(9), claim(9, 1)], "FUND_EXHAUSTED"),
        (vec![pool.clone(), compensate(1)], "FUND_EXHAUSTED"),
        (
            vec![pool.clone(), cover(9), claim(10, 1)],
            "NOT_COVERED_SO_FAR",
        ),
        (vec![pool.clone(), recover(1)], "MORE_BACK_THAN_PAID"),
        // One purse does not pay for the other.
        (
            vec![pool, Posting::Reserve { amount: Fen(1) }],
            "FUND_EXHAUSTED",
        ),
        (
            vec![
                deposit(Fund::Subsidy, 9),
                Posting::Release { amount: Fen(1) },
            ],
            "FUND_EXHAUSTED",
        ),
    ] {
        assert_eq!(booked(&way).unwrap_err(), reason, "{way:?}");
    }
    // A claim on an empty pool is a claim all the same.
    assert!(booked(&[cover(9), claim(9, 0)]).is_ok());
}

#[test]
fn a_subsidy_is_borne_by_city_and_county() {
    let (city, county) = (Fen(30), Fen(70));
    let way = [
        deposit(Fund::Subsidy, 200),
        Posting::Reserve { amount: Fen(100) },
        Posting::Subsidise { city, county },
        Posting::ReturnSubsidy {
            city: Fen(30),
            county: Fen::ZERO,
        },
    ];
    let books = booked(&way).unwrap();
    assert_eq!(books.cash(Fund::Subsidy), Fen(130));
    let source = Source::County;
    let paid = books.turnover(&Account::SubsidyPaid { source });
    assert_eq!(paid.balance(), county);
    let (city, county) = (Fen(1), Fen::ZERO);
    let more = books.book(&Posting::ReturnSubsidy { city, county });
    assert_eq!(more.unwrap_err().reason, "MORE_BACK_THAN_PAID");
}

#[test]
fn exactly_the_threshold_is_not_above_it() {
    let terms = SuspensionTerms::default();
    for (covered, claimed, bp, suspended) in [
        (95, 5, 500, false),
        (949_999, 50_001, 500, true),
        (0, 0, 0, false),
        (0, 1, 10_000, true),
    ] {
        let exposure = Exposure {
            covered: Fen(covered),
            claimed: Fen(claimed),
        };
        assert_eq!(exposure.claimed_bp(), bp);
        assert_eq!(exposure.is_suspended(&terms), suspended, "{exposure:?}");
    }
}

#[test]
fn books_that_do_not_balance_are_not_opened() {
    let books = booked(&[deposit(Fund::Compensation, 7)]).unwrap();
    let kept: Vec<_> = books
        .accounts()
        .map(|(account, turnover)| (account.clone(), turnover))
        .collect();
    assert_eq!(Books::from_turnovers(kept.clone()).unwrap(), books);
    let half = kept.into_iter().take(1);
    let refused = Books::from_turnovers(half).unwrap_err();
    assert_eq!(refused.reason, "BOOKS_UNBALANCED");
}

fn any_posting() -> impl Strategy<Value = Posting> {
    let mode = proptest::sample::select(Mode::ALL.to_vec());
    let bank = proptest::sample::select(vec!["BANK-A", "BANK-B"]);
    let fund = proptest::sample::select(Fund::ALL.to_vec());
    let source = proptest::sample::select(Source::ALL.to_vec());
    let figures = (0..14_u8, -3..200_i64, 0..90_i64);
    (figures, mode, bank, fund, source).prop_map(|((kind, one, two), mode, bank, fund, source)| {
        let (bank, amount, other) = (bank.to_owned(), Fen(one), Fen(two));
        let (principal, loss) = (amount, amount);
        match kind {
            0 | 1 => Posting::Deposit {
                fund,
                source,
                amount,
            },
            2 | 3 => Posting::Cover {
                bank,
                mode,
                principal,
            },
            4 => Posting::Uncover {
                bank,
                mode,
                principal,
            },
            5 => Posting::Claim {
                bank,
                mode,
                loss,
                pay: other,
            },
            6 => Posting::Compensate {
                bank,
                mode,
                amount: other,
            },
            7 => Posting::Recover {
                bank,
                mode,
                amount: other,
            },
            8 => Posting::Settle { bank, mode, loss },
            9 => Posting::Reserve { amount: other },
            10 => Posting::Subsidise {
                city: other,
                county: Fen(one / 4),
            },
            11 => Posting::ReturnSubsidy {
                city: other,
                county: Fen(one / 4),
            },
            12 => Posting::Unclaim {
                bank,
                mode,
                loss,
                pay: other,
                owed: Fen(one / 2),
            },
            _ => Posting::Release { amount: other },
        }
    })
}

proptest! {
    /// Whatever is asked in whatever order: debits equal credits, and no purse holds less than is set aside in it.
    #[test]
    fn the_books_balance_after_every_history(history in proptest::collection::vec(any_posting(), 0..120)) {
        let mut books = Books::default();
        let mut transactions = Vec::new();
        for posting in history {
            // A posting that is refused leaves no trace.
            let Ok((after, transaction)) = books.book(&posting) else { continue };
            books = after;
            transactions.push(transaction);
            prop_assert!(books.is_balanced());
            for fund in Fund::ALL {
                prop_assert!(books.available(*fund) >= Fen::ZERO);
                prop_assert!(books.reserved(*fund) >= Fen::ZERO);
            }
        }
        let booked = transactions.iter().flat_map(Transaction::entries);
        let of_side = |side| booked.clone().filter(|entry| entry.side == side).map(|entry| entry.amount.get()).sum::<i64>();
        prop_assert_eq!(of_side(Side::Debit), of_side(Side::Credit));
        // The books are nothing but their transactions.
        for (account, turnover) in books.accounts() {
            let moved = |side| booked.clone().filter(|entry| entry.side == side && entry.account == *account)
                .map(|entry| entry.amount.get()).sum::<i64>();
            prop_assert_eq!(turnover.debits.get(), moved(Side::Debit));
            prop_assert_eq!(turnover.credits.get(), moved(Side::Credit));
        }
    }
}
