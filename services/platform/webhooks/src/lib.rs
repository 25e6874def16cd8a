//! Webhooks as the Standard Webhooks specification says: a letter is signed, sent to an address that was looked at, and waited for
//! no longer than allowed; what the attempt came to decides whether it is tried again. Who is told what, and what is kept of it, is
//! the service's.
mod addresses;
mod answer;
mod config;
mod post;
mod secrets;
mod verdict;

pub use addresses::{Addresses, Names, SystemNames, Unusable};
pub use answer::{Answer, Failure};
pub use config::{PostConfig, ranges};
pub use post::{Attempt, Letter, Post, signature};
pub use secrets::{Secret, SecretKeeper};
pub use verdict::{Retries, Verdict, verdict};
