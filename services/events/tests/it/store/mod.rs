//! Statements that are put together at run time.
mod hanging;
mod statements;
