//! Statements that are put together at run time.
mod fields;
mod outcomes;
mod statements;
