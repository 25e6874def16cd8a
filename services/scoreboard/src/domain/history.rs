//! What was known of a case, year by year: news of a later year leaves the years that are over as they stood.
use chrono::{Datelike, NaiveDate};

/// What was told last in one calendar year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<T> {
    pub since: i32,
    pub fact: T,
}

/// Everything known of one case, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History<T> {
    known: Vec<Known<T>>,
}

/// What was known from the end of one year on, until before the end of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span<'h, T> {
    pub since: i32,
    /// The first year that knew better; `None` of what is known today.
    pub until: Option<i32>,
    pub fact: &'h T,
}

impl<T: PartialEq> History<T> {
    /// As it is kept, oldest first.
    pub const fn of(known: Vec<Known<T>>) -> History<T> {
        History { known }
    }

    /// What is known today.
    pub fn latest(&self) -> Option<&T> {
        self.known.last().map(|known| &known.fact)
    }

    /// Takes news in, told on a legal date; answers whether there is any in it.
    pub fn tell(&mut self, on: NaiveDate, fact: T) -> bool {
        let told_in = on.year();
        match self.known.last_mut() {
            Some(known) if known.fact == fact => return false,
            // News come in order, so a step that is dated back is not older than what it follows.
            Some(known) if known.since >= told_in => known.fact = fact,
            Some(_) | None => self.known.push(Known {
                since: told_in,
                fact,
            }),
        }
        true
    }

    /// Each thing that was known, with the years that know it.
    pub fn spans(&self) -> impl DoubleEndedIterator<Item = Span<'_, T>> {
        let count = self.known.len();
        (0..count).filter_map(move |place| {
            let known = self.known.get(place)?;
            let next = self.known.get(place + 1);
            Some(Span {
                since: known.since,
                until: next.map(|next| next.since),
                fact: &known.fact,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(news: &[(&str, &'static str)]) -> History<&'static str> {
        let mut history = History::of(Vec::new());
        for (on, fact) in news {
            history.tell(on.parse().unwrap(), *fact);
        }
        history
    }

    fn spans(history: &History<&'static str>) -> Vec<(i32, Option<i32>, &'static str)> {
        let spans = history.spans();
        spans
            .map(|span| (span.since, span.until, *span.fact))
            .collect()
    }

    #[test]
    fn a_year_keeps_the_last_thing_told_in_it() {
        let history = told(&[
            ("2025-01-02", "in"),
            ("2025-12-31", "out"),
            ("2027-03-01", "in again"),
            ("2027-03-02", "out again"),
        ]);
        assert_eq!(
            spans(&history),
            [(2025, Some(2027), "out"), (2027, None, "out again")]
        );
        assert_eq!(history.latest(), Some(&"out again"));
        assert_eq!(told(&[]).latest(), None);
    }

    #[test]
    fn what_is_no_news_changes_nothing_and_news_are_never_older_than_what_they_follow() {
        let mut history = told(&[("2025-05-05", "in"), ("2026-01-01", "out")]);
        let before = history.clone();
        assert!(!history.tell("2028-01-01".parse().unwrap(), "out"));
        assert_eq!(history, before);
        assert!(history.tell("2025-12-20".parse().unwrap(), "gone"));
        assert_eq!(
            spans(&history),
            [(2025, Some(2026), "in"), (2026, None, "gone")]
        );
    }
}
