//! What can be booked: each kind of movement and the entries it consists of.
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::transaction::{credit, debit};
use super::{Account, Entry, Fund, Source, Transaction};
use crate::domain::product::Mode;
use crate::domain::refused::Refused;

/// One movement in the books.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Posting {
    /// Money is put in.
    Deposit {
        fund: Fund,
        source: Source,
        amount: Fen,
    },
    /// A loan was filed with the pool.
    Cover {
        bank: String,
        mode: Mode,
        principal: Fen,
    },
    /// So much of it is owed no longer.
    Uncover {
        bank: String,
        mode: Mode,
        principal: Fen,
    },
    /// A claim was verified: it carries the loss, and the pool keeps its part ready.
    Claim {
        bank: String,
        mode: Mode,
        loss: Fen,
        pay: Fen,
    },
    /// It was withdrawn: what is still owed is covered again, and what was kept ready is free.
    Unclaim {
        bank: String,
        mode: Mode,
        loss: Fen,
        pay: Fen,
        owed: Fen,
    },
    /// The pool pays its part.
    Compensate {
        bank: String,
        mode: Mode,
        amount: Fen,
    },
    /// The pool's share of what came back.
    Recover {
        bank: String,
        mode: Mode,
        amount: Fen,
    },
    /// The claim is over, and with it the loss it carried.
    Settle { bank: String, mode: Mode, loss: Fen },
    /// A subsidy was computed.
    Reserve { amount: Fen },
    /// It was refused or withdrawn.
    Release { amount: Fen },
    /// It is paid.
    Subsidise { city: Fen, county: Fen },
    /// A paid subsidy came back.
    ReturnSubsidy { city: Fen, county: Fen },
}

impl Posting {
    /// The balanced transaction of this movement.
    pub fn transaction(&self) -> Result<Transaction, Refused> {
        Transaction::new(self.entries()?)
    }

    fn entries(&self) -> Result<Vec<Entry>, Refused> {
        use Account::*;
        Ok(match self.clone() {
            Posting::Deposit {
                fund,
                source,
                amount,
            } => pair(cash(fund), Contribution { fund, source }, amount),
            Posting::Cover {
                bank,
                mode,
                principal,
            } => pair(Covered { bank, mode }, CoverGiven, principal),
            Posting::Uncover {
                bank,
                mode,
                principal,
            } => pair(CoverGiven, Covered { bank, mode }, principal),
            Posting::Claim {
                bank,
                mode,
                loss,
                pay,
            } => claim(bank, mode, loss, pay),
            Posting::Unclaim {
                bank,
                mode,
                loss,
                pay,
                owed,
            } => unclaim((bank, mode), loss, pay, owed)?,
            Posting::Compensate { bank, mode, amount } => {
                let mut entries = release(Fund::Compensation, amount);
                let paid_from = cash(Fund::Compensation);
                entries.extend(pair(Compensation { bank, mode }, paid_from, amount));
                entries
            }
            Posting::Recover { bank, mode, amount } => {
                pair(cash(Fund::Compensation), Recovery { bank, mode }, amount)
            }
            Posting::Settle { bank, mode, loss } => pair(CoverGiven, Claimed { bank, mode }, loss),
            Posting::Reserve { amount } => reserve(Fund::Subsidy, amount),
            Posting::Release { amount } => release(Fund::Subsidy, amount),
            Posting::Subsidise { city, county } => {
                let amount = city.checked_add(county)?;
                let mut entries = release(Fund::Subsidy, amount);
                let paid = |source| SubsidyPaid { source };
                entries.extend(by_source(city, county, paid, debit));
                entries.push(credit(cash(Fund::Subsidy), amount));
                entries
            }
            Posting::ReturnSubsidy { city, county } => {
                let amount = city.checked_add(county)?;
                let mut entries = vec![debit(cash(Fund::Subsidy), amount)];
                let returned = |source| SubsidyReturned { source };
                entries.extend(by_source(city, county, returned, credit));
                entries
            }
        })
    }
}

fn claim(bank: String, mode: Mode, loss: Fen, pay: Fen) -> Vec<Entry> {
    let claimed = Account::Claimed {
        bank: bank.clone(),
        mode,
    };
    let mut entries = pair(claimed, Account::Covered { bank, mode }, loss);
    // An empty pool keeps nothing ready, and the claim is a claim all the same.
    if pay != Fen::ZERO {
        entries.extend(reserve(Fund::Compensation, pay));
    }
    entries
}

/// What came in while the claim carried the loss is covered no longer.
fn unclaim(
    (bank, mode): (String, Mode),
    loss: Fen,
    pay: Fen,
    owed: Fen,
) -> Result<Vec<Entry>, Refused> {
    let claimed = Account::Claimed {
        bank: bank.clone(),
        mode,
    };
    let mut entries = vec![credit(claimed, loss)];
    let gone = loss.checked_sub(owed)?;
    if owed != Fen::ZERO {
        entries.push(debit(Account::Covered { bank, mode }, owed));
    }
    if gone != Fen::ZERO {
        entries.push(debit(Account::CoverGiven, gone));
    }
    if pay != Fen::ZERO {
        entries.extend(release(Fund::Compensation, pay));
    }
    Ok(entries)
}

/// Two lines that balance.
fn pair(debited: Account, credited: Account, amount: Fen) -> Vec<Entry> {
    vec![debit(debited, amount), credit(credited, amount)]
}

fn reserve(fund: Fund, amount: Fen) -> Vec<Entry> {
    pair(
        Account::Earmarked { fund },
        Account::Reserved { fund },
        amount,
    )
}

fn release(fund: Fund, amount: Fen) -> Vec<Entry> {
    pair(
        Account::Reserved { fund },
        Account::Earmarked { fund },
        amount,
    )
}

const fn cash(fund: Fund) -> Account {
    Account::Cash { fund }
}

/// One line for each who bears something.
fn by_source(
    city: Fen,
    county: Fen,
    account: impl Fn(Source) -> Account,
    line: fn(Account, Fen) -> Entry,
) -> impl Iterator<Item = Entry> {
    [(Source::City, city), (Source::County, county)]
        .into_iter()
        .filter(|(_, amount)| *amount != Fen::ZERO)
        .map(move |(source, amount)| line(account(source), amount))
}
