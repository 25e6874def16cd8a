//! What a mentor did for a tenant: it counts when both have signed for it.
use chrono::NaiveDate;
use kezhuan_law::chart::follow;
use kezhuan_law::code_list::code_list;
use kezhuan_law::refused::Refused;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Form, Mentor, inside};
use crate::domain::actor::{Actor, Role};
use crate::domain::operator;
use crate::domain::tenancy::Tenancy;

/// A day has no more.
const MINUTES_MAX: u32 = 24 * 60;

code_list! {
    /// Where a log stands.
    State {
        Logged = "LOGGED", "已登记", "logged";
        Signed = "SIGNED", "双方已签", "signed by both";
    }
}

code_list! {
    /// What can happen to it.
    Step {
        SignFirst = "SIGN_FIRST", "由一方签字", "be signed by one side";
        Sign = "SIGN", "签字", "be signed";
    }
}

code_list! {
    /// Who signs.
    MentoringSide {
        Mentor = "MENTOR", "导师", "mentor";
        Tenant = "TENANT", "在孵企业", "tenant";
    }
}

/// One log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentoring {
    pub id: Uuid,
    pub carrier: Uuid,
    pub operator: String,
    pub mentor: Uuid,
    pub mentor_organisation: String,
    pub mentor_subject: String,
    pub tenancy: Uuid,
    /// The organisation that was advised.
    pub tenant: String,
    pub held_on: NaiveDate,
    pub minutes: u32,
    pub topic: String,
    pub summary: String,
    pub state: State,
    pub version: i64,
    pub logged_by: String,
    pub by_mentor: Option<Signed>,
    pub by_tenant: Option<Signed>,
}

/// Who signed for a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub by: String,
    pub signed_on: NaiveDate,
}

/// What the edge gives a new log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMentoring {
    pub id: Uuid,
    pub held_on: NaiveDate,
    pub minutes: u32,
    pub topic: String,
    pub summary: String,
}

/// The state `step` moves a log to.
pub fn next(state: State, step: Step) -> Result<State, Refused> {
    follow(state, step, steps(state))
}

const fn steps(state: State) -> &'static [(Step, State)] {
    match state {
        State::Logged => &[
            (Step::SignFirst, State::Logged),
            (Step::Sign, State::Signed),
        ],
        State::Signed => &[],
    }
}

impl Mentoring {
    /// Logs what a mentor did, by the operator or by a side, which signs with it.
    pub fn log(
        new: NewMentoring,
        (mentor, tenancy): (&Mentor, &Tenancy),
        actor: &Actor,
        today: NaiveDate,
    ) -> Result<Mentoring, Refused> {
        let mut form = Form::default();
        form.text("mentoring.topic", &new.topic);
        form.past("mentoring.held_on", new.held_on, today);
        let said = ("应在1至1440分钟之间", "from 1 to 1440 minutes");
        form.holds(
            "mentoring.minutes",
            (1..=MINUTES_MAX).contains(&new.minutes),
            said,
        );
        form.done()?;
        if mentor.carrier != tenancy.carrier || !mentor.is_appointed_on(new.held_on) {
            return Err(Refused::new(
                "MENTOR_NOT_APPOINTED",
                "该日期不是本载体聘任的导师",
                "nobody's mentor at that carrier on that day",
            ));
        }
        inside(tenancy, new.held_on)?;
        let mut log = Mentoring {
            id: new.id,
            carrier: tenancy.carrier,
            operator: tenancy.operator.clone(),
            mentor: mentor.id,
            mentor_organisation: mentor.organisation.clone(),
            mentor_subject: mentor.subject.clone(),
            tenancy: tenancy.id,
            tenant: tenancy.organisation.clone(),
            held_on: new.held_on,
            minutes: new.minutes,
            topic: new.topic,
            summary: new.summary,
            state: State::Logged,
            version: 1,
            logged_by: actor.subject.clone(),
            by_mentor: None,
            by_tenant: None,
        };
        if !operator::speaks(actor, &log.operator) {
            let side = log.side(actor)?;
            log.put(side, actor, today);
        }
        Ok(log)
    }

    /// Signs for the actor's side; the other one's signature makes it count.
    pub fn sign(&self, actor: &Actor, today: NaiveDate) -> Result<Mentoring, Refused> {
        let is_second = self.by_mentor.is_some() || self.by_tenant.is_some();
        let step = if is_second {
            Step::Sign
        } else {
            Step::SignFirst
        };
        let to = next(self.state, step)?;
        let side = self.side(actor)?;
        if self.signature(side).is_some() {
            return Err(Refused::new(
                "SIDE_HAS_SIGNED",
                "本方已签，等待另一方签字",
                "this side has signed: the other one's signature is awaited",
            ));
        }
        let mut after = self.clone();
        after.put(side, actor, today);
        after.state = to;
        after.version += 1;
        Ok(after)
    }

    /// For which side the actor speaks.
    fn side(&self, actor: &Actor) -> Result<MentoringSide, Refused> {
        let is_mentor = !actor.is_service
            && actor.organisation == self.mentor_organisation
            && actor.subject == self.mentor_subject;
        if is_mentor {
            return Ok(MentoringSide::Mentor);
        }
        if actor.is_of(Role::Applicant, &self.tenant) {
            return Ok(MentoringSide::Tenant);
        }
        Err(Refused::new(
            "NOT_YOUR_STEP",
            "辅导记录由导师和在孵企业签字",
            "the mentor and the tenant sign a log, nobody else",
        ))
    }

    const fn signature(&self, side: MentoringSide) -> Option<&Signed> {
        match side {
            MentoringSide::Mentor => self.by_mentor.as_ref(),
            MentoringSide::Tenant => self.by_tenant.as_ref(),
        }
    }

    fn put(&mut self, side: MentoringSide, actor: &Actor, today: NaiveDate) {
        let signed = Some(Signed {
            by: actor.subject.clone(),
            signed_on: today,
        });
        match side {
            MentoringSide::Mentor => self.by_mentor = signed,
            MentoringSide::Tenant => self.by_tenant = signed,
        }
    }
}
