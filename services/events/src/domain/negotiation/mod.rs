//! Who talks with whom at an event and what comes of it (洽谈): two sides accept, negotiate, sign an intent, report on it for a year,
//! and name the contract that followed. An intent is no contract, and what of a contract counts, the card `evt.outcome` says.
mod command;
mod decide;
mod ending;
mod follow_up;
mod intent;
mod outcome;
mod party;
mod propose;
mod state;
mod terms;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use command::Command;
pub use decide::{Circumstances, Decided, Event, decide};
pub use follow_up::{Answer, FollowUp, Progress, Reminder, Report};
pub use intent::{Intent, Terms as IntentTerms};
pub use outcome::{ContractStatus, KnownContract, Outcome};
pub use party::{ContractParty, Party, Side};
pub use propose::{NewNegotiation, Origin, propose};
pub use state::{State, Step, next};
pub use terms::Terms;

use super::code_list::code_list;

/// One negotiation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Negotiation {
    pub id: Uuid,
    pub number: String,
    pub event: Uuid,
    #[serde(default)]
    pub event_title: String,
    /// Where the event takes place.
    pub division: String,
    /// Who runs the event.
    pub organiser: String,
    /// No intent of the event is older.
    pub event_starts_on: NaiveDate,
    /// The event's last day: what outcomes and follow-ups count from.
    pub event_ends_on: NaiveDate,
    pub provider: Party,
    pub seeker: Party,
    pub topic: String,
    pub origin: Origin,
    pub state: State,
    pub version: i64,
    /// Organisation.
    pub proposed_by: String,
    pub proposed_on: NaiveDate,
    pub provider_accepted: Option<Word>,
    pub seeker_accepted: Option<Word>,
    pub talks: Vec<Talk>,
    /// Signed by one side.
    pub proposed_intent: Option<Intent>,
    /// Signed by both.
    pub intent: Option<Intent>,
    pub follow_ups: Vec<FollowUp>,
    pub contract: Option<NamedContract>,
    pub outcome: Option<Outcome>,
    pub ending: Option<Ending>,
    /// The last day on which something was done.
    pub active_on: NaiveDate,
}

/// Who said so, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub by: String,
    pub organisation: String,
    pub on: NaiveDate,
}

/// One round of talks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Talk {
    pub held_on: NaiveDate,
    pub note: String,
    pub recorded: Word,
}

/// The contract that a side says came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedContract {
    /// In the contracts service.
    pub contract: Uuid,
    pub named: Word,
}

code_list! {
    /// Why nothing came of it.
    EndingCode {
        Declined = "DECLINED", "一方不再洽谈", "a side ended it";
        Idle = "IDLE", "长期无进展", "nothing was done for a long time";
        EventCancelled = "EVENT_CANCELLED", "活动已取消", "the event was cancelled";
    }
}

/// How it ended without a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    pub code: EndingCode,
    pub note: String,
    /// Empty where nobody ended it.
    pub organisation: String,
    pub on: NaiveDate,
}

impl Negotiation {
    /// The last day before it ends by itself. It outlasts the next follow-up that it has to report; one whose contract is named waits
    /// for the register, however long that takes.
    pub fn idle_until(&self, terms: &Terms) -> Option<NaiveDate> {
        match self.state {
            State::Suggested | State::Negotiating | State::Intent if self.contract.is_none() => {
                let days = |days: u32| Days::new(u64::from(days));
                let rested = self.active_on.checked_add_days(days(terms.idle_days))?;
                let mut follow_ups = self.follow_ups.iter();
                let next = follow_ups.find(|one| one.answer.is_none());
                let asked = next.and_then(|next| {
                    let grace = days(terms.idle_grace_days);
                    next.due_on.checked_add_days(grace)
                });
                Some(asked.map_or(rested, |asked| asked.max(rested)))
            }
            State::Suggested
            | State::Negotiating
            | State::Intent
            | State::Contracted
            | State::Closed => None,
        }
    }

    /// The side of an organisation, if it has one.
    pub fn side_of(&self, organisation: &str) -> Option<Side> {
        if self.provider.organisation == organisation {
            return Some(Side::Provider);
        }
        (self.seeker.organisation == organisation).then_some(Side::Seeker)
    }
}

#[cfg(test)]
mod tests;
