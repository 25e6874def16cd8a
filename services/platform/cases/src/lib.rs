//! What stands around a case in every service that keeps cases: the body with its version and its count of events, the parties,
//! lists by keyset, human numbers, what rules said of it, its record, its public notice. Names no aggregate: tables, capacities
//! and prefixes are the service's.
pub mod audit_entries;
pub mod decisions;
pub mod heard;
pub mod listing;
pub mod notices;
pub mod numbers;
pub mod parties;
pub mod reader;
pub mod stored;

pub use heard::Heard;
pub use listing::{Listing, SortedPlace};
pub use numbers::Numbers;
pub use stored::{Place, Step, Stored, record, written};
