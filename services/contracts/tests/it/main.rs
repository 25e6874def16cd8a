//! The whole contracts service against real Postgres and NATS, with real rule packages.
#![allow(clippy::unwrap_used)]
mod adoption;
mod appeals;
mod attachments;
mod claims;
mod incomes;
mod lifecycle;
mod lists;
mod taxes;
mod world;
