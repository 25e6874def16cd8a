//! The pool's books, double-entry: every movement balances by construction, nothing is overdrawn, and what the pool
//! stands for is told from the same accounts.
mod account;
mod books;
mod figures;
mod pool;
mod posting;
mod transaction;

pub use account::{Account, Fund, Source};
pub use books::{Books, Turnover, fund_exhausted, more_back_than_paid, not_covered_so_far};
pub use figures::{Exposure, SuspensionTerms};
pub use pool::{deposit, deposited_before, document, kept_by, pool_of};
pub use posting::Posting;
pub use transaction::{Entry, Side, Transaction};

#[cfg(test)]
mod tests;
