//! What is due, how it is read, and what became of it.
use chrono::NaiveDate;
use uuid::Uuid;

/// Before every due day; Postgres knows no earlier year that chrono writes in four digits.
pub(crate) const BEFORE_ALL: NaiveDate = match NaiveDate::from_ymd_opt(1, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// One thing that is due.
#[derive(Debug, Clone)]
pub struct Due<R> {
    /// The first legal day on which it may be taken: of what ends on 30 June, 1 July.
    pub due_on: NaiveDate,
    pub subject: Uuid,
    pub row: R,
}

/// Which due rows are asked for: those with `due_on` up to `today` that come after (`after_day`, `after_id`), in the order of
/// (`due_on`, id).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub today: NaiveDate,
    pub after_day: NaiveDate,
    pub after_id: Uuid,
    pub limit: i64,
}

/// What became of a due row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Done,
    /// It is not time yet, or it was done before.
    NotDue,
}

/// Why a due row was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The domain says that nothing is due.
    NotDue,
    /// Somebody moved the row since it was read.
    Faster,
    /// Nothing is wrong with the step: the next look takes it.
    Passing,
    /// Somebody has to look into it; tried again all the same.
    Failed,
}

/// A service's error, as far as the scheduler has to know it.
pub trait Untaken: std::fmt::Debug + Send + 'static {
    /// What it says about the step.
    fn why(&self) -> Why;
}

impl Page {
    /// For a reader that pages by id alone and says of every row that it is due on `day`: the ids to come are above this one.
    pub fn after_on(&self, day: NaiveDate) -> Uuid {
        match self.after_day.cmp(&day) {
            std::cmp::Ordering::Less => Uuid::nil(),
            std::cmp::Ordering::Equal => self.after_id,
            std::cmp::Ordering::Greater => Uuid::max(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_by_id_goes_on_where_the_page_before_ended() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-03-02");
        let id = Uuid::from_u128(7);
        for (after_day, expected) in [
            (BEFORE_ALL, Uuid::nil()),
            (day("2026-03-01"), Uuid::nil()),
            (today, id),
            (day("2026-03-03"), Uuid::max()),
        ] {
            let page = Page {
                today,
                after_day,
                after_id: id,
                limit: 10,
            };
            assert_eq!(page.after_on(today), expected, "{after_day}");
        }
    }
}
