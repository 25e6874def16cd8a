//! Events between two services over a real nats-server and a real Postgres, and what happens
//! when any of it breaks.
#![allow(
    clippy::unwrap_used,
    reason = "a test ends where its surroundings fail"
)]
mod broken_stream;
mod dead_letters;
mod delivery;
mod gaps;
mod killed;
mod lag;
mod ready;
mod restored;
mod rotated;
mod world;
