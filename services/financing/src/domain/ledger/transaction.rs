//! A transaction of double-entry books. One that does not balance can't be made.
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::Account;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// The two sides of an account.
    Side {
        Debit = "DEBIT", "借", "debit";
        Credit = "CREDIT", "贷", "credit";
    }
}

/// One line: an account, a side, an amount above zero.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub account: Account,
    pub side: Side,
    pub amount: Fen,
}

/// Entries that balance. There is no other way to one than [`Transaction::new`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Transaction {
    entries: Vec<Entry>,
}

impl Transaction {
    /// The transaction of these entries: each above zero, and as much debit as credit.
    pub fn new(entries: Vec<Entry>) -> Result<Transaction, Refused> {
        let empty = entries.is_empty();
        if empty || entries.iter().any(|entry| entry.amount <= Fen::ZERO) {
            return Err(Refused::new(
                "ENTRY_NOT_POSITIVE",
                "分录金额必须大于零",
                "every entry of a transaction is larger than zero",
            ));
        }
        if sum(&entries, Side::Debit)? != sum(&entries, Side::Credit)? {
            return Err(Refused::new(
                "UNBALANCED",
                "借贷不平衡",
                "debits and credits are not equal",
            ));
        }
        Ok(Transaction { entries })
    }

    /// Its lines.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

fn sum(entries: &[Entry], side: Side) -> Result<Fen, Refused> {
    let of_side = entries.iter().filter(|entry| entry.side == side);
    Ok(Fen::checked_sum(of_side.map(|entry| entry.amount))?)
}

/// A line to debit.
pub(super) fn debit(account: Account, amount: Fen) -> Entry {
    Entry {
        account,
        side: Side::Debit,
        amount,
    }
}

/// A line to credit.
pub(super) fn credit(account: Account, amount: Fen) -> Entry {
    Entry {
        account,
        side: Side::Credit,
        amount,
    }
}
