//! What an organiser writes down of an event, held field by field.
use std::collections::BTreeSet;

use chrono::NaiveDate;
use kezhuan_law::{Tenant, regions};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Event, Kind, PersonRole, Quota, Session, State, Step, Terms, next};
use crate::domain::actor::{Actor, Role};
use crate::domain::form::{self, NAME_MAX, NOTE_MAX, NUMBER_MAX};
use crate::domain::refused::{FieldViolation, Refused};

const ORGANISERS: [Role; 6] = [
    Role::Organiser,
    Role::Applicant,
    Role::CarrierOp,
    Role::CollegeTto,
    Role::CountyStb,
    Role::CityStb,
];
const MINUTES_OF_DAY: i64 = 24 * 60;
const EXPECTED_MAX: i64 = 1_000_000;

/// What an event says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    pub kind: Kind,
    pub title: String,
    pub description: String,
    pub venue: String,
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// The last day on which people register: before the event begins.
    pub registration_until: NaiveDate,
    /// The last day on which projects, needs and achievements are submitted; none where nothing is.
    pub submissions_until: Option<NaiveDate>,
    pub expected_people: i64,
    pub sessions: Vec<Session>,
    pub quotas: Vec<Quota>,
    /// Code of the college whose small match it is: its rule is asked before the county's.
    pub college: Option<String>,
}

impl Form {
    /// People it is held for: those expected, or who may have a place where these are more.
    pub fn people(&self) -> i64 {
        let places = self.quotas.iter();
        let places = places.fold(0_i64, |all, quota| all.saturating_add(quota.places));
        places.max(self.expected_people)
    }
}

/// What is asked for, and what the edge gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    pub id: Uuid,
    pub number: String,
    pub division: String,
    pub organiser: String,
    pub form: Form,
}

/// Drafts an event of the actor's own organisation.
pub fn draft(
    new: NewEvent,
    actor: &Actor,
    terms: &Terms,
    today: NaiveDate,
) -> Result<Event, Refused> {
    organiser(actor, &new.organiser)?;
    if !regions::is_jiangmen(&new.division) {
        let refused = Refused::new(
            "NOT_IN_JIANGMEN",
            "活动应在江门市内举办，请填写江门市的行政区划代码",
            "an event takes place in Jiangmen: give the code of one of its divisions",
        );
        return Err(refused.at("division"));
    }
    check(&new.form, terms, today)?;
    Ok(Event {
        id: new.id,
        number: new.number,
        division: new.division,
        organiser: new.organiser,
        form: new.form,
        permit_number: String::new(),
        state: State::Draft,
        version: 1,
        drafted_by: vec![actor.subject.clone()],
        approval: None,
        cancellation: None,
    })
}

/// Changes a draft.
pub fn edit(
    event: &Event,
    form: Form,
    actor: &Actor,
    terms: &Terms,
    today: NaiveDate,
) -> Result<Event, Refused> {
    next(event.state, Step::Edit)?;
    organiser(actor, &event.organiser)?;
    check(&form, terms, today)?;
    let mut drafted_by = event.drafted_by.clone();
    if !drafted_by.contains(&actor.subject) {
        drafted_by.push(actor.subject.clone());
    }
    Ok(Event {
        form,
        drafted_by,
        version: event.version + 1,
        ..event.clone()
    })
}

/// Holds that a person of the organisation asks that holds the event.
pub(super) fn organiser(actor: &Actor, organisation: &str) -> Result<(), Refused> {
    actor.require_any(&ORGANISERS)?;
    if actor.organisation == organisation {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该步骤由活动主办单位办理",
        "the event's organiser takes this step",
    ))
}

