//! An event (活动): its draft, its approval, the days on which people register and come, and the months in which what came of it
//! is followed up.
mod decide;
mod draft;
mod quota;
mod state;
mod terms;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use decide::{Circumstances, Command, Decided, Happened, decide};
pub use draft::{Form, NewEvent, draft, edit};
pub use quota::role_not_invited;
pub use state::{State, Step, next};
pub use terms::Terms;

use super::code_list::code_list;

code_list! {
    /// What kind of event it is.
    Kind {
        Matchmaking = "MATCHMAKING", "对接活动", "matchmaking";
        Roadshow = "ROADSHOW", "路演", "roadshow";
        Contest = "CONTEST", "大赛", "contest";
        Training = "TRAINING", "培训", "training";
        CollegeSmallMatch = "COLLEGE_SMALL_MATCH", "高校小型化专业化对接", "small match of a college";
        AwardCeremony = "AWARD_CEREMONY", "颁奖活动", "award ceremony";
    }
}

code_list! {
    /// As what somebody comes.
    PersonRole {
        Enterprise = "ENTERPRISE", "企业代表", "of an enterprise";
        Researcher = "RESEARCHER", "科研人员", "researcher";
        Investor = "INVESTOR", "投资机构、银行", "investor or bank";
        Service = "SERVICE", "技术经纪人、服务机构", "broker or service";
        Official = "OFFICIAL", "政府部门", "official";
        Expert = "EXPERT", "专家、评委", "expert or judge";
        Student = "STUDENT", "学生", "student";
        Media = "MEDIA", "媒体", "media";
        Visitor = "VISITOR", "其他", "visitor";
    }
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub id: Uuid,
    pub number: String,
    /// Where it takes place; whose office approves it.
    pub division: String,
    /// Organisation that holds it.
    pub organiser: String,
    pub form: Form,
    /// Of the public-security permit; empty where none was recorded.
    pub permit_number: String,
    pub state: State,
    pub version: i64,
    /// Everybody who wrote it, each once: none of them approves it.
    pub drafted_by: Vec<String>,
    pub approval: Option<Word>,
    pub cancellation: Option<Word>,
}

/// Who said so, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub by: String,
    pub on: NaiveDate,
    /// Why; empty where nothing has to be said.
    pub reason: String,
}

/// A part of an event that people enter by its own door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Stable within the event, such as `S1`.
    pub code: String,
    pub title: String,
    pub room: String,
    pub on: NaiveDate,
    /// Minutes of the day, local time.
    pub starts_at: i32,
    pub ends_at: i32,
}

/// How many people of a role have a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    pub role: PersonRole,
    pub places: i64,
}

impl Event {
    /// The last day on which it is followed up: outcomes count for twelve months, so it is never shorter.
    pub fn follow_up_until(&self, terms: &Terms) -> Option<NaiveDate> {
        terms.follow_up_until(self.form.ends_on)
    }

    /// The session that door belongs to.
    pub fn session(&self, code: &str) -> Option<&Session> {
        self.form.sessions.iter().find(|one| one.code == code)
    }

    /// Whether everybody may read it.
    pub const fn is_public(&self) -> bool {
        match self.state {
            State::Draft => false,
            State::Approved
            | State::Open
            | State::ClosedRegistration
            | State::Running
            | State::Finished
            | State::FollowUp
            | State::Archived => true,
            // One that was never announced stays its organiser's.
            State::Cancelled => self.approval.is_some(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
