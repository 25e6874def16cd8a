use proptest::prelude::*;

use super::{Entry::*, *};

fn ledger(appropriation: i64) -> Ledger {
    Ledger::new(Fen(appropriation), false)
}

fn book_all(ledger: Ledger, entries: &[Entry]) -> Result<Ledger, Refused> {
    entries
        .iter()
        .try_fold(ledger, |ledger, entry| ledger.book(*entry))
}

#[test]
fn money_moves_from_available_to_paid_and_back() {
    let paid = book_all(
        ledger(100),
        &[Reserve(Fen(60)), Commit(Fen(60)), Pay(Fen(60))],
    )
    .unwrap();
    assert_eq!((paid.paid, paid.available()), (Fen(60), Fen(40)));
    let recovered = paid.book(Recover(Fen(25))).unwrap();
    assert_eq!(recovered.recovered, Fen(25));
    // Back to the treasury unless the programme may grant it again.
    assert_eq!(recovered.available(), Fen(40));
    let again = Ledger {
        reuses_recovered: true,
        ..recovered
    };
    assert_eq!(again.available(), Fen(65));
}

#[test]
fn a_movement_that_would_go_below_zero_is_refused() {
    for (entries, reason) in [
        (vec![Reserve(Fen(101))], "BUDGET_EXHAUSTED"),
        (vec![Reserve(Fen(60)), Reserve(Fen(41))], "BUDGET_EXHAUSTED"),
        (vec![Release(Fen(1))], "BUDGET_BELOW_ZERO"),
        (vec![Commit(Fen(1))], "BUDGET_BELOW_ZERO"),
        (vec![Reserve(Fen(9)), Pay(Fen(9))], "BUDGET_BELOW_ZERO"),
        (
            vec![Reserve(Fen(9)), ReleaseCommitted(Fen(9))],
            "BUDGET_BELOW_ZERO",
        ),
        (vec![Recover(Fen(1))], "BUDGET_BELOW_ZERO"),
        (
            vec![
                Reserve(Fen(9)),
                Commit(Fen(9)),
                Pay(Fen(9)),
                Recover(Fen(5)),
                Recover(Fen(5)),
            ],
            "BUDGET_BELOW_ZERO",
        ),
        (vec![Reserve(Fen(0))], "BUDGET_AMOUNT_NOT_POSITIVE"),
        (vec![Reserve(Fen(-1))], "BUDGET_AMOUNT_NOT_POSITIVE"),
        (
            vec![Reserve(Fen(60)), Announce(Fen(59)), Reserve(Fen(1))],
            "BUDGET_EXHAUSTED",
        ),
        (vec![Announce(Fen(-1))], "APPROPRIATION_NEGATIVE"),
    ] {
        let refused = book_all(ledger(100), &entries).unwrap_err();
        assert_eq!(refused.reason, reason, "{entries:?}");
    }
}

#[test]
fn less_than_is_bound_leaves_nothing_available_until_enough_comes_back() {
    let lowered = book_all(ledger(100), &[Reserve(Fen(80)), Announce(Fen(50))]).unwrap();
    let figures = |ledger: Ledger| {
        (
            ledger.announced.get(),
            ledger.appropriation.get(),
            ledger.available().get(),
        )
    };
    assert_eq!(figures(lowered), (50, 80, 0));
    let nearer = lowered.book(Release(Fen(20))).unwrap();
    assert_eq!(figures(nearer), (50, 60, 0));
    let there = nearer.book(Release(Fen(20))).unwrap();
    assert_eq!(figures(there), (50, 50, 10));
}

fn entry() -> impl Strategy<Value = Entry> {
    (0..7_u8, -5..120_i64).prop_map(|(kind, fen)| {
        let amount = Fen(fen);
        match kind {
            0 => Announce(amount),
            1 => Reserve(amount),
            2 => Release(amount),
            3 => Commit(amount),
            4 => ReleaseCommitted(amount),
            5 => Pay(amount),
            _ => Recover(amount),
        }
    })
}

proptest! {
    /// Whatever is asked in whatever order: no figure goes below zero, nothing is granted twice,
    /// and what moved in equals what stands in the figures.
    #[test]
    fn no_history_breaks_the_ledger(
        reuses_recovered: bool,
        history in proptest::collection::vec(entry(), 0..200),
    ) {
        let mut ledger = Ledger::new(Fen(100), reuses_recovered);
        // Kept beside the ledger, by another way of counting.
        let (mut bound, mut paid, mut recovered) = (0, 0, 0);
        for entry in history {
            let Ok(next) = ledger.book(entry) else { continue };
            match entry {
                Reserve(amount) => bound += amount.0,
                Release(amount) | ReleaseCommitted(amount) => bound -= amount.0,
                Pay(amount) => { bound -= amount.0; paid += amount.0; }
                Recover(amount) => recovered += amount.0,
                Announce(_) | Commit(_) => {}
            }
            ledger = next;
            for figure in [
                ledger.appropriation, ledger.announced, ledger.reserved, ledger.committed,
                ledger.paid, ledger.recovered, ledger.available(),
            ] {
                prop_assert!(figure >= Fen::ZERO, "{ledger:?}");
            }
            prop_assert_eq!(ledger.reserved.0 + ledger.committed.0, bound);
            prop_assert_eq!(ledger.paid.0, paid);
            prop_assert_eq!(ledger.recovered.0, recovered);
            let free_again = if reuses_recovered { recovered } else { 0 };
            let left = ledger.announced.0 - bound - paid + free_again;
            prop_assert_eq!(ledger.available().0, left.max(0));
            if matches!(entry, Reserve(_)) {
                prop_assert!(left >= 0, "more was bound than was announced: {ledger:?}");
            }
        }
    }
}
