//! K9, 省级农业科技成果转化基地: which base counts on which days.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::counted::{Counts, Days};
use super::figure::Code;

/// One accredited base, as the agriculture service told it last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// bases/{uuid}
    pub base: String,
    pub number: String,
    pub plate_number: String,
    pub organisation: String,
    pub programme_name: String,
    pub division: String,
    /// The plan counts no others.
    pub is_provincial: bool,
    /// For the first time.
    pub accredited_on: NaiveDate,
    /// The last day of its term.
    pub valid_until: NaiveDate,
    /// The first day on which it is no base any more.
    pub delisted_on: Option<NaiveDate>,
}

/// What is told of a base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// For the first time, or for another term.
    Accredited(Box<Base>),
    Delisted {
        on: NaiveDate,
    },
}

/// News that cannot follow what is known of the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Inconsistent {
    #[error("the base was never accredited")]
    NeverAccredited,
    #[error("the base was delisted before")]
    DelistedBefore,
}

/// Applies one thing told; what is told of a base comes in order.
pub fn apply(current: Option<&Base>, change: Change) -> Result<Base, Inconsistent> {
    match (current, change) {
        (None, Change::Accredited(base)) => Ok(*base),
        (None, Change::Delisted { .. }) => Err(Inconsistent::NeverAccredited),
        (Some(known), Change::Accredited(_) | Change::Delisted { .. })
            if known.delisted_on.is_some() =>
        {
            Err(Inconsistent::DelistedBefore)
        }
        // A renewed term follows the one before without a gap, however late it was decided.
        (Some(known), Change::Accredited(base)) => Ok(Base {
            accredited_on: known.accredited_on,
            ..*base
        }),
        (Some(known), Change::Delisted { on }) => Ok(Base {
            delisted_on: Some(on),
            ..known.clone()
        }),
    }
}

impl Counts for Base {
    const CODE: Code = Code::K9;

    fn division(&self) -> &str {
        &self.division
    }

    fn counted_as(&self) -> &str {
        &self.base
    }

    fn days(&self) -> Option<Days> {
        if !self.is_provincial {
            return None;
        }
        let over = self.valid_until.succ_opt();
        Some(Days {
            from: self.accredited_on,
            until: over.into_iter().chain(self.delisted_on).min(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn base(accredited_on: &str, valid_until: &str) -> Base {
        Base {
            base: "bases/1".to_owned(),
            number: "KZ-NJ-2025-440705-000001".to_owned(),
            plate_number: "粤农转-1".to_owned(),
            organisation: "org-farm".to_owned(),
            programme_name: "省级农业科技成果转化基地".to_owned(),
            division: "440705".to_owned(),
            is_provincial: true,
            accredited_on: day(accredited_on),
            valid_until: day(valid_until),
            delisted_on: None,
        }
    }

    fn accredited(accredited_on: &str, valid_until: &str) -> Change {
        Change::Accredited(Box::new(base(accredited_on, valid_until)))
    }

    fn delisted(on: &str) -> Change {
        Change::Delisted { on: day(on) }
    }

    /// What is known after `changes`, as the days on which it counts.
    fn days(changes: Vec<Change>) -> Option<(NaiveDate, Option<NaiveDate>)> {
        let mut known = None;
        for change in changes {
            known = Some(apply(known.as_ref(), change).unwrap());
        }
        known?.days().map(|days| (days.from, days.until))
    }

    #[test]
    fn a_base_counts_from_its_accreditation_to_the_end_of_its_term() {
        let first = accredited("2025-03-03", "2028-03-02");
        let counts = |from, until| Some((day(from), Some(day(until))));
        assert_eq!(
            days(vec![first.clone()]),
            counts("2025-03-03", "2028-03-03")
        );
        // Decided half a year after the first term ended.
        let renewed = accredited("2028-09-01", "2031-03-02");
        assert_eq!(
            days(vec![first.clone(), renewed]),
            counts("2025-03-03", "2031-03-03")
        );
        assert_eq!(
            days(vec![first.clone(), delisted("2026-05-05")]),
            counts("2025-03-03", "2026-05-05")
        );
        // Told after its term was over.
        assert_eq!(
            days(vec![first, delisted("2028-03-09")]),
            counts("2025-03-03", "2028-03-03")
        );
    }

    #[test]
    fn a_base_of_the_city_or_a_county_never_counts() {
        let of_the_city = Base {
            is_provincial: false,
            ..base("2025-03-03", "2028-03-02")
        };
        assert_eq!(of_the_city.days(), None);
    }

    #[test]
    fn news_that_can_t_follow_are_refused() {
        assert_eq!(
            apply(None, delisted("2026-05-05")),
            Err(Inconsistent::NeverAccredited)
        );
        let gone = Base {
            delisted_on: Some(day("2026-05-05")),
            ..base("2025-03-03", "2028-03-02")
        };
        for change in [
            delisted("2026-06-06"),
            accredited("2026-06-06", "2029-01-01"),
        ] {
            assert_eq!(
                apply(Some(&gone), change),
                Err(Inconsistent::DelistedBefore)
            );
        }
    }
}
