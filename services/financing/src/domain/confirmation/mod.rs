//! Month-end confirmation (月末余额确认): what a bank's loans owe at the end of a month, as a file that both sides sign.
mod balance;
mod month;
mod sign;

pub use balance::{Balance, Balances, File};
pub use month::Month;
pub use sign::{Side, State, already_confirmed, side_of, sign};

#[cfg(test)]
mod tests;
