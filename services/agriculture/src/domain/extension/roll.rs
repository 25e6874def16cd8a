//! The plots of one extension: each counts once in a season, so the order in which reports come in changes no total.
use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Totals};
use crate::domain::refused::FieldViolation;

/// County and code: what names a plot in a season.
pub type PlotKey = (String, String);

/// What a plot counts for already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub household: String,
    /// Hundredths of a mu.
    pub area_c: i64,
}

/// What becomes of an entry that is in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It counts from now on.
    New,
    /// The same was said before.
    Known,
}

/// The plots that count for one extension, or those of them that are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roll(BTreeMap<PlotKey, Held>);

impl Roll {
    /// Those that are recorded already.
    pub fn of(held: impl IntoIterator<Item = (PlotKey, Held)>) -> Roll {
        Roll(held.into_iter().collect())
    }

    /// Enters a plot once.
    pub fn enter(&mut self, entry: &Entry) -> Result<Fate, FieldViolation> {
        match self.0.get(&entry.key()) {
            None => {
                let held = Held {
                    household: entry.household.clone(),
                    area_c: entry.area_c,
                };
                self.0.insert(entry.key(), held);
                Ok(Fate::New)
            }
            Some(held) if held.household == entry.household && held.area_c == entry.area_c => {
                Ok(Fate::Known)
            }
            Some(_) => Err(FieldViolation::new(
                "plot",
                "PLOT_COUNTED",
                "该地块本季已按其他农户或面积登记，如有误请先剔除",
                "the plot is recorded for this season with another household or area: strike it first if that is wrong",
            )),
        }
    }

    /// Takes a plot out.
    pub fn strike(&mut self, key: &PlotKey) -> Result<(), FieldViolation> {
        match self.0.remove(key) {
            Some(_) => Ok(()),
            None => Err(FieldViolation::new(
                "plot",
                "PLOT_UNKNOWN",
                "该地块未在本次推广中计入",
                "the extension counts no such plot",
            )),
        }
    }

    /// Lets a plot go that counts for another extension.
    pub fn release(&mut self, key: &PlotKey) {
        self.0.remove(key);
    }

    /// What they come to; none where 64 bits can't hold it.
    pub fn totals(&self) -> Option<Totals> {
        let households: BTreeSet<(&str, &str)> = self
            .0
            .iter()
            .map(|((division, _), held)| (division.as_str(), held.household.as_str()))
            .collect();
        let mut areas = self.0.values().map(|held| held.area_c);
        Some(Totals {
            households: i64::try_from(households.len()).ok()?,
            plots: i64::try_from(self.0.len()).ok()?,
            area_c: areas.try_fold(0_i64, i64::checked_add)?,
        })
    }
}

/// Another extension counts the plot in this season; which one is not told.
pub fn counted_elsewhere() -> FieldViolation {
    FieldViolation::new(
        "plot",
        "PLOT_COUNTED_ELSEWHERE",
        "该地块本季已计入其他推广，同一地块每季只计一次",
        "another extension counts the plot in this season: a plot counts once",
    )
}
