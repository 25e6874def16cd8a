//! The code lists of an appeal: its state, what can be appealed, how it ends.
use serde::{Deserialize, Serialize};

/// Where an appeal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum State {
    Filed,
    Examining,
    Closed,
    Withdrawn,
}

/// The decisions of an office that can be re-examined: those that end a case without registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Appealable {
    NotAccepted,
    Rejected,
}

/// How the re-examination ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Upheld,
    /// The contract reopens at ACCEPTED.
    Changed,
}

impl State {
    /// Every state.
    pub const ALL: [State; 4] = [
        State::Filed,
        State::Examining,
        State::Closed,
        State::Withdrawn,
    ];

    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Filed => "FILED",
            State::Examining => "EXAMINING",
            State::Closed => "CLOSED",
            State::Withdrawn => "WITHDRAWN",
        }
    }

    /// The state with this stable name.
    pub fn parse(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

impl Outcome {
    /// The stable name stored and sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Upheld => "UPHELD",
            Outcome::Changed => "CHANGED",
        }
    }
}
