//! Figures that are no law in force, or not certainly, or the city's to change: each can be configured, each has its default
//! where it is used.
use serde::{Deserialize, Serialize};

use super::{event, matching, negotiation, nomination, registration};

/// What the city sets for all events and for the award.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    pub award: nomination::Terms,
    pub event: event::Terms,
    pub matching: matching::Terms,
    pub negotiation: negotiation::Terms,
    pub registration: registration::Terms,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_does_not_exist_is_not_set() {
        let one: Parameters = serde_json::from_str(r#"{"event":{"sessions_max":9}}"#).unwrap();
        assert_eq!(one.event.sessions_max, 9);
        assert_eq!(one.registration, registration::Terms::default());
        let wrong = serde_json::from_str::<Parameters>(r#"{"event":{"session_max":9}}"#);
        assert!(wrong.is_err());
    }
}
