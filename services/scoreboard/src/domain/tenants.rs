//! K7, 在孵企业: which stay of which enterprise counts on which days.
use chrono::NaiveDate;
use kezhuan_law::regions;
use serde::{Deserialize, Serialize};

use super::counted::{Counts, Days};
use super::figure::Code;

/// One admitted tenancy, as the incubation service told it last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stay {
    /// carriers/{uuid}
    pub carrier: String,
    /// Empty of a team that is no enterprise yet.
    pub uscc: String,
    /// Where the carrier stands.
    pub division: String,
    /// The carrier stands outside the city.
    pub is_remote: bool,
    /// May lie ahead.
    pub entered_on: NaiveDate,
    /// The first day on which it is no tenant any more.
    pub left_on: Option<NaiveDate>,
    /// Since when the landing company of a remote one is here.
    pub landed_on: Option<NaiveDate>,
    /// Since when a former team is an enterprise.
    #[serde(default)]
    pub registered_on: Option<NaiveDate>,
    pub state: String,
}

impl Counts for Stay {
    const CODE: Code = Code::K7;

    fn division(&self) -> &str {
        &self.division
    }

    /// One enterprise, however many carriers it sits in.
    fn counted_as(&self) -> &str {
        &self.uscc
    }

    fn days(&self) -> Option<Days> {
        if self.uscc.is_empty() {
            return None;
        }
        // A team counts from the day it became an enterprise.
        let since = self
            .registered_on
            .map_or(self.entered_on, |day| day.max(self.entered_on));
        let from = match self.is_remote {
            true => self.landed_on?.max(since),
            false if regions::is_jiangmen(&self.division) => since,
            false => return None,
        };
        Some(Days {
            from,
            until: self.left_on,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn stay() -> Stay {
        Stay {
            carrier: "carriers/1".to_owned(),
            uscc: "91440703MA50000A8K".to_owned(),
            division: "440703".to_owned(),
            is_remote: false,
            entered_on: day("2025-03-03"),
            left_on: None,
            landed_on: None,
            registered_on: None,
            state: "INCUBATING".to_owned(),
        }
    }

    fn days(stay: &Stay) -> Option<(String, Option<String>)> {
        let days = stay.days()?;
        Some((days.from.to_string(), days.until.map(|day| day.to_string())))
    }

    #[test]
    fn an_enterprise_counts_from_its_entry_to_the_day_before_it_left() {
        assert_eq!(days(&stay()), Some(("2025-03-03".to_owned(), None)));
        let left = Stay {
            left_on: Some(day("2025-12-31")),
            ..stay()
        };
        let until = Some("2025-12-31".to_owned());
        assert_eq!(days(&left), Some(("2025-03-03".to_owned(), until)));
        let team = Stay {
            uscc: String::new(),
            ..stay()
        };
        assert_eq!(days(&team), None);
        let registered = |day_of: &str| Stay {
            registered_on: Some(day(day_of)),
            ..stay()
        };
        let from = |stay: &Stay| days(stay).map(|(from, _)| from);
        assert_eq!(
            from(&registered("2025-06-02")).as_deref(),
            Some("2025-06-02")
        );
        assert_eq!(
            from(&registered("2025-01-02")).as_deref(),
            Some("2025-03-03")
        );
    }

    #[test]
    fn a_tenant_elsewhere_counts_from_its_landing_and_not_before_its_entry() {
        let remote = |landed_on: Option<&str>| Stay {
            division: "440305".to_owned(),
            is_remote: true,
            landed_on: landed_on.map(day),
            ..stay()
        };
        let from = |landed_on| days(&remote(landed_on)).map(|(from, _)| from);
        assert_eq!(from(None), None);
        assert_eq!(from(Some("2025-06-01")).as_deref(), Some("2025-06-01"));
        assert_eq!(from(Some("2024-06-01")).as_deref(), Some("2025-03-03"));
        let elsewhere = Stay {
            division: "440305".to_owned(),
            ..stay()
        };
        assert_eq!(days(&elsewhere), None);
    }
}
