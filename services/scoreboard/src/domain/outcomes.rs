//! K10, 活动成效: contracts that came of events, and the intents signed there, which are counted apart and never added up.
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::counted::{Counts, Days};
use super::figure::Code;

/// Who talked with whom, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talks {
    /// negotiations/{uuid}
    pub negotiation: String,
    /// events/{uuid}
    pub event: String,
    /// Where the event takes place.
    pub division: String,
    pub provider: String,
    pub seeker: String,
}

/// The contract that came of a negotiation, as the events service judged it last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub talks: Talks,
    /// contracts/{uuid}
    pub contract: String,
    pub number: String,
    pub registered_on: NaiveDate,
    /// In fen.
    pub total: i64,
    /// In fen; `None` while no technical amount is certified.
    pub technical: Option<i64>,
    /// By the rule card `evt.outcome`.
    pub counts: bool,
}

/// An intent that both sides of a negotiation signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    pub talks: Talks,
    pub signed_on: NaiveDate,
    /// In fen, as intended; 0 where none is named.
    pub amount: i64,
    /// Nothing comes of a cancelled event.
    #[serde(default)]
    pub is_of_cancelled: bool,
}

impl Outcome {
    /// The same once the register says that the contract is not between the two sides.
    pub fn dropped(&self) -> Outcome {
        Outcome {
            counts: false,
            ..self.clone()
        }
    }
}

impl Intent {
    /// The same once its event was cancelled.
    pub fn of_cancelled(&self) -> Intent {
        Intent {
            is_of_cancelled: true,
            ..self.clone()
        }
    }
}

impl Counts for Outcome {
    const CODE: Code = Code::K10;

    fn division(&self) -> &str {
        &self.talks.division
    }

    fn counted_as(&self) -> &str {
        &self.contract
    }

    fn days(&self) -> Option<Days> {
        self.counts.then(|| rest_of_year(self.registered_on))
    }
}

impl Counts for Intent {
    const CODE: Code = Code::K10i;

    fn division(&self) -> &str {
        &self.talks.division
    }

    fn counted_as(&self) -> &str {
        &self.talks.negotiation
    }

    fn days(&self) -> Option<Days> {
        (!self.is_of_cancelled).then(|| rest_of_year(self.signed_on))
    }
}

/// What happens on a day counts for that day's year, and for no later one.
pub(super) fn rest_of_year(from: NaiveDate) -> Days {
    Days {
        from,
        until: NaiveDate::from_ymd_opt(from.year() + 1, 1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn talks() -> Talks {
        Talks {
            negotiation: "negotiations/1".to_owned(),
            event: "events/1".to_owned(),
            division: "440705".to_owned(),
            provider: "wyu".to_owned(),
            seeker: "acme".to_owned(),
        }
    }

    fn outcome(registered_on: &str, counts: bool) -> Outcome {
        Outcome {
            talks: talks(),
            contract: "contracts/1".to_owned(),
            number: "KZ-TC-2025-440705-000001".to_owned(),
            registered_on: day(registered_on),
            total: 5_000,
            technical: Some(4_000),
            counts,
        }
    }

    #[test]
    fn a_contract_counts_in_the_year_of_its_registration_only() {
        for (registered_on, until) in [
            ("2025-01-01", "2026-01-01"),
            ("2025-12-31", "2026-01-01"),
            ("2026-01-01", "2027-01-01"),
        ] {
            let days = outcome(registered_on, true).days().unwrap();
            assert_eq!(
                (days.from, days.until),
                (day(registered_on), Some(day(until)))
            );
        }
    }

    #[test]
    fn a_contract_that_is_no_outcome_never_counts() {
        assert_eq!(outcome("2025-05-05", false).days(), None);
        assert_eq!(outcome("2025-05-05", true).dropped().days(), None);
    }

    #[test]
    fn an_intent_counts_as_its_negotiation_and_under_a_figure_of_its_own() {
        let intent = Intent {
            talks: talks(),
            signed_on: day("2025-12-30"),
            amount: 0,
            is_of_cancelled: false,
        };
        assert_eq!(intent.counted_as(), "negotiations/1");
        let days = intent.days().unwrap();
        assert_eq!(
            (days.from, days.until),
            (day("2025-12-30"), Some(day("2026-01-01")))
        );
        assert_ne!(Intent::CODE.as_str(), Outcome::CODE.as_str());
        assert_eq!(intent.of_cancelled().days(), None);
    }
}
