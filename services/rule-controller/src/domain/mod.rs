//! What a resource asks for, and the step that comes next: pure, from what is asked and what the rules service has.
mod account;
mod allowed;
mod mark;
mod next;
mod turn;
mod wanted;

pub use account::{Account, Finding, Truth, account, unreadable};
pub use allowed::Allowed;
pub use mark::Mark;
pub use next::{Carried, Seen, Step, Waiting, next, not_passed};
pub use wanted::{Period, Source, Wanted};

/// As the rules service knows this program, by its certificate or token.
pub const CARRIER: &str = "rule-controller";

/// Of a problem that goes by itself: nothing is wrong with the resource.
pub const REGISTRY_FAILED: &str = "RegistryFailed";

/// The same, of a registry that nothing is needed from now.
pub const PULLED_BEFORE: &str = "PulledBefore";

/// Of a registry that lets this program in no more.
pub const REGISTRY_REFUSED: &str = "RegistryRefused";

/// Of a registry without what is pinned.
pub const NOT_THERE: &str = "NotThere";

/// Of whatever the rules service says no to.
pub const REFUSED_BY_RULES: &str = "RefusedByRules";

/// What is wrong with a resource, for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{zh} / {en}")]
pub struct Problem {
    /// One word for programs.
    pub reason: &'static str,
    /// What is wrong and what to do,
    pub zh: String,
    /// and the same in English.
    pub en: String,
}

impl Problem {
    /// In both languages.
    pub fn new(reason: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Problem {
        Problem {
            reason,
            zh: zh.into(),
            en: en.into(),
        }
    }
}
