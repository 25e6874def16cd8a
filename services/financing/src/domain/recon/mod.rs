//! Daily reconciliation (对账) with a bank: compared by number, amount and status; people close what differs.
mod batch;
mod compare;
mod file;
mod state;

pub use batch::{Batch, Command, Decided, Event, Finding, Ticket, Trailer, decide};
pub use compare::{Class, Line, OursTwice, compare};
pub use file::{COLUMNS, FILE_BYTES_MAX, TRAILER, read};
pub use state::{State, Step, next};

#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod tests;
