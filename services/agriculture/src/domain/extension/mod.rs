//! Extension (推广): what a demonstration showed, on farmers' plots in one season. A plot counts once in a season; what the
//! county confirmed is what outcomes are made of.
mod decide;
mod open;
mod person;
mod roll;
mod row;
mod state;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use decide::{Circumstances, Command, Decided, Event, decide};
pub use open::{NewExtension, open};
pub use person::masked;
pub use roll::{Fate, Held, PlotKey, Roll, counted_elsewhere};
pub use row::{Entry, Row, look};
pub use state::{State, Step, next};

use super::code_list::code_list;
use super::crop::Crop;
use super::extension_value::{Grown, extended};
use super::season::Season;

/// Figures that are no law in force, or not certainly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Rows of one request.
    pub rows_max: usize,
    /// Plots of one extension.
    pub plots_max: usize,
    /// Largest plot in hundredths of a mu (illustrative).
    pub plot_area_max_c: i64,
    pub trainings_max: usize,
    /// People at one training (illustrative).
    pub person_times_max: i64,
    /// Dearest kilogram in fen (illustrative).
    pub price_max_fen: i64,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            rows_max: 500,
            plots_max: 20_000,
            plot_area_max_c: 1_000_000,
            trainings_max: 200,
            person_times_max: 10_000,
            price_max_fen: 10_000_000,
        }
    }
}

code_list! {
    /// What became of a row of a list.
    RowStatus {
        Entered = "ENTERED", "已登记", "entered";
        Repeated = "REPEATED", "此前已登记，不重复计算", "entered before: it counts once";
        Refused = "REFUSED", "未登记", "refused";
    }
}

/// One extension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub id: Uuid,
    pub demonstration: Uuid,
    pub base: Uuid,
    /// Division the base lies in.
    pub division: String,
    /// Organisation that runs the base.
    pub operator: String,
    pub variety: Uuid,
    /// Who entered the variety; empty of an authority.
    pub variety_owner: String,
    pub crop: Crop,
    pub season: Season,
    /// Measured by the demonstration, in hundredths of a kilogram a mu.
    pub yield_c: i64,
    /// Of the check beside it; none where none was measured.
    pub check_yield_c: Option<i64>,
    pub state: State,
    pub version: i64,
    pub opened_by: String,
    pub totals: Totals,
    pub trainings: Vec<Training>,
    pub report: Option<Report>,
    pub confirmation: Option<Confirmation>,
    /// Why it was last sent back.
    pub sent_back: Option<String>,
}

/// What its plots come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    pub households: i64,
    pub plots: i64,
    /// Hundredths of a mu.
    pub area_c: i64,
}

/// One training of farmers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Training {
    pub held_on: NaiveDate,
    pub topic: String,
    pub place: String,
    pub person_times: i64,
}

/// What a kilogram was sold for, and where that is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    pub fen_per_kg: i64,
    pub source: String,
    pub of_day: NaiveDate,
}

/// The operator's word that it is complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub by: String,
    pub on: NaiveDate,
    pub price: Price,
}

/// The county's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    pub by: String,
    pub on: NaiveDate,
}

impl Extension {
    /// How often farmers were trained.
    pub fn person_times(&self) -> i64 {
        // Each is bounded, and so is their number.
        let times = self.trainings.iter().map(|training| training.person_times);
        times.fold(0, i64::saturating_add)
    }

    /// What its value is counted from; nothing without a check or a price.
    pub fn grown(&self) -> Option<Grown> {
        Some(Grown {
            area_c: self.totals.area_c,
            yield_c: self.yield_c,
            check_c: self.check_yield_c?,
            price_fen: self.report.as_ref()?.price.fen_per_kg,
        })
    }

    /// Its added value alone, in fen.
    pub fn added_value_fen(&self) -> Option<i64> {
        let value = extended(&[self.grown()?])?;
        Some(value.added_value_fen)
    }
}

#[cfg(test)]
mod tests;
