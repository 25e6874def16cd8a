//! Trial (试验): a variety beside its check in replicated plots, measured, looked at by experts, and verified or void.
mod decide;
mod experts;
mod harvest;
mod plan;
mod state;
mod verify;

use chrono::NaiveDate;
use kezhuan_law::panel::Panel;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use decide::{Circumstances, Command, Decided, Event, decide};
pub use experts::{Finding, Nominee, Opinion};
pub use harvest::Figures;
pub use plan::{NewTrial, plan};
pub use state::{State, Step, next};
pub use verify::{Answer, Host, RuleOutcome, Verdict, verifiable};

use super::crop::Crop;
use super::plot::{Moisture, Plot};
use super::season::Season;

/// Fewer experts never verify a trial.
const EXPERTS_MIN: usize = 3;
/// Fewer replications than are recommended; it stops nothing.
pub const FEW_REPLICATIONS: &str = "FEW_REPLICATIONS";

/// Figures that are no law in force, or not certainly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Replications a trial should have; fewer are told as a warning.
    pub replications_recommended: u32,
    /// Most replications, and most plots.
    pub replications_max: u32,
    pub plots_max: usize,
    /// Coefficient of variation over which a trial is void, in basis points (illustrative).
    pub cv_max_bp: u32,
    /// Experts whose opinions a verification takes; fewer than 3 count as 3.
    pub experts_min: usize,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            replications_recommended: 3,
            replications_max: 100,
            plots_max: 400,
            cv_max_bp: 1_500,
            experts_min: EXPERTS_MIN,
        }
    }
}

impl Terms {
    /// Experts whose opinions a verification takes.
    pub fn experts_needed(&self) -> usize {
        self.experts_min.max(EXPERTS_MIN)
    }
}

/// One trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    pub id: Uuid,
    pub base: Uuid,
    /// Division the base lies in.
    pub division: String,
    /// Organisation that runs the base.
    pub operator: String,
    pub variety: Uuid,
    /// Who entered the variety; empty of an authority.
    pub variety_owner: String,
    /// The check it is measured against.
    pub check: Uuid,
    pub crop: Crop,
    pub season: Season,
    pub moisture: Moisture,
    /// As planned.
    pub replications: u32,
    pub state: State,
    pub version: i64,
    pub planned_by: String,
    pub planned_on: NaiveDate,
    pub sown_on: Option<NaiveDate>,
    pub harvested_by: Option<String>,
    pub harvested_on: Option<NaiveDate>,
    pub plots: Vec<Plot>,
    pub figures: Option<Figures>,
    pub warnings: Vec<String>,
    pub panel: Panel,
    pub opinions: Vec<Opinion>,
    /// The verification that its rule failed on; kept until there is a verdict.
    pub waiting: Option<Waiting>,
    pub verdict: Option<Verdict>,
    pub pins: RulePins,
}

/// A verification without a usable answer. Asked again, the rule is that of the day it was asked for first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    pub failure: String,
    pub asked_by: String,
    pub asked_on: NaiveDate,
}

#[cfg(test)]
mod tests;
