//! A project submitted to an event (项目): its formal check, the experts' review, its selection, its place in the agenda.
mod command;
mod decide;
mod form;
mod review;
mod slot;
mod state;

use chrono::NaiveDate;
use kezhuan_law::panel::Panel;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use command::{Assigned, Command};
pub use decide::{Circumstances, Decided, Event, decide};
pub use form::{NewProject, ProjectForm, submit};
pub use slot::Slot;
pub use state::{State, Step, next};

/// One project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    pub id: Uuid,
    pub number: String,
    pub event: Uuid,
    #[serde(default)]
    pub event_title: String,
    pub call: Uuid,
    pub organisation: String,
    pub form: ProjectForm,
    pub state: State,
    pub version: i64,
    /// Subject of who handed it in, or handed it in again.
    pub submitted_by: String,
    pub submitted_on: NaiveDate,
    pub checked: Option<Checked>,
    /// Empty once the project was handed in again.
    pub return_reason: String,
    pub refusal: Option<Refusal>,
    pub panel: Option<Panel>,
    pub review: Option<Review>,
    pub slot: Option<Slot>,
    pub presented_on: Option<NaiveDate>,
    /// Whether people of who runs the event decided on it or scored it.
    #[serde(default)]
    pub organiser_judged: bool,
}

/// The formal check that it passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    pub by: String,
    pub on: NaiveDate,
}

/// Why it was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// What was decided on the experts' scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Hundredths of a point, half up; 0 where no experts were asked.
    pub mean_score_c: i64,
    pub experts: u32,
    pub by: String,
    pub on: NaiveDate,
    pub note: String,
}

#[cfg(test)]
mod tests;
