//! What a programme's authority says beside the figure: where a claim goes that the budget can't cover, and whose
//! payment bars this programme's.
use super::Ledger;
use crate::{Fen, WhenExhausted};

/// The terms of one programme-year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// Of the announcement: a higher one is the newer. 0 = set before there were announcements.
    pub version: i64,
    pub when_exhausted: WhenExhausted,
    /// Families whose payment of a fact bars this programme's.
    pub excludes: Vec<String>,
    /// The document the appropriation stands on.
    pub legal_source: String,
}

impl Terms {
    /// What a rule is told of the budget: where claims may wait for money it computes what is due, and only the year's
    /// whole appropriation bounds it.
    pub fn told_to_rules(&self, ledger: &Ledger) -> Fen {
        match self.when_exhausted.holds() {
            true => ledger.appropriation,
            false => ledger.available(),
        }
    }
}
