//! Demonstration (示范): a variety on the fields of a base, measured by experts, accepted by the county, and extended from
//! there.
mod decide;
mod measure;
mod plan;
mod state;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use decide::{Circumstances, Command, Decided, Event, decide};
pub use measure::{Measured, Measurement, Measurer};
pub use plan::{NewDemonstration, plan, stands_apart};
pub use state::{State, Step, next};

use super::crop::Crop;
use super::plot::Moisture;
use super::season::Season;
use super::site::Site;

/// Fewer experts never measure a yield.
const EXPERTS_MIN: usize = 3;

/// Figures that are no law in force, or not certainly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Experts who measure a yield; fewer than 3 count as 3.
    pub experts_min: usize,
    pub experts_max: usize,
    pub plots_max: usize,
    pub inputs_max: usize,
    pub photos_max: usize,
    /// Largest demonstration in hundredths of a mu (illustrative).
    pub area_max_c: i64,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            experts_min: EXPERTS_MIN,
            experts_max: 30,
            plots_max: 100,
            inputs_max: 100,
            photos_max: 50,
            area_max_c: 10_000_000,
        }
    }
}

impl Terms {
    /// Experts who measure a yield.
    pub fn experts_needed(&self) -> usize {
        self.experts_min.max(EXPERTS_MIN)
    }
}

/// One demonstration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demonstration {
    pub id: Uuid,
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
    pub moisture: Moisture,
    pub site: Site,
    /// As the base states it, in hundredths of a mu: the area that counts.
    pub stated_area_c: i64,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub inputs: Vec<Input>,
    pub state: State,
    pub version: i64,
    pub planned_by: String,
    pub started_on: Option<NaiveDate>,
    pub measurement: Option<Measurement>,
    pub photos: Vec<Photo>,
    pub acceptance: Option<Acceptance>,
    pub extended_on: Option<NaiveDate>,
}

/// Seed, fertiliser, pesticide and the like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub item: String,
    /// With its unit.
    pub quantity: String,
    pub used_on: Option<NaiveDate>,
}

/// A photo among the attachments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// 64 hex digits in lower case.
    pub sha256: String,
    pub caption: String,
}

/// The county's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    pub accepted_on: NaiveDate,
    pub by: String,
    pub note: String,
}

impl Demonstration {
    /// Whether its county accepted it: what subsidies and outcomes stand on.
    pub const fn is_accepted(&self) -> bool {
        match self.state {
            State::Accepted | State::Extended => true,
            State::Planned | State::Running | State::Measured | State::Withdrawn => false,
        }
    }
}

#[cfg(test)]
mod tests;
