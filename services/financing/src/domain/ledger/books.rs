//! The books: every account's turnover, what may not be overdrawn, and what the figures say.
use std::collections::BTreeMap;

use kezhuan_law::Fen;

use super::{Account, Fund, Posting, Side, Transaction};
use crate::domain::refused::Refused;

/// What went through one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Turnover {
    pub debits: Fen,
    pub credits: Fen,
}

/// Every account that was ever moved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Books {
    accounts: BTreeMap<Account, Turnover>,
}

impl Turnover {
    /// Debits less credits.
    pub fn balance(&self) -> Fen {
        // Neither is ever below zero, so their difference fits.
        Fen(self.debits.get() - self.credits.get())
    }
}

impl Books {
    /// Books as they were kept. Each account's turnover is taken at its word; that they balance is tested.
    pub fn from_turnovers(
        turnovers: impl IntoIterator<Item = (Account, Turnover)>,
    ) -> Result<Books, Refused> {
        let books = Books {
            accounts: turnovers.into_iter().collect(),
        };
        if books.is_balanced() {
            return Ok(books);
        }
        Err(Refused::new(
            "BOOKS_UNBALANCED",
            "账簿借贷不平衡",
            "the books do not balance",
        ))
    }

    /// The books after `posting`, with its transaction; or why it can't be booked. The books stay as they were.
    pub fn book(&self, posting: &Posting) -> Result<(Books, Transaction), Refused> {
        let transaction = posting.transaction()?;
        let mut after = self.clone();
        for entry in transaction.entries() {
            let turnover = after.accounts.entry(entry.account.clone()).or_default();
            let side = match entry.side {
                Side::Debit => &mut turnover.debits,
                Side::Credit => &mut turnover.credits,
            };
            *side = side.checked_add(entry.amount)?;
        }
        for entry in transaction.entries() {
            after.hold(&entry.account)?;
        }
        Ok((after, transaction))
    }

    /// What went through an account.
    pub fn turnover(&self, account: &Account) -> Turnover {
        self.accounts.get(account).copied().unwrap_or_default()
    }

    /// Every account that was moved, in order.
    pub fn accounts(&self) -> impl Iterator<Item = (&Account, Turnover)> {
        self.accounts
            .iter()
            .map(|(account, turnover)| (account, *turnover))
    }

    /// Whether all debits equal all credits.
    pub fn is_balanced(&self) -> bool {
        let turnovers = self.accounts.values();
        let difference = turnovers
            .map(|turnover| i128::from(turnover.debits.get()) - i128::from(turnover.credits.get()));
        difference.sum::<i128>() == 0
    }

    /// Money in a fund.
    pub fn cash(&self, fund: Fund) -> Fen {
        self.turnover(&Account::Cash { fund }).balance()
    }

    /// What claims or subsidies will take of it.
    pub fn reserved(&self, fund: Fund) -> Fen {
        let balance = self.turnover(&Account::Reserved { fund }).balance();
        Fen(-balance.get())
    }

    /// What is left for new ones.
    pub fn available(&self, fund: Fund) -> Fen {
        Fen(self.cash(fund).get() - self.reserved(fund).get())
    }

    /// Holds that an account just moved is not overdrawn, nor what was set aside against it.
    fn hold(&self, account: &Account) -> Result<(), Refused> {
        let balance = |account: &Account| self.turnover(account).balance();
        let holds = match account {
            Account::Cash { fund } | Account::Reserved { fund } | Account::Earmarked { fund } => {
                self.reserved(*fund) >= Fen::ZERO && self.available(*fund) >= Fen::ZERO
            }
            Account::Covered { .. } | Account::Claimed { .. } => balance(account) >= Fen::ZERO,
            Account::Compensation { bank, mode } | Account::Recovery { bank, mode } => {
                let (bank, mode) = (bank.clone(), *mode);
                let recovered = balance(&Account::Recovery {
                    bank: bank.clone(),
                    mode,
                });
                let paid = balance(&Account::Compensation { bank, mode });
                paid.get() + recovered.get() >= 0
            }
            Account::SubsidyPaid { source } | Account::SubsidyReturned { source } => {
                let source = *source;
                let paid = balance(&Account::SubsidyPaid { source });
                let returned = balance(&Account::SubsidyReturned { source });
                paid.get() + returned.get() >= 0
            }
            Account::Contribution { .. } | Account::CoverGiven => balance(account) <= Fen::ZERO,
        };
        if holds {
            return Ok(());
        }
        Err(overdrawn(account))
    }
}

fn overdrawn(account: &Account) -> Refused {
    match account {
        Account::Cash { .. } | Account::Reserved { .. } | Account::Earmarked { .. } => {
            fund_exhausted()
        }
        Account::Covered { .. } | Account::Claimed { .. } | Account::CoverGiven => {
            not_covered_so_far()
        }
        Account::Compensation { .. }
        | Account::Recovery { .. }
        | Account::SubsidyPaid { .. }
        | Account::SubsidyReturned { .. }
        | Account::Contribution { .. } => more_back_than_paid(),
    }
}

/// The refusal of what a fund can't bear.
pub fn fund_exhausted() -> Refused {
    Refused::new(
        "FUND_EXHAUSTED",
        "资金余额不足",
        "the fund has less left than this takes",
    )
}

/// The refusal of more principal than was filed.
pub fn not_covered_so_far() -> Refused {
    Refused::new(
        "NOT_COVERED_SO_FAR",
        "超过资金池已备案的本金",
        "more than the principal that is filed with the pool",
    )
}

/// The refusal of more back than was paid.
pub fn more_back_than_paid() -> Refused {
    Refused::new(
        "MORE_BACK_THAN_PAID",
        "追回金额超过已支付金额",
        "more would come back than was ever paid",
    )
}
