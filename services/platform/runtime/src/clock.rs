//! The legal clock: gives every legal date. Tokens, TLS, back-off and audit instants use the machine's.
use std::sync::Arc;

use chrono::{FixedOffset, NaiveDate, Utc};
use tokio::sync::watch;

/// Asia/Shanghai: eight hours ahead of UTC, no summer time.
const SHANGHAI_OFFSET_SECONDS: i32 = 8 * 3600;

/// Today's legal date in Asia/Shanghai; either the machine's, or standing until someone advances it.
#[derive(Clone, Debug)]
pub struct LegalClock {
    standing: Option<Arc<watch::Sender<NaiveDate>>>,
}

/// Why a clock did not move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    #[error("the legal clock follows the machine; only a standing clock can be advanced")]
    NotStanding,
    #[error("the legal clock stands at {today}; it never goes back to {asked}")]
    Backwards { today: NaiveDate, asked: NaiveDate },
}

impl LegalClock {
    /// Follows the machine's clock.
    pub fn system() -> LegalClock {
        LegalClock { standing: None }
    }

    /// Stands at `date` until advanced: for development, demonstrations and tests.
    pub fn standing_at(date: NaiveDate) -> LegalClock {
        LegalClock {
            standing: Some(Arc::new(watch::Sender::new(date))),
        }
    }

    /// The legal date of a decision made now.
    pub fn today(&self) -> NaiveDate {
        match &self.standing {
            Some(sender) => *sender.borrow(),
            None => machine_date(),
        }
    }

    /// Whether the clock stands still between advances.
    pub fn is_standing(&self) -> bool {
        self.standing.is_some()
    }

    /// Moves a standing clock forward.
    pub fn advance_to(&self, asked: NaiveDate) -> Result<(), ClockError> {
        let sender = self.standing.as_ref().ok_or(ClockError::NotStanding)?;
        let mut answer = Ok(());
        sender.send_if_modified(|today| {
            if asked < *today {
                answer = Err(ClockError::Backwards {
                    today: *today,
                    asked,
                });
            }
            let moved = asked > *today;
            if moved {
                *today = asked;
            }
            moved
        });
        answer
    }

    /// Tells of each advance; a clock that follows the machine never tells.
    pub fn changes(&self) -> watch::Receiver<NaiveDate> {
        match &self.standing {
            Some(sender) => sender.subscribe(),
            None => watch::Sender::new(machine_date()).subscribe(),
        }
    }
}

fn machine_date() -> NaiveDate {
    match FixedOffset::east_opt(SHANGHAI_OFFSET_SECONDS) {
        Some(shanghai) => Utc::now().with_timezone(&shanghai).date_naive(),
        None => Utc::now().date_naive(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_standing_clock_only_goes_forward() {
        let clock = LegalClock::standing_at(day("2025-01-01"));
        let seen = clock.clone();
        clock.advance_to(day("2025-03-01")).unwrap();
        assert_eq!(seen.today(), day("2025-03-01"));
        assert_eq!(
            clock.advance_to(day("2025-02-28")),
            Err(ClockError::Backwards {
                today: day("2025-03-01"),
                asked: day("2025-02-28")
            })
        );
        assert_eq!(
            LegalClock::system().advance_to(day("2999-01-01")),
            Err(ClockError::NotStanding)
        );
    }

    #[tokio::test]
    async fn an_advance_is_told() {
        let clock = LegalClock::standing_at(day("2025-01-01"));
        let mut changes = clock.changes();
        clock.advance_to(day("2025-01-02")).unwrap();
        changes.changed().await.unwrap();
        assert_eq!(*changes.borrow(), day("2025-01-02"));
    }
}
