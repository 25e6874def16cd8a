//! A carrier: a place that takes start-ups in, and what it is accredited as (§ 6.1, 6.2, 6.4 and chart 11.3 of the domain
//! reference).
mod application;
mod assess;
mod command;
mod counts;
pub mod criteria;
mod decide;
mod figures;
mod finding;
mod grading;
mod kind;
mod manual;
mod office;
mod overseas_base;
mod profile;
mod recorded;
mod regime;
mod review;
mod standing;
mod state;
mod terms;

use chrono::NaiveDate;
use kezhuan_law::notice::{Objection, PublicNotice};
use kezhuan_law::panel::Panel;
use kezhuan_law::rule_pins::RulePins;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use application::{Application, host_finding};
pub use assess::{Assessment, Rectification, is_due, may_assess};
pub use command::{Circumstances, Command, Decided, Event};
pub use counts::{CarrierCounts, CarrierYear};
pub use criteria::Condition;
pub use decide::decide;
pub use figures::Figures;
pub use finding::{Finding, FoundBy};
pub use grading::{Graded, Indicators};
pub use kind::{AssessmentGrade, BaseStatus, Grade, Kind, Regime, RevocationGround};
pub use manual::{Manual, Question};
pub use office::CITY;
pub use overseas_base::Base;
pub use profile::{Leader, Profile};
pub use recorded::Recorded;
pub use regime::regime_of;
pub use state::{State, Step, next};
pub use terms::Terms;

use crate::domain::actor::{Actor, Role};
use crate::domain::refused::Refused;

/// One carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carrier {
    pub id: Uuid,
    pub number: String,
    pub version: i64,
    pub state: State,
    /// The organisation that runs it.
    pub operator: String,
    /// Who entered it.
    pub created_by: String,
    /// The tenant that looks after it.
    pub authority: String,
    pub profile: Profile,
    /// The latest one.
    pub application: Option<Application>,
    /// Of a carrier that waits for a person.
    pub manual: Option<Manual>,
    pub checked_by: Option<String>,
    pub refusal: Option<Refusal>,
    pub review: Option<Panel>,
    /// What the office found where no experts sat.
    pub desk_review: String,
    pub notice: Option<PublicNotice>,
    pub objections: Vec<Objection>,
    /// Oldest first; the last one without a last day is the current one.
    pub statuses: Vec<Status>,
    pub assessments: Vec<Assessment>,
    pub rectification: Option<Rectification>,
    pub revocation: Option<Revocation>,
    pub base: Option<Base>,
    /// The rules its application goes to.
    pub pins: RulePins,
}

/// What a carrier is or was accredited as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    pub grade: Grade,
    pub regime: Regime,
    pub since: NaiveDate,
    /// The last day.
    pub until: Option<NaiveDate>,
    /// Of the authority that gives the grade.
    pub document: String,
    /// SHA-256 of the attachment that holds the document; empty where none was recorded.
    #[serde(default)]
    pub attachment: String,
    pub decided_by: String,
}

/// Why an application was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub code: String,
    pub note: String,
    pub refused_on: NaiveDate,
}

/// Why a status was taken away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    pub ground: RevocationGround,
    pub reason: String,
    pub revoked_on: NaiveDate,
}

/// What a new carrier is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCarrier {
    pub id: Uuid,
    pub number: String,
    pub profile: Profile,
    /// The division here that looks after one outside the city.
    pub authority: String,
}

/// A carrier as its operator enters it.
pub fn draft(new: NewCarrier, actor: &Actor, today: NaiveDate) -> Result<Carrier, Refused> {
    actor.require_any(&[Role::CarrierOp, Role::CollegeTto])?;
    new.profile.check(today)?;
    let authority = new.profile.authority(&new.authority)?;
    Ok(Carrier {
        id: new.id,
        number: new.number,
        version: 1,
        state: State::Draft,
        operator: actor.organisation.clone(),
        created_by: actor.subject.clone(),
        authority: authority.code().to_owned(),
        profile: new.profile,
        application: None,
        manual: None,
        checked_by: None,
        refusal: None,
        review: None,
        desk_review: String::new(),
        notice: None,
        objections: Vec::new(),
        statuses: Vec::new(),
        assessments: Vec::new(),
        rectification: None,
        revocation: None,
        base: None,
        pins: RulePins::default(),
    })
}

impl Carrier {
    /// What it is accredited as now.
    pub fn current(&self) -> Option<&Status> {
        self.statuses.last().filter(|status| status.until.is_none())
    }

    /// The grade it holds now.
    pub fn grade(&self) -> Option<Grade> {
        self.current().map(|status| status.grade)
    }

    /// The grade that a step now is about: the one held, or else the one applied for.
    pub fn grade_at_stake(&self) -> Option<Grade> {
        let applied = self
            .application
            .as_ref()
            .map(|application| application.grade);
        self.grade().or(applied)
    }

    /// The organisations with a part in it: none of them decides on it.
    pub fn parties(&self) -> Vec<&str> {
        let leader = self.profile.leader.as_ref();
        let leader = leader.map(|leader| leader.organisation.as_str());
        [self.operator.as_str()].into_iter().chain(leader).collect()
    }

    /// Whether start-ups may move in: a place runs before it is accredited, and stops when its status is taken away. Applying
    /// anew does not open it; another accreditation does.
    pub fn takes_tenants(&self) -> bool {
        self.revocation.is_none()
    }

    /// Holds that they may.
    pub fn hold_takes_tenants(&self) -> Result<(), Refused> {
        match self.takes_tenants() {
            true => Ok(()),
            false => Err(Refused::new(
                "CARRIER_TAKES_NO_TENANTS",
                "该载体目前不接收在孵企业",
                "the carrier takes no tenants now",
            )),
        }
    }

    /// How a year went.
    pub fn assessment(&self, year: i32) -> Option<&Assessment> {
        self.assessments
            .iter()
            .find(|assessed| assessed.year == year)
    }
}

/// What its operator says of it now.
fn update(carrier: &mut Carrier, profile: Profile, at: &Circumstances<'_>) -> decide::Outcome {
    office::operator(carrier, at)?;
    profile.check(at.today)?;
    let moves = profile.division != carrier.profile.division;
    let is_another = profile.kind != carrier.profile.kind && carrier.state != State::Draft;
    if moves || is_another {
        return Err(kind_fixed());
    }
    carrier.profile = profile;
    Ok(Event::CarrierUpdated)
}

fn kind_fixed() -> Refused {
    Refused::new(
        "KIND_FIXED",
        "载体所在地区不能更改，载体类型在首次申请后不能更改，请另行登记",
        "the division never changes, and the kind not once it was applied for: enter another carrier",
    )
}

#[cfg(test)]
mod tests;
