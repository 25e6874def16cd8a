//! An agricultural transformation base, from its draft to its accreditation, its yearly assessments and its end.
mod assess;
mod command;
mod decide;
mod draft;
mod figures;
mod guard;
pub mod lifecycle;
mod publication;
mod review;
mod state;
mod term;
mod terms;

use chrono::NaiveDate;
use kezhuan_law::panel::Panel;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use command::{
    Assessing, Assigned, Blocked, Command, Failure, Finding, Fitness, Rating, Reminder, Round,
};
pub use decide::{Circumstances, Decided, Event, decide};
pub use draft::{Form, NewBase, draft, edit};
pub use figures::{Condition, Figures};
pub use review::{Reviewed, reviewed};
pub use state::{State, Step, next};
pub use terms::Terms;

use super::call::Level;
use super::code_list::code_list;
use super::notice::{Objection, PublicNotice};
use super::refused::Refused;
use super::score::{Grade, Indicators};

code_list! {
    /// Who runs a base, as the plan's task 10 names them.
    Carrier {
        Jaas = "JAAS", "市农科所", "the city's agricultural institute";
        RiceStation = "RICE_STATION", "水稻良种繁育院士工作站", "the academician workstation for rice breeding";
        NewRndInstitution = "NEW_RND_INSTITUTION", "农业新型研发机构", "an agricultural new R&D institution";
        InnovationConsortium = "INNOVATION_CONSORTIUM", "农业科技创新联合体", "an agricultural innovation consortium";
        College = "COLLEGE", "高校、科研院所", "a college or institute";
        Enterprise = "ENTERPRISE", "农业企业", "an enterprise";
        Cooperative = "COOPERATIVE", "农民专业合作社", "a farmers' cooperative";
        OtherCarrier = "OTHER_CARRIER", "其他", "another body";
    }
}

/// One base with everything decided on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    pub id: Uuid,
    /// Human number, given by the service.
    pub number: String,
    pub title: String,
    pub organisation: String,
    /// The county it lies in.
    pub division: String,
    pub carrier: Carrier,
    /// Code of one of the five fields.
    pub field: String,
    pub call: Uuid,
    /// Of the call.
    pub level: Level,
    /// Of the call.
    pub programme_name: String,
    pub figures: Figures,
    pub state: State,
    /// Where MANUAL came from.
    pub came_from: Option<State>,
    pub version: i64,
    /// Who drafted it.
    pub applicant: String,
    pub applied_on: Option<NaiveDate>,
    pub recommendation: Option<Recommendation>,
    /// The experts of the review under way, or of the last one.
    pub panel: Option<Panel>,
    pub review: Option<Review>,
    /// Why it was found unfit.
    pub reasons: Vec<String>,
    /// The stored rule decision behind the last answer.
    pub decision: Option<Uuid>,
    /// Why it waits for a person.
    pub failure: Option<String>,
    /// Who took the step that a rule failed on.
    pub asked_by: Option<String>,
    /// When: the legal date of asking again.
    pub asked_on: Option<NaiveDate>,
    /// The assessment that a rule failed on.
    pub pending: Option<Pending>,
    pub notice: Option<PublicNotice>,
    pub objections: Vec<Objection>,
    pub refusal: Option<Refusal>,
    pub accreditation: Option<Accreditation>,
    pub renewal: Option<Renewal>,
    pub assessments: Vec<Assessment>,
    pub assess_due_on: Option<NaiveDate>,
    pub rectify_until: Option<NaiveDate>,
    pub delisting: Option<Delisting>,
    /// Which rules it went to.
    pub pins: RulePins,
}

/// The county's word for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recommendation {
    pub by: String,
    /// The county's office.
    pub organisation: String,
    pub on: NaiveDate,
    pub note: String,
}

/// What a review came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// In hundredths of a point.
    pub mean_score_c: i64,
    pub experts: u32,
    pub proposed_by: String,
    pub proposed_on: NaiveDate,
    /// Who decided in place of a rule that failed, and why.
    pub by_hand: Option<ByHand>,
    pub decision: Option<Uuid>,
}

/// A person's decision in a rule's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByHand {
    pub by: String,
    pub reason: String,
}

/// Why an authority said no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// Its status and the present term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accreditation {
    pub plate_number: String,
    pub accredited_by: String,
    /// The first decision.
    pub accredited_on: NaiveDate,
    pub term_starts_on: NaiveDate,
    /// The term's last day.
    pub valid_until: NaiveDate,
    pub terms: u32,
}

/// A renewal that was filed and is not decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewal {
    pub filed_on: NaiveDate,
    pub figures: Figures,
}

/// What an assessment is made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    pub year: i32,
    pub indicators: Indicators,
    /// How much the value of its products grew on the year before.
    pub value_growth_bp: Option<i32>,
}

code_list! {
    /// What gave a grade.
    AssessmentKind {
        Yearly = "YEARLY", "年度考核", "a yearly assessment";
        Rectification = "RECTIFICATION", "整改复核", "the check of a rectification";
    }
}

/// One yearly assessment, or the check of a rectification: it counts in the history like one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub kind: AssessmentKind,
    pub year: i32,
    pub assessed_on: NaiveDate,
    pub assessed_by: String,
    pub indicators: Option<Indicators>,
    pub value_growth_bp: Option<i32>,
    pub score_c: Option<i64>,
    pub grade: Grade,
    pub code: lifecycle::Code,
    /// Whether a person graded in a rule's place.
    pub by_hand: bool,
    /// What that person, or the checker, said.
    pub reason: String,
    pub decision: Option<Uuid>,
}

/// Why and when its plate was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delisting {
    pub code: lifecycle::Code,
    pub reason: String,
    pub delisted_on: NaiveDate,
}

impl Base {
    /// Who has a part in the case, and so takes no decision of an authority on it.
    pub fn parties(&self) -> [&str; 1] {
        [&self.organisation]
    }

    /// Whether its status is under review again.
    pub fn is_renewal(&self) -> bool {
        self.accreditation.is_some()
    }

    /// Whether it carries the plate today.
    pub fn is_accredited(&self) -> bool {
        match self.state {
            State::Accredited | State::Rectifying | State::Warned => true,
            State::Manual => matches!(self.came_from, Some(State::Accredited | State::Warned)),
            State::Draft
            | State::Applied
            | State::Recommended
            | State::Proposed
            | State::Suspended
            | State::Renewing
            | State::Expired
            | State::Delisted
            | State::Refused
            | State::Withdrawn => false,
        }
    }

    /// Holds that something new may be planned on it. What grew there before the plate is part of what it brings to its review; once
    /// its case is over, nothing is added.
    pub fn takes_plans(&self) -> Result<(), Refused> {
        if !self.state.is_over() {
            return Ok(());
        }
        let state = self.state.name();
        Err(Refused::new(
            "BASE_OVER",
            format!("基地{}，不能再安排试验和示范", state.zh),
            format!(
                "the base is {}: no trial or demonstration is planned on it any more",
                state.en
            ),
        ))
    }

    /// The figures that the review under way looks at.
    pub fn reviewed_figures(&self) -> &Figures {
        let renewed = self.renewal.as_ref().map(|renewal| &renewal.figures);
        renewed.unwrap_or(&self.figures)
    }

    /// Every grade it was given, oldest first.
    pub fn history(&self) -> Vec<Grade> {
        self.assessments.iter().map(|one| one.grade).collect()
    }

    /// The last day of its term.
    pub fn valid_until(&self) -> Option<NaiveDate> {
        self.accreditation.as_ref().map(|term| term.valid_until)
    }
}

#[cfg(test)]
mod tests;
