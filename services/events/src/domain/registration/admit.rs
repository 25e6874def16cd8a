//! How somebody registers: what the rule said, and whether a place is free.
use chrono::NaiveDate;
use kezhuan_law::rule_pins::RulePins;
use uuid::Uuid;

use super::decide::{Decided, Happened};
use super::{Eligible, Limits, Places, Registration, State, Step, Terms, next};
use crate::domain::actor::{Actor, Role};
use crate::domain::event::PersonRole;
use crate::domain::form::{Form, NAME_MAX};
use crate::domain::refused::Refused;

const PARTICIPANTS: [Role; 10] = [
    Role::Applicant,
    Role::Organiser,
    Role::CarrierOp,
    Role::CollegeTto,
    Role::Broker,
    Role::Envoy,
    Role::Bank,
    Role::Expert,
    Role::CountyStb,
    Role::CityStb,
];
const SUBJECT_MAX: usize = 200;

/// Who registers, and the id the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    pub id: Uuid,
    pub person: String,
    pub person_name: String,
    pub organisation: String,
    pub organisation_name: String,
    pub division: Option<String>,
    pub is_local: bool,
    pub role: PersonRole,
}

/// What a rule says of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Admission {
    /// A place, or the waitlist where none is free.
    Accept {
        outside_max: Option<i64>,
    },
    /// The waitlist, even where a place is free, until registration closes.
    Wait {
        outside_max: Option<i64>,
    },
    Refuse(Vec<String>),
}

/// What came of asking it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Admitted {
        admission: Admission,
        /// Whether they are at home where the authority is that answered.
        is_local: bool,
    },
    /// With the stable code of its failure.
    Failed(String),
}

/// Holds that the actor may register this person, before any rule is asked.
pub fn registering(new: &Newcomer, actor: &Actor) -> Result<(), Refused> {
    participant(actor, &new.organisation)?;
    comes_as(actor, new.role)?;
    let mut form = Form::default();
    form.needed("person", &new.person, SUBJECT_MAX);
    form.needed("person_name", &new.person_name, NAME_MAX);
    form.needed("organisation_name", &new.organisation_name, NAME_MAX);
    form.check()
}

/// Holds that the places of a role go to people whose sign-in says that they are of it.
fn comes_as(actor: &Actor, role: PersonRole) -> Result<(), Refused> {
    let of_role = told_by(role);
    if of_role.is_empty() || actor.require_any(of_role).is_ok() {
        return Ok(());
    }
    let name = role.name();
    Err(Refused::new(
        "ROLE_NOT_YOURS",
        format!(
            "“{}”名额只面向以该身份登录的人员，请选择与登录身份相符的参加身份，或由以该身份登录的同事代为报名",
            name.zh
        ),
        format!(
            "places for who comes as {} are for people who sign in as such: choose the role you have, or let a colleague who has it register",
            name.en
        ),
    )
    .with("role", role.as_str()))
}

/// Which sign-in says that somebody is of a role; of the roles without one nobody's says so, and they are open.
const fn told_by(role: PersonRole) -> &'static [Role] {
    match role {
        PersonRole::Official => &[Role::CountyStb, Role::CityStb, Role::FinancePayer],
        PersonRole::Expert => &[Role::Expert],
        PersonRole::Service => &[Role::Broker, Role::Envoy, Role::CarrierOp, Role::CollegeTto],
        // Funds have no role of their own, as banks have.
        PersonRole::Investor
        | PersonRole::Enterprise
        | PersonRole::Researcher
        | PersonRole::Student
        | PersonRole::Media
        | PersonRole::Visitor => &[],
    }
}

/// Holds that an organisation that has so many registrations of the event may have one more.
pub fn within_share(registrations: i64, terms: &Terms) -> Result<(), Refused> {
    let most = terms.per_organisation_max.max(1);
    if registrations < most {
        return Ok(());
    }
    Err(Refused::new(
        "ORGANISATION_FULL",
        format!(
            "每个单位在同一活动最多报名 {most} 人（含候补），贵单位已达上限，可先取消其他人员的报名"
        ),
        format!(
            "an organisation registers {most} people for one event at most, those who wait included: cancel another's first"
        ),
    ))
}

