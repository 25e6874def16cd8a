//! One look at what is due on a legal day: every timer's rows in one line, by the day on which they fell due.
#[cfg(test)]
mod tests;

use std::collections::{HashSet, VecDeque};

use chrono::NaiveDate;
use kezhuan_runtime::Shutdown;
use uuid::Uuid;

use crate::due::BEFORE_ALL;
use crate::kept::Looked;
use crate::metrics;
use crate::timer::{Item, Timer};
use crate::{Page, Taken, Untaken, Why};

/// Rows of a timer that are held at a time.
const ROWS_MAX: i64 = 200;

/// A look under way.
pub(crate) struct Look<'a, E> {
    service: &'static str,
    today: NaiveDate,
    lines: Vec<Line<'a, E>>,
}

/// The due rows of one timer, page by page.
struct Line<'a, E> {
    timer: &'a Timer<E>,
    rows: VecDeque<Item<E>>,
    after: (NaiveDate, Uuid),
    ended: bool,
    /// A look tries nothing twice: what could not be taken, or is still there after it was, waits for the next one.
    tried: HashSet<(NaiveDate, Uuid)>,
    /// Read anew once, for a step of this very look may have moved it.
    moved: HashSet<(NaiveDate, Uuid)>,
    /// Everything due could be read.
    is_read: bool,
    /// Everything due was taken.
    is_clear: bool,
}

impl<'a, E: Untaken> Look<'a, E> {
    pub fn new(service: &'static str, timers: &'a [Timer<E>], today: NaiveDate) -> Look<'a, E> {
        Look {
            service,
            today,
            lines: timers.iter().map(Line::new).collect(),
        }
    }

    /// Takes what is due, and what that makes due, until nothing moves any more. `None` when it was cut short.
    pub async fn take_all(mut self, shutdown: &Shutdown) -> Option<Vec<Looked>> {
        while self.round(shutdown).await? {
            for line in &mut self.lines {
                line.back_to((BEFORE_ALL, Uuid::nil()));
            }
        }
        let read = self.lines.iter().filter(|line| line.is_read);
        let looks = read.map(|line| Looked {
            timer: line.timer.name.to_owned(),
            is_clear: line.is_clear,
        });
        Some(looks.collect())
    }

    /// Once through the days; answers whether anything was taken.
    async fn round(&mut self, shutdown: &Shutdown) -> Option<bool> {
        let (mut took, mut on, mut took_on) = (false, BEFORE_ALL, false);
        loop {
            if shutdown.is_triggered() {
                return None;
            }
            for line in &mut self.lines {
                line.fill(self.today).await;
            }
            // Of several timers on one day the first in the list goes first.
            let lines = self.lines.iter_mut();
            let next = lines
                .filter_map(|line| line.day().map(|day| (day, line)))
                .min_by_key(|(day, _)| *day);
            let Some((day, line)) = next else {
                return Some(took);
            };
            if day > on && took_on {
                // What a day brought may have made something due before the next one, or moved what was read.
                for line in &mut self.lines {
                    line.back_to((on, Uuid::nil()));
                }
                took_on = false;
                continue;
            }
            on = day;
            let taken = line.take_next(self.service, self.today).await;
            took |= taken;
            took_on |= taken;
        }
    }
}

impl<'a, E: Untaken> Line<'a, E> {
    fn new(timer: &'a Timer<E>) -> Line<'a, E> {
        Line {
            timer,
            rows: VecDeque::new(),
            after: (BEFORE_ALL, Uuid::nil()),
            ended: false,
            tried: HashSet::new(),
            moved: HashSet::new(),
            is_read: true,
            is_clear: true,
        }
    }

    /// The day of the row that comes next.
    fn day(&self) -> Option<NaiveDate> {
        self.rows.front().map(|item| item.due_on)
    }

    /// Reads again from there on.
    fn back_to(&mut self, after: (NaiveDate, Uuid)) {
        self.rows.clear();
        (self.after, self.ended) = (after, false);
    }

    /// Sees to it that the next row is there, if there is one.
    async fn fill(&mut self, today: NaiveDate) {
        while self.rows.is_empty() && !self.ended {
            let (after_day, after_id) = self.after;
            let page = Page {
                today,
                after_day,
                after_id,
                limit: ROWS_MAX,
            };
            match (self.timer.read)(page).await {
                Ok(items) => self.hold(items, today),
                Err(error) => {
                    let timer = self.timer.name;
                    tracing::warn!(timer, error = ?error, "what is due could not be read now");
                    (self.ended, self.is_read) = (true, false);
                }
            }
        }
    }

    fn hold(&mut self, items: Vec<Item<E>>, today: NaiveDate) {
        let is_full = i64::try_from(items.len()).is_ok_and(|count| count >= ROWS_MAX);
        let last = items.last().map(|item| (item.due_on, item.subject));
        // A reader that does not go on would be read for ever.
        let goes_on = last.filter(|last| *last > self.after);
        self.ended = !is_full || goes_on.is_none();
        self.after = goes_on.unwrap_or(self.after);
        let tried = &self.tried;
        self.rows.extend(
            items.into_iter().filter(|item| {
                item.due_on <= today && !tried.contains(&(item.due_on, item.subject))
            }),
        );
    }

    /// Takes the row that comes next; answers whether that changed anything.
    async fn take_next(&mut self, service: &'static str, today: NaiveDate) -> bool {
        let Some(item) = self.rows.pop_front() else {
            return false;
        };
        let (timer, id, due_on) = (self.timer.name, item.subject, item.due_on);
        let key = (due_on, id);
        self.tried.insert(key);
        let error = match (item.take)(today).await {
            Ok(Taken::Done) => {
                metrics::FIRED.add(1, &metrics::of(service, timer));
                return true;
            }
            Ok(Taken::NotDue) => return false,
            Err(error) => error,
        };
        match error.why() {
            Why::NotDue => tracing::debug!(timer, %id, error = ?error, "nothing is due"),
            Why::Faster => {
                tracing::debug!(timer, %id, "somebody was faster");
                if self.moved.insert(key) {
                    self.tried.remove(&key);
                }
            }
            Why::Passing | Why::Failed => {
                self.is_clear = false;
                metrics::FAILED.add(1, &metrics::of(service, timer));
                tracing::warn!(timer, %id, %due_on, error = ?error, "a due step was not taken");
            }
        }
        false
    }
}