fn check(form: &Form, terms: &Terms, today: NaiveDate) -> Result<(), Refused> {
    let mut wrong = form::Form::default();
    wrong.needed("form.title", &form.title, NAME_MAX);
    wrong.short("form.description", &form.description, NOTE_MAX);
    wrong.needed("form.venue", &form.venue, NAME_MAX);
    wrong.not_before("form.registration_until", form.registration_until, today);
    if form.registration_until >= form.starts_on {
        let (zh, en) = (
            "报名截止日应早于活动开始日",
            "registration ends before the event begins",
        );
        wrong.wrong(FieldViolation::new(
            "form.registration_until",
            "DATE_TOO_LATE",
            zh,
            en,
        ));
    }
    wrong.not_before("form.ends_on", form.ends_on, form.starts_on);
    if terms
        .last_day(form.starts_on)
        .is_none_or(|last| form.ends_on > last)
    {
        wrong.wrong(FieldViolation::new(
            "form.ends_on",
            "DATE_TOO_LATE",
            format!("活动最长 {} 天", terms.days_max),
            format!("an event lasts {} days at most", terms.days_max),
        ));
    }
    if let Some(until) = form.submissions_until {
        wrong.not_before("form.submissions_until", until, today);
        if until > form.ends_on {
            let (zh, en) = (
                "不能晚于活动结束日",
                "can't be later than the event's last day",
            );
            wrong.wrong(FieldViolation::new(
                "form.submissions_until",
                "DATE_TOO_LATE",
                zh,
                en,
            ));
        }
    }
    college(&mut wrong, form);
    wrong.between(
        "form.expected_people",
        form.expected_people,
        (1, EXPECTED_MAX),
    );
    sessions(&mut wrong, form, terms);
    quotas(&mut wrong, &form.quotas, terms);
    wrong.check()
}

fn college(wrong: &mut form::Form, form: &Form) {
    let Some(code) = &form.college else {
        return;
    };
    if form.kind != Kind::CollegeSmallMatch {
        let (zh, en) = (
            "只有高校小型化专业化对接才填写高校",
            "only a small match of a college names one",
        );
        wrong.wrong(FieldViolation::new(
            "form.college",
            "COLLEGE_UNEXPECTED",
            zh,
            en,
        ));
    } else if !Tenant::parse(code).is_ok_and(Tenant::is_college) {
        let (zh, en) = (
            "请填写本市高校的代码",
            "give the code of a college of the city",
        );
        wrong.wrong(FieldViolation::new(
            "form.college",
            "COLLEGE_UNKNOWN",
            zh,
            en,
        ));
    }
}

fn sessions(wrong: &mut form::Form, form: &Form, terms: &Terms) {
    let count = i64::try_from(form.sessions.len()).unwrap_or(i64::MAX);
    let most = i64::try_from(terms.sessions_max).unwrap_or(i64::MAX);
    wrong.between("form.sessions", count, (1, most));
    let mut codes = BTreeSet::new();
    for (at, session) in form.sessions.iter().enumerate() {
        let path = |field: &str| format!("form.sessions[{at}].{field}");
        wrong.needed(path("code"), &session.code, NUMBER_MAX);
        wrong.needed(path("form.title"), &session.title, NAME_MAX);
        wrong.short(path("room"), &session.room, NAME_MAX);
        if !codes.insert(session.code.as_str()) {
            let (zh, en) = ("场次代码重复", "another session has this code");
            wrong.wrong(FieldViolation::new(path("code"), "CODE_REPEATED", zh, en));
        }
        if session.on < form.starts_on || session.on > form.ends_on {
            let (zh, en) = ("应在活动日期之内", "lies within the event's days");
            wrong.wrong(FieldViolation::new(
                path("date"),
                "DATE_OUT_OF_RANGE",
                zh,
                en,
            ));
        }
        let starts_at = i64::from(session.starts_at);
        wrong.between(path("starts_at"), starts_at, (0, MINUTES_OF_DAY - 1));
        let ends_at = i64::from(session.ends_at);
        wrong.between(path("ends_at"), ends_at, (starts_at + 1, MINUTES_OF_DAY));
    }
}

fn quotas(wrong: &mut form::Form, quotas: &[Quota], terms: &Terms) {
    if quotas.is_empty() {
        let (zh, en) = (
            "请至少为一类人员设置名额",
            "give places to one role at the least",
        );
        wrong.wrong(FieldViolation::new("form.quotas", "QUOTA_MISSING", zh, en));
    }
    let mut roles: BTreeSet<PersonRole> = BTreeSet::new();
    for (at, quota) in quotas.iter().enumerate() {
        if !roles.insert(quota.role) {
            let path = format!("form.quotas[{at}].role");
            let (zh, en) = ("该类人员的名额已设置", "this role has its places already");
            wrong.wrong(FieldViolation::new(path, "CODE_REPEATED", zh, en));
        }
        let path = format!("form.quotas[{at}].places");
        wrong.between(path, quota.places, (0, terms.places_max));
    }
}
