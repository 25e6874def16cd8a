//! What became of the demo year's loans, held against the pool's books.
use kezhuan_protocol::financing::v1::{
    CompensationClaim, Loan, PoolBalance, SubsidyClaim, account, loan, subsidy_claim,
};

/// The party that stands for the pool in a loss.
const POOL: &str = "pool";

/// All that is told and checked of them.
pub struct Lent {
    pub lines: Vec<String>,
    pub before: PoolBalance,
    pub after: PoolBalance,
    pub(super) loans: Vec<Loan>,
    pub(super) claims: Vec<CompensationClaim>,
    pub(super) subsidies: Vec<SubsidyClaim>,
    pub(super) refusals: usize,
}

impl Lent {
    fn repaid(&self) -> usize {
        let loans = self.loans.iter();
        loans
            .filter(|loan| loan.state() == loan::State::Repaid)
            .count()
    }

    fn defaulted(&self) -> usize {
        let loans = self.loans.iter();
        loans.filter(|loan| loan.in_default.is_some()).count()
    }

    /// What the pool paid, by the claims.
    fn compensated_fen(&self) -> i64 {
        let paid = self.claims.iter().filter(|claim| claim.payment.is_some());
        paid.filter_map(|claim| claim.loss.as_ref())
            .map(|loss| loss.pay_fen)
            .sum()
    }

    /// What came back to the pool, by the claims.
    fn recovered_fen(&self) -> i64 {
        let losses = self.claims.iter().filter_map(|claim| claim.loss.as_ref());
        let borne = losses.flat_map(|loss| &loss.borne);
        borne
            .filter(|borne| borne.party == POOL)
            .map(|borne| borne.back_fen)
            .sum()
    }

    /// What was paid of interest, by the claims.
    fn subsidised_fen(&self) -> i64 {
        let paid = self.subsidies.iter();
        paid.filter(|claim| claim.state() == subsidy_claim::State::Paid)
            .filter_map(|claim| claim.amount.as_ref())
            .map(|amount| amount.total_fen)
            .sum()
    }

    /// Every posting balances, and the books say of losses and subsidies what the claims say.
    fn is_balanced(&self) -> bool {
        let booked = |kind: account::Kind| -> i64 {
            let accounts = self.after.accounts.iter();
            accounts
                .filter(|found| {
                    let account = found.account.as_ref();
                    account.is_some_and(|account| account.kind() == kind)
                })
                .map(|found| found.balance_fen)
                .sum()
        };
        self.after.balanced
            && booked(account::Kind::Compensation) == self.compensated_fen()
            && booked(account::Kind::Recovery) == -self.recovered_fen()
            && booked(account::Kind::SubsidyPaid) == self.subsidised_fen()
    }

    /// How many requests were refused.
    pub const fn refusals(&self) -> usize {
        self.refusals
    }

    /// Both loans went their whole way, the subsidy was paid, and nothing was refused on it.
    pub fn is_as_planned(&self) -> bool {
        let settled = self.claims.iter().all(|claim| !claim.settled_on.is_empty());
        self.repaid() == 1
            && self.defaulted() == 1
            && settled
            && self.subsidised_fen() > 0
            && self.refusals == 0
            && self.is_balanced()
    }

    /// One line for programs.
    pub fn line(&self) -> String {
        format!(
            "financing: loans={} repaid={} defaulted={} compensated_fen={} recovered_fen={} ledger_balanced={}",
            self.loans.len(),
            self.repaid(),
            self.defaulted(),
            self.compensated_fen(),
            self.recovered_fen(),
            if self.is_balanced() { "yes" } else { "no" }
        )
    }
}

#[cfg(test)]
mod tests {
    use kezhuan_protocol::financing::v1::compensation_claim::{Borne, Loss, Payment};
    use kezhuan_protocol::financing::v1::{Account, AccountBalance};

    use super::*;

    fn lent() -> Lent {
        let booked = |kind: account::Kind, balance_fen| AccountBalance {
            account: Some(Account {
                kind: kind.into(),
                ..Account::default()
            }),
            balance_fen,
            ..AccountBalance::default()
        };
        let borne = |party: &str, back_fen| Borne {
            party: party.to_owned(),
            back_fen,
            ..Borne::default()
        };
        Lent {
            lines: Vec::new(),
            before: PoolBalance::default(),
            after: PoolBalance {
                accounts: vec![
                    booked(account::Kind::Compensation, 80),
                    booked(account::Kind::Recovery, -22),
                    booked(account::Kind::SubsidyPaid, 7),
                ],
                balanced: true,
                ..PoolBalance::default()
            },
            loans: vec![
                Loan {
                    state: loan::State::Repaid.into(),
                    ..Loan::default()
                },
                Loan {
                    state: loan::State::ClosedLoss.into(),
                    in_default: Some(loan::InDefault::default()),
                    ..Loan::default()
                },
            ],
            claims: vec![CompensationClaim {
                loss: Some(Loss {
                    pay_fen: 80,
                    borne: vec![borne(POOL, 22), borne("bank", 33)],
                    ..Loss::default()
                }),
                payment: Some(Payment::default()),
                settled_on: "2025-09-16".to_owned(),
                ..CompensationClaim::default()
            }],
            subsidies: vec![SubsidyClaim {
                state: subsidy_claim::State::Paid.into(),
                amount: Some(subsidy_claim::Amount {
                    total_fen: 7,
                    ..subsidy_claim::Amount::default()
                }),
                ..SubsidyClaim::default()
            }],
            refusals: 0,
        }
    }

    #[test]
    fn the_line_for_programs_says_what_became_of_the_loans() {
        let lent = lent();
        assert_eq!(
            lent.line(),
            "financing: loans=2 repaid=1 defaulted=1 compensated_fen=80 recovered_fen=22 ledger_balanced=yes"
        );
        assert!(lent.is_as_planned());
    }

    #[test]
    fn books_that_say_something_else_than_the_claims_do_not_balance() {
        for account in 0..3 {
            let mut lent = lent();
            lent.after.accounts[account].balance_fen += 1;
            assert!(lent.line().ends_with("ledger_balanced=no"));
            assert!(!lent.is_as_planned());
        }
        let mut unpaid = lent();
        unpaid.subsidies.clear();
        unpaid.after.accounts.pop();
        assert!(unpaid.is_balanced() && !unpaid.is_as_planned());
    }
}
