//! Variety (品种): from the breeder's field to approval or registration, and what may be done with it meanwhile.
mod decide;
mod enter;
pub mod gate;
mod papers;
mod permit;
mod review;
mod state;
mod trials;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use decide::{Circumstances, Command, Decided, Event, decide};
pub use enter::{NewVariety, enter};
pub use gate::{
    Action, Answer, Code, Facts, HERE, Missing, NATIONAL, gate, gate_in, is_region, missing,
    province_of,
};
pub use papers::{Approval, Introduction, Registration, Report};
pub use state::{State, Step, next};

use super::crop::Crop;

/// Which non-major crops need registration: data of a ministry's notice, empty until somebody who has it enters it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Crop codes of 非主要农作物登记目录; the first list has 29 kinds.
    pub listed_non_major: Vec<Crop>,
    /// The notice the list was taken from.
    pub listed_source: String,
}

impl Terms {
    /// Whether a crop's varieties have to be registered before they are promoted.
    pub fn is_listed(&self, crop: &Crop) -> bool {
        self.listed_non_major.contains(crop)
    }
}

/// One variety.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variety {
    pub id: Uuid,
    pub crop: Crop,
    /// Its own name.
    pub title: String,
    /// Who bred it, as documents name them.
    pub breeder: String,
    /// Organisation that entered it; empty where an authority did.
    pub owner: String,
    pub state: State,
    pub version: i64,
    pub genetically_modified: bool,
    /// Number of the biosafety certificate.
    pub biosafety_certificate: Option<String>,
    pub dus: Option<Report>,
    pub regional: Vec<Report>,
    pub production: Vec<Report>,
    pub approvals: Vec<Approval>,
    pub introductions: Vec<Introduction>,
    pub registration: Option<Registration>,
    pub refusal: Option<Refusal>,
    pub withdrawal: Option<Withdrawal>,
}

/// Why it was not approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// Why it is no longer what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    pub reason: String,
    pub withdrawn_on: NaiveDate,
}

impl Variety {
    /// What approval still needs; nothing of a crop that needs none.
    pub fn missing_for_approval(&self) -> Vec<Missing> {
        if !self.crop.is_major() {
            return Vec::new();
        }
        let cycles = |reports: &[Report]| u32::try_from(reports.len()).unwrap_or(u32::MAX);
        let (regional, production) = (cycles(&self.regional), cycles(&self.production));
        missing(regional, production, self.dus.is_some())
    }

    /// Whether something may be done with it in a province; nothing with what was withdrawn.
    pub fn may(&self, action: Action, province: &str, terms: &Terms) -> Answer {
        if self.state == State::Withdrawn {
            let code = match self.crop.is_major() {
                true => Code::NotApproved,
                false => Code::NotRegistered,
            };
            return Answer { allow: false, code };
        }
        let regions = self.regions_in_force();
        let facts = Facts {
            crop: &self.crop,
            approved_regions: &regions,
            registered: self.state == State::Registered,
            listed_non_major: terms.is_listed(&self.crop),
            genetically_modified: self.genetically_modified,
            has_biosafety_certificate: self.biosafety_certificate.is_some(),
        };
        gate_in(&facts, action, province)
    }

    /// Where it is approved, or counts as approved since its introduction was filed.
    fn regions_in_force(&self) -> Vec<&str> {
        if self.state != State::Approved {
            return Vec::new();
        }
        let approved = self.approvals.iter().map(|one| one.region.as_str());
        let introduced = self.introductions.iter().map(|one| one.region.as_str());
        approved.chain(introduced).collect()
    }
}

#[cfg(test)]
mod tests;