/// Holds that a person of the organisation asks whose registration it is.
pub(super) fn participant(actor: &Actor, organisation: &str) -> Result<(), Refused> {
    actor.require_any(&PARTICIPANTS)?;
    if !organisation.is_empty() && actor.organisation == organisation {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "只能为本单位人员办理报名",
        "an organisation registers its own people",
    ))
}

/// Registers somebody: with a place, on the waitlist, refused, or with a person. The places count it.
pub fn register(
    new: Newcomer,
    answer: &Answer,
    places: &mut Places,
    (actor, today): (&Actor, NaiveDate),
) -> Result<Decided, Refused> {
    registering(&new, actor)?;
    places.takes(today)?;
    places.role(new.role)?;
    let requested = Registration {
        id: new.id,
        event: places.event,
        about: places.about.clone(),
        person: new.person,
        person_name: new.person_name,
        organisation: new.organisation,
        organisation_name: new.organisation_name,
        division: new.division,
        is_local: new.is_local,
        role: new.role,
        place: places.number(),
        state: State::Requested,
        version: 0,
        limits: Limits::default(),
        reasons: Vec::new(),
        failure: None,
        registered_by: actor.subject.clone(),
        registered_on: today,
        resolution: None,
        entries: Vec::new(),
        pins: RulePins::default(),
    };
    settled(&requested, answer, places)
}

/// What the answer makes of a registration that was requested.
pub fn settled(
    requested: &Registration,
    answer: &Answer,
    places: &mut Places,
) -> Result<Decided, Refused> {
    let mut after = requested.clone();
    after.failure = None;
    let (step, happened) = match answer {
        Answer::Admitted {
            admission,
            is_local,
        } => {
            after.is_local = *is_local;
            admitted(&mut after, admission, places)?
        }
        Answer::Failed(failure) => {
            after.failure = Some(failure.clone());
            let failure = failure.clone();
            (
                Step::SendToManual,
                Happened::RegistrationRuleFailed { failure },
            )
        }
    };
    after.state = next(requested.state, step)?;
    after.version += 1;
    Ok(Decided {
        registration: after,
        from: requested.state,
        happened,
    })
}

fn admitted(
    after: &mut Registration,
    admission: &Admission,
    places: &mut Places,
) -> Result<(Step, Happened), Refused> {
    match admission {
        Admission::Accept { outside_max } => {
            after.limits = limits(false, *outside_max);
            seat(after, places)
        }
        Admission::Wait { outside_max } => {
            after.limits = limits(true, *outside_max);
            seat(after, places)
        }
        Admission::Refuse(reasons) => {
            after.reasons.clone_from(reasons);
            let reasons = reasons.clone();
            let said = String::new();
            Ok((
                Step::Refuse,
                Happened::RegistrationRefused { reasons, said },
            ))
        }
    }
}

const fn limits(is_held: bool, outside_max: Option<i64>) -> Limits {
    Limits {
        is_held,
        outside_max,
    }
}

/// A place where one is free and the limits allow it, the waitlist otherwise; the places count it.
fn seat(of: &Registration, places: &mut Places) -> Result<(Step, Happened), Refused> {
    Ok(match sits(of, places)? {
        true => (Step::Confirm, Happened::RegistrationConfirmed),
        false => (Step::Wait, Happened::RegistrationWaitlisted),
    })
}

/// The same, told as whether there was a place.
pub(super) fn sits(of: &Registration, places: &mut Places) -> Result<bool, Refused> {
    let is_everybody = !places.is_open();
    let of_role = places.role_mut(of.role)?;
    let eligible = Eligible {
        role: of.role,
        is_everybody,
        outsiders: of_role.outsiders,
    };
    let has_place = of_role.has_room() && eligible.holds(of.limits, of.is_local);
    match has_place {
        true => of_role.sit(of.is_local),
        false => of_role.queue(),
    }
    Ok(has_place)
}
