//! What integration tests of services stand on: real servers, a database per test, a gRPC server
//! in the test's process, tokens for any caller, and patience with a deadline. No mocks.
mod bus;
mod database;
mod eventually;
mod harness;
mod mutual_tls;
mod probe;
mod servers;
mod skipped;
pub mod webhooks;
pub mod world;

pub use bus::{OwnNats, arrives_again, bus};
pub use database::TestDatabase;
pub use eventually::{eventually, settled};
pub use harness::{Harness, Person, request_of};
pub use mutual_tls::MutualTls;
pub use probe::{Estate, Probe};
pub use servers::servers;
pub use skipped::skipped;

/// A legal clock that stands at `date` (`YYYY-MM-DD`) until the test advances it.
pub fn standing_clock(date: &str) -> kezhuan_runtime::LegalClock {
    match date.parse() {
        Ok(date) => kezhuan_runtime::LegalClock::standing_at(date),
        Err(error) => panic!("{date:?} is no date: {error}"),
    }
}
