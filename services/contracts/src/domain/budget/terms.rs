//! What a programme's authority says beside the figure: where a claim goes that the budget can't cover, and whose
//! payment bars this programme's.
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::Ledger;

/// What becomes of a claim that the budget can't cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WhenExhausted {
    /// The rule grants what is left, first come first served.
    #[default]
    Refuse,
    /// It is held, and goes on in the order of acceptance once there is money.
    Queue,
    /// It is held until the office closes the year; held claims share what is left.
    Prorate,
}

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

impl WhenExhausted {
    pub const ALL: [WhenExhausted; 3] = [
        WhenExhausted::Refuse,
        WhenExhausted::Queue,
        WhenExhausted::Prorate,
    ];

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            WhenExhausted::Refuse => "REFUSE",
            WhenExhausted::Queue => "QUEUE",
            WhenExhausted::Prorate => "PRORATE",
        }
    }

    /// The policy with this stable name.
    pub fn parse(name: &str) -> Option<WhenExhausted> {
        WhenExhausted::ALL
            .into_iter()
            .find(|policy| policy.as_str() == name)
    }

    /// What a rule is told of the budget: where claims may wait for money it computes what is due, and only the year's
    /// whole appropriation bounds it.
    pub fn told_to_rules(self, ledger: &Ledger) -> Fen {
        match self.holds() {
            true => ledger.appropriation,
            false => ledger.available(),
        }
    }

    /// Whether a claim waits that the budget can't cover.
    pub const fn holds(self) -> bool {
        match self {
            WhenExhausted::Queue | WhenExhausted::Prorate => true,
            WhenExhausted::Refuse => false,
        }
    }
}
