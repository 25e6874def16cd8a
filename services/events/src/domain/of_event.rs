//! What projects and negotiations have to know of their event, and who runs it.
use chrono::NaiveDate;
use uuid::Uuid;

use super::actor::Actor;
use super::capacity;
use super::event::{Event, State};
use super::refused::Refused;

/// An event as what hangs on it sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfEvent {
    pub id: Uuid,
    /// Where it takes place, and whose authority it is.
    pub division: String,
    pub organiser: String,
    pub title: String,
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: NaiveDate,
    /// The last day on which something is submitted; none where nothing is.
    pub submissions_until: Option<NaiveDate>,
    pub state: State,
}

impl From<&Event> for OfEvent {
    fn from(event: &Event) -> OfEvent {
        OfEvent {
            id: event.id,
            division: event.division.clone(),
            organiser: event.organiser.clone(),
            title: event.form.title.clone(),
            starts_on: event.form.starts_on,
            ends_on: event.form.ends_on,
            submissions_until: event.form.submissions_until,
            state: event.state,
        }
    }
}

impl OfEvent {
    /// Holds that projects are called for, chosen and put on the agenda: from its approval to its end.
    pub fn prepares(&self) -> Result<(), Refused> {
        match self.state {
            State::Approved | State::Open | State::ClosedRegistration | State::Running => Ok(()),
            State::Draft
            | State::Finished
            | State::FollowUp
            | State::Archived
            | State::Cancelled => Err(self.forbids(
                "活动须已批准且尚未结束",
                "projects belong to an event that is approved and not over",
            )),
        }
    }

    /// Holds that people may begin to negotiate: from the opening of its registration to the end of its follow-up.
    pub fn brings_together(&self) -> Result<(), Refused> {
        match self.state {
            State::Open
            | State::ClosedRegistration
            | State::Running
            | State::Finished
            | State::FollowUp => Ok(()),
            State::Draft | State::Approved | State::Archived | State::Cancelled => {
                Err(self.forbids(
                    "洽谈只能在活动开放报名后、跟踪期结束前发起",
                    "negotiations begin between the opening of the event's registration and the end of its follow-up",
                ))
            }
        }
    }

    /// Holds that what happened at it is recorded: from its approval, for a day that came, to the end of its follow-up.
    pub fn takes_place(&self) -> Result<(), Refused> {
        match self.state {
            State::Approved
            | State::Open
            | State::ClosedRegistration
            | State::Running
            | State::Finished
            | State::FollowUp => Ok(()),
            State::Draft | State::Archived | State::Cancelled => Err(self.forbids(
                "活动须已批准且未取消、未归档",
                "what happens at an event is recorded from its approval to the end of its follow-up, and never of a cancelled one",
            )),
        }
    }

    /// Whether nothing comes of it any more.
    pub fn is_cancelled(&self) -> bool {
        self.state == State::Cancelled
    }

    fn forbids(&self, zh: &'static str, en: &'static str) -> Refused {
        Refused::new("EVENT_STATE_FORBIDS", zh, en).with("state", self.state.as_str())
    }

    /// Holds that who runs the event asks, or the authority of the place.
    pub fn run_by(&self, actor: &Actor) -> Result<(), Refused> {
        capacity::runs(actor, &self.organiser, &self.division)
    }

    /// The same, of a decision on what is a party's: nobody decides on their own organisation's case, so then the authority does.
    pub fn decided_by(&self, actor: &Actor, party: &str) -> Result<(), Refused> {
        self.run_by(actor)?;
        if actor.organisation != party {
            return Ok(());
        }
        Err(Refused::new(
            "OWN_ORGANISATION",
            "本单位是当事方，应当回避",
            "the caller's organisation is a party of the case",
        ))
    }
}

#[cfg(test)]
pub mod testing {
    use super::*;

    /// A city event on two days in May 2025, run by an enterprise.
    pub fn running() -> OfEvent {
        OfEvent {
            id: Uuid::from_u128(1),
            division: "440703".to_owned(),
            organiser: "fair".to_owned(),
            title: "新能源电池成果对接会".to_owned(),
            starts_on: NaiveDate::from_ymd_opt(2025, 5, 19).unwrap(),
            ends_on: NaiveDate::from_ymd_opt(2025, 5, 20).unwrap(),
            submissions_until: NaiveDate::from_ymd_opt(2025, 5, 9),
            state: State::Running,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::testing::running;
    use super::*;
    use crate::domain::actor::Role;

    #[test]
    fn the_organiser_or_the_authority_of_the_place_runs_it() {
        let event = running();
        let organiser = Actor::person("an", "fair", "", [Role::Organiser]);
        let county = Actor::person("wu", "stb-440703", "440703", [Role::CountyStb]);
        let city = Actor::person("zhao", "stb-440700", "440700", [Role::CityStb]);
        for actor in [&organiser, &county, &city] {
            assert_eq!(event.run_by(actor), Ok(()));
            assert_eq!(event.decided_by(actor, "acme"), Ok(()));
        }
        let elsewhere = Actor::person("he", "stb-440705", "440705", [Role::CountyStb]);
        assert_eq!(
            event.run_by(&elsewhere).unwrap_err().reason,
            "NOT_YOUR_STEP"
        );
        let party = Actor::person("li", "acme", "", [Role::Applicant]);
        assert_eq!(event.run_by(&party).unwrap_err().reason, "NOT_YOUR_STEP");
        let expert = Actor::person("gu", "lab", "", [Role::Expert]);
        assert_eq!(event.run_by(&expert).unwrap_err().reason, "ROLE_MISSING");
        let own = event.decided_by(&organiser, "fair").unwrap_err();
        assert_eq!(own.reason, "OWN_ORGANISATION");
    }

    #[test]
    fn each_state_allows_what_belongs_to_it() {
        for state in State::ALL {
            let event = OfEvent {
                state: *state,
                ..running()
            };
            let prepares = matches!(
                state,
                State::Approved | State::Open | State::ClosedRegistration | State::Running
            );
            assert_eq!(event.prepares().is_ok(), prepares, "{state:?}");
            let is_held = prepares || matches!(state, State::Finished | State::FollowUp);
            assert_eq!(event.takes_place().is_ok(), is_held, "{state:?}");
            assert_eq!(event.is_cancelled(), *state == State::Cancelled);
            let brings_together = matches!(
                state,
                State::Open
                    | State::ClosedRegistration
                    | State::Running
                    | State::Finished
                    | State::FollowUp
            );
            assert_eq!(
                event.brings_together().is_ok(),
                brings_together,
                "{state:?}"
            );
        }
    }
}
