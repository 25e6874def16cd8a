//! The whole contracts service against real Postgres and NATS, with real rule packages.
#![allow(clippy::unwrap_used)]
mod access;
mod adoption;
mod amendment;
mod appeals;
mod attachments;
mod claims;
mod incomes;
mod lifecycle;
mod lists;
mod manual;
mod permissions;
mod register;
mod review;
mod rules;
mod states;
mod statistics;
mod taxes;
mod walls;
mod world;
