//! What stands around a case in every service that keeps cases: the body with its version and its count of events, the parties,
//! lists by keyset, human numbers, what rules said of it, its record, its public notice, and the RPCs that answer it. Names no
//! aggregate: tables, capacities, prefixes and reasons are the service's.
pub mod api;
pub mod asking_again;
pub mod audit_entries;
pub mod convert;
pub mod decisions;
mod error;
pub mod heard;
pub mod kind;
pub mod listing;
pub mod notices;
pub mod numbers;
pub mod parties;
pub mod reader;
pub mod stored;

pub use api::{CaseService, LetterService};
pub use asking_again::{WaitForRules, ask_each, whenever_rules_change};
pub use error::{Error, Reasons, Refusal};
pub use heard::Heard;
pub use kind::CaseKind;
pub use listing::{Listing, SortedPlace};
pub use numbers::Numbers;
pub use stored::{Place, Step, Stored, record, written};
