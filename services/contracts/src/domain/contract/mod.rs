//! A technology contract on its way to, through and after registration (认定登记): one aggregate, one transition function.
mod acceptance;
mod amendment;
mod assessment;
mod chart;
mod command;
mod decide;
mod draft;
mod ending;
mod event;
mod expert;
mod filing;
mod foresight;
mod guard;
mod manual;
mod paper;
mod parts;
mod pricing;
mod registration;
mod review;
mod state;
mod view;

pub use acceptance::expected_limit;
pub use chart::{Destination, next, steps};
pub use command::{
    Blocked, Command, EndGround, NewRegistration, NotAcceptedGround, ReturnGround, Review, Step,
};
pub use decide::{Context, Decided, decide};
pub use draft::{NewContract, draft, edit, office_of};
pub use event::{AmendmentEnd, Event, RegisteredVersion};
pub use filing::ready_to_file;
pub use foresight::{Foresight, foresee};
pub use paper::{file_again, filed_before_unseen, paper_number};
pub use parts::{
    Acceptance, Amendment, Capacity, Classification, ContractVersion, ManualCase, ManualDecision,
    Opinion, Party, Refusal, Registration,
};
pub use registration::record_national_number;
pub use state::State;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::form::Form;

/// One contract with everything decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    pub id: Uuid,
    /// Human number, given by the service.
    pub number: String,
    /// The filer's own number of the paper, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_number: Option<String>,
    /// The deciding office's division: the seller's, or the buyer's of an import.
    pub tenant: String,
    /// The etag: one higher with every write.
    pub version: i64,
    /// How many events were published.
    pub event_sequence: i64,
    pub state: State,
    /// As filed; once registered, the version in force.
    pub form: Form,
    /// The person who drafted it, and their organisation where it applies, for itself or for another. Empty
    /// where an office drafted it for whoever came to its counter: then the form's applying party applies.
    pub applicant: String,
    pub applicant_organisation: String,
    /// Everyone who filled in or filed something: none of them reviews.
    pub filers: BTreeSet<String>,
    pub parties: Vec<Party>,
    pub submitted_on: Option<NaiveDate>,
    pub acceptance: Option<Acceptance>,
    /// How often a supplement was asked for.
    pub supplements: u32,
    /// Of the form as it stands; `None` again when it goes back to the first review.
    pub classification: Option<Classification>,
    pub opinions: Vec<Opinion>,
    pub registration: Option<Registration>,
    /// 1 at first registration, one higher with each approved amendment; 0 before.
    pub form_version: i32,
    /// Why it was returned, refused, asked for more, or ended; the latest only.
    pub refusal: Option<Refusal>,
    /// Last day of the acceptance check; `None` unless one is awaited.
    pub check_due_on: Option<NaiveDate>,
    /// Last day to file a returned application again.
    pub lapses_on: Option<NaiveDate>,
    pub amendment: Option<Amendment>,
    pub manual: Option<ManualCase>,
    pub manual_decisions: Vec<ManualDecision>,
    /// Reviewers of a decision that an appeal changed.
    pub excluded_reviewers: BTreeSet<String>,
    /// Which rule package and settings answer for this contract.
    pub pins: RulePins,
    /// The day the registration ended.
    pub ended_on: Option<NaiveDate>,
}

#[cfg(test)]
mod tests;
