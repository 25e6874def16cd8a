//! The places of an event, role by role, and the number that the next registration gets. Held in one row that every registration
//! of the event takes first: what is decided on it is decided in the order of the commits.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Ending, Limits};
use crate::domain::event::{Event, PersonRole, State as EventState, role_not_invited};
use crate::domain::refused::Refused;

/// Everything that decides who has a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Places {
    pub event: Uuid,
    pub organiser: String,
    pub about: About,
    /// As the event's own row has it.
    pub event_state: EventState,
    /// Why the event was cancelled; empty unless it was.
    pub cancel_reason: String,
    pub registration_until: NaiveDate,
    /// The number of the latest registration.
    pub last_place: i64,
    pub roles: Vec<RolePlaces>,
}

/// Which event it is, in words; these don't change once it is approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub title: String,
    pub starts_on: NaiveDate,
    pub venue: String,
}

impl From<&Event> for About {
    fn from(event: &Event) -> About {
        About {
            title: event.form.title.clone(),
            starts_on: event.form.starts_on,
            venue: event.form.venue.clone(),
        }
    }
}

/// Who holds the places of one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePlaces {
    pub role: PersonRole,
    /// May be lower than what is held: nobody is evicted.
    pub quota: i64,
    pub confirmed: i64,
    /// Of these, from elsewhere.
    pub outsiders: i64,
    pub waiting: i64,
}

/// Whom a free place goes to: the first who waits, among these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Eligible {
    pub role: PersonRole,
    /// Registration is over, and with it what rules held back.
    pub is_everybody: bool,
    /// People from elsewhere who hold a place.
    pub outsiders: i64,
}

impl Places {
    /// Those of an event that nobody has registered for.
    pub fn of(event: &Event) -> Places {
        let roles = event.form.quotas.iter().map(|quota| RolePlaces {
            role: quota.role,
            quota: quota.places,
            confirmed: 0,
            outsiders: 0,
            waiting: 0,
        });
        Places {
            event: event.id,
            organiser: event.organiser.clone(),
            about: About::from(event),
            event_state: event.state,
            cancel_reason: cancel_reason(event),
            registration_until: event.form.registration_until,
            last_place: 0,
            roles: roles.collect(),
        }
    }

    /// As the event says after one of its steps.
    pub fn follow(&mut self, event: &Event) {
        self.event_state = event.state;
        self.cancel_reason = cancel_reason(event);
        self.registration_until = event.form.registration_until;
        for quota in &event.form.quotas {
            if let Some(of_role) = self.roles.iter_mut().find(|one| one.role == quota.role) {
                of_role.quota = quota.places;
            }
        }
    }

    /// Whether limits of rules still hold.
    pub const fn is_open(&self) -> bool {
        matches!(self.event_state, EventState::Open)
    }

    /// Holds that the event takes registrations today.
    pub fn takes(&self, today: NaiveDate) -> Result<(), Refused> {
        if self.is_open() && today <= self.registration_until {
            return Ok(());
        }
        Err(Refused::new(
            "REGISTRATION_NOT_OPEN",
            format!("当前不接受报名（报名截止日 {}）", self.registration_until),
            format!(
                "the event takes no registrations now; its last day is {}",
                self.registration_until
            ),
        ))
    }

    /// Holds that the event has not begun, so that a place can be given back to others.
    pub fn still_ahead(&self) -> Result<(), Refused> {
        match self.event_state {
            EventState::Draft
            | EventState::Approved
            | EventState::Open
            | EventState::ClosedRegistration => Ok(()),
            EventState::Running
            | EventState::Finished
            | EventState::FollowUp
            | EventState::Archived
            | EventState::Cancelled => Err(Refused::new(
                "EVENT_BEGUN",
                "活动已开始、结束或取消，不能再变更报名",
                "the event has begun, is over or was cancelled: registrations are not changed any more",
            )),
        }
    }

    /// Why whoever is left over has no place any more, once the event is cancelled or over.
    pub fn ending(&self) -> Result<Ending, Refused> {
        match self.event_state {
            EventState::Cancelled => Ok(Ending::EventCancelled {
                reason: self.cancel_reason.clone(),
            }),
            EventState::Finished | EventState::FollowUp | EventState::Archived => {
                Ok(Ending::EventOver)
            }
            EventState::Draft
            | EventState::Approved
            | EventState::Open
            | EventState::ClosedRegistration
            | EventState::Running => Err(Refused::new(
                "NOT_YET_DUE",
                "活动尚未结束或取消",
                "the event is neither over nor cancelled",
            )),
        }
    }

    /// The places of a role.
    pub fn role(&self, role: PersonRole) -> Result<&RolePlaces, Refused> {
        let found = self.roles.iter().find(|one| one.role == role);
        found.ok_or_else(|| role_not_invited(role))
    }

    /// The same, to change them.
    pub fn role_mut(&mut self, role: PersonRole) -> Result<&mut RolePlaces, Refused> {
        let found = self.roles.iter_mut().find(|one| one.role == role);
        found.ok_or_else(|| role_not_invited(role))
    }

    /// The number of the next registration.
    pub fn number(&mut self) -> i64 {
        self.last_place = self.last_place.saturating_add(1);
        self.last_place
    }

    /// Who is next where a place of the role is free and somebody waits, until the event begins.
    pub fn wants(&self, role: PersonRole) -> Option<Eligible> {
        self.still_ahead().ok()?;
        let of_role = self.role(role).ok()?;
        (of_role.has_room() && of_role.waiting > 0).then_some(Eligible {
            role,
            is_everybody: !self.is_open(),
            outsiders: of_role.outsiders,
        })
    }
}

fn cancel_reason(event: &Event) -> String {
    let word = event.cancellation.as_ref();
    word.map(|word| word.reason.clone()).unwrap_or_default()
}

impl RolePlaces {
    /// Whether a place is free.
    pub const fn has_room(&self) -> bool {
        self.confirmed < self.quota
    }

    /// Somebody has a place now.
    pub fn sit(&mut self, is_local: bool) {
        self.confirmed = self.confirmed.saturating_add(1);
        if !is_local {
            self.outsiders = self.outsiders.saturating_add(1);
        }
    }

    /// Somebody gave theirs back.
    pub fn leave(&mut self, is_local: bool) {
        self.confirmed = self.confirmed.saturating_sub(1);
        if !is_local {
            self.outsiders = self.outsiders.saturating_sub(1);
        }
    }

    /// Somebody waits.
    pub fn queue(&mut self) {
        self.waiting = self.waiting.saturating_add(1);
    }

    /// Somebody waits no more.
    pub fn unqueue(&mut self) {
        self.waiting = self.waiting.saturating_sub(1);
    }
}

impl Eligible {
    /// Whether somebody with these limits may have a place now.
    pub fn holds(&self, limits: Limits, is_local: bool) -> bool {
        let within = limits.outside_max.is_none_or(|most| self.outsiders < most);
        self.is_everybody || (!limits.is_held && (is_local || within))
    }
}
