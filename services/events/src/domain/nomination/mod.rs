//! A nomination for the award (江门科学技术奖): the nominator's own notice, the formal check, blind scores, the committee, the public
//! notice, the award, and its revocation.
mod check;
mod command;
mod committee;
mod decide;
mod draft;
mod filing;
mod list;
mod review;
mod state;
mod terms;

use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::naming::are_same;
use kezhuan_law::panel::{Declaration, Expert, Panel};
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use command::{Assessed, Command, Failure, Reminder, Scoring};
pub use committee::objection_handled;
pub use decide::{Circumstances, Counted, Decided, Event, decide};
pub use draft::{Candidate, NewNomination, NominationForm, Unit, draft, edit};
pub use list::ExcellentAchievement;
pub use review::{Reviewed, Sheet, chosen, judged, reviewed};
pub use state::{Block, State, Step, next, nothing_waits};
pub use terms::Terms;

use super::award_mean::Band;
use super::notice::{Objection, PublicNotice};

/// One nomination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nomination {
    pub id: Uuid,
    pub number: String,
    pub round: Uuid,
    /// The organisation that puts it forward.
    pub nominator: String,
    /// Six digits, of an authority that nominates.
    pub nominator_division: Option<String>,
    pub form: NominationForm,
    pub state: State,
    pub version: i64,
    pub drafted_by: String,
    /// Subjects of who changed the draft.
    #[serde(default)]
    pub edited_by: Vec<String>,
    pub local_notice: Option<LocalNotice>,
    pub local_objections: Vec<LocalObjection>,
    pub filed: Option<Filed>,
    pub group: String,
    pub refusal: Option<Refusal>,
    pub panel: Option<Panel>,
    /// The last day for scores.
    pub score_due_on: Option<NaiveDate>,
    pub review: Option<Review>,
    /// While MANUAL: the step that waits.
    pub blocked: Option<Blocked>,
    /// Why it waits for a person.
    pub failure: Option<String>,
    /// Who took the step that a rule failed on, and when: the legal date of asking again.
    pub asked_by: Option<String>,
    pub asked_on: Option<NaiveDate>,
    /// The stored rule decision behind the last answer.
    pub decision: Option<Uuid>,
    pub committee: Option<Committee>,
    pub notice: Option<PublicNotice>,
    pub objections: Vec<Objection>,
    pub prize: Option<Prize>,
    pub benefit: Option<Benefit>,
    pub revocation: Option<Revocation>,
    pub pins: RulePins,
}

/// The nominator's own notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalNotice {
    pub place: String,
    pub starts_on: NaiveDate,
    pub last_day: NaiveDate,
}

/// What the nominator heard against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalObjection {
    pub text: String,
    pub filed_on: NaiveDate,
    pub answer: Option<LocalAnswer>,
}

/// What the nominator made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalAnswer {
    pub upheld: bool,
    pub reason: String,
    pub by: String,
    pub on: NaiveDate,
}

/// When and by whom it was filed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filed {
    pub by: String,
    pub on: NaiveDate,
}

/// Why it was not taken, or dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// An expert as they are assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    pub expert: Expert,
    /// Of their organisation, six digits; `None` where nobody knows.
    pub division: Option<String>,
    pub declaration: Declaration,
}

/// An expert, and what rules have against them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub assigned: Assigned,
    /// Reasons that rules add to the host's.
    pub added: Vec<String>,
}

impl Answered {
    /// No rule has said anything.
    pub const fn unasked(assigned: Assigned) -> Answered {
        Answered {
            assigned,
            added: Vec::new(),
        }
    }
}

/// The step that a rule failed on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Blocked {
    /// With what rules that answered had against each.
    Assignment(Vec<Answered>),
    Scoring,
    Prize,
}

impl Blocked {
    /// Which kind of step waits.
    pub const fn block(&self) -> Block {
        match self {
            Blocked::Assignment(_) => Block::Assignment,
            Blocked::Scoring => Block::Scoring,
            Blocked::Prize => Block::Prize,
        }
    }
}

/// What the experts' scores came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Hundredths of a point, half up.
    pub mean_c: i64,
    pub band: Band,
    pub experts: u32,
    pub concluded_by: String,
    pub concluded_on: NaiveDate,
    /// Why a person decided in a rule's place.
    pub by_hand: Option<String>,
    pub decision: Option<Uuid>,
}

/// What the committee decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committee {
    pub band: Band,
    pub note: String,
    /// Names or subjects of who decided.
    pub members: Vec<String>,
    pub recorded_by: String,
    pub recorded_on: NaiveDate,
}

/// What was awarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prize {
    pub band: Band,
    pub certificate: String,
    pub awarded_by: String,
    pub awarded_on: NaiveDate,
}

/// What the city's rule grants for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Benefit {
    pub amount: Fen,
    /// Why there is none.
    pub reasons: Vec<String>,
    pub assessed_by: String,
    pub assessed_on: NaiveDate,
    /// Why a person decided in a rule's place.
    pub by_hand: Option<String>,
    pub decision: Option<Uuid>,
}

/// Why and when it was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    pub reason: String,
    pub revoked_by: String,
    pub revoked_on: NaiveDate,
}

impl Nomination {
    /// Who has a part in the case, and so takes no decision on it: the nominator, and who carried it out.
    pub fn parties(&self) -> Vec<&str> {
        let units = self.form.units.iter();
        std::iter::once(self.nominator.as_str())
            .chain(units.map(|unit| unit.organisation.as_str()))
            .collect()
    }

    /// Whether an organisation is one of them.
    pub fn concerns(&self, organisation: &str) -> bool {
        let mut parties = self.parties().into_iter();
        parties.any(|party| are_same(party, organisation))
    }

    /// Who wrote what it says.
    pub fn authors(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.drafted_by).chain(&self.edited_by)
    }

    /// Whether the office may see what experts scored: once nothing of it can be changed any more.
    pub fn scores_are_final(&self) -> bool {
        let is_closed = |panel: &Panel| panel.closed_on.is_some();
        self.panel.as_ref().is_some_and(is_closed) || self.block() == Some(Block::Scoring)
    }

    /// Whether a person, by subject or name, has a part in it: who stands for it, and who was asked to judge it.
    fn involves(&self, person: &str) -> bool {
        let mut people = self.form.people.iter();
        let mut seats = self.panel.iter().flat_map(|panel| &panel.seats);
        people.any(|one| are_same(&one.person, person) || are_same(&one.title, person))
            || seats.any(|seat| seat.expert.id == person)
    }

    /// What waits, while it waits.
    fn block(&self) -> Option<Block> {
        self.blocked.as_ref().map(Blocked::block)
    }

    /// It waits for nobody any more.
    fn clear_failure(&mut self) {
        self.blocked = None;
        self.failure = None;
        self.asked_by = None;
        self.asked_on = None;
    }
}

#[cfg(test)]
mod tests;
