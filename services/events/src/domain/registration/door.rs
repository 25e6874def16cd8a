//! The door: who came to which session, told at once or later by a device that was offline. A ticket counts once in a session.
use std::ops::Range;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Registration, State, Terms};
use crate::domain::actor::Actor;
use crate::domain::code_list::code_list;
use crate::domain::event::{Event, State as EventState};
use crate::domain::refused::Refused;

/// Of a clock at a door.
const MINUTES_OF_DAY: Range<i32> = 0..24 * 60;

code_list! {
    /// What became of one row of an upload.
    RowStatus {
        CheckedIn = "CHECKED_IN", "已签到", "checked in";
        /// The same scan again: nothing changes.
        Repeated = "REPEATED", "重复上传", "uploaded before";
        /// The ticket was used for this session before, by another scan.
        AlreadyIn = "ALREADY_IN", "该票已用于本场次", "used for this session before";
        TicketInvalid = "TICKET_INVALID", "票据无效", "no ticket of this service";
        OtherEvent = "OTHER_EVENT", "票据属于其他活动", "a ticket of another event";
        NotConfirmed = "NOT_CONFIRMED", "报名未确认或已取消", "not confirmed, or cancelled";
        SessionUnknown = "SESSION_UNKNOWN", "场次不存在", "no such session";
        DateOutOfRange = "DATE_OUT_OF_RANGE", "扫码日期不是该场次的日期", "not scanned on the day of the session";
        MinuteOutOfRange = "MINUTE_OUT_OF_RANGE", "扫码时刻应在 0 至 1439 分钟之间", "scanned at no minute of a day: from 0 to 1439";
        ScanReused = "SCAN_REUSED", "扫码编号已用于其他票据", "this scan id belongs to another ticket";
    }
}

/// What a door read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scan {
    /// Given by the device, so that an upload may come twice.
    pub id: Uuid,
    pub session: String,
    /// Day and minute of the day, as the device had them.
    pub on: NaiveDate,
    pub at_minute: i32,
}

/// Somebody came to a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub scan: Uuid,
    pub session: String,
    pub on: NaiveDate,
    pub at_minute: i32,
    /// Subject of who held the door.
    pub by: String,
}

/// Holds that the doors of the event may tell who came.
pub fn takes_scans(
    event: &Event,
    actor: &Actor,
    terms: &Terms,
    today: NaiveDate,
) -> Result<(), Refused> {
    if actor.organisation != event.organiser {
        return Err(Refused::new(
            "NOT_YOUR_STEP",
            "签到由活动主办单位办理",
            "the event's organiser keeps its doors",
        ));
    }
    let is_on = match event.state {
        EventState::Running => true,
        EventState::Finished | EventState::FollowUp => terms
            .uploads_until(event.form.ends_on)
            .is_some_and(|last| today <= last),
        EventState::Draft
        | EventState::Approved
        | EventState::Open
        | EventState::ClosedRegistration
        | EventState::Archived
        | EventState::Cancelled => false,
    };
    if is_on {
        return Ok(());
    }
    Err(Refused::new(
        "EVENT_NOT_RUNNING",
        format!(
            "活动未在进行中，或已超过离线签到上传期限（结束后 {} 天）",
            terms.upload_days
        ),
        format!(
            "the event is not running, and uploads ended {} days after its last",
            terms.upload_days
        ),
    ))
}

/// What the chart can't say of a scan: whether it counts, and why not. `CheckedIn` means that the step is to be taken.
pub fn check_in(
    registration: &Registration,
    event: &Event,
    scan: &Scan,
    today: NaiveDate,
) -> RowStatus {
    if registration.event != event.id {
        return RowStatus::OtherEvent;
    }
    let Some(session) = event.session(&scan.session) else {
        return RowStatus::SessionUnknown;
    };
    let mut entries = registration.entries.iter();
    if let Some(entry) = entries.find(|entry| entry.session == scan.session) {
        return match entry.scan == scan.id {
            true => RowStatus::Repeated,
            false => RowStatus::AlreadyIn,
        };
    }
    if registration
        .entries
        .iter()
        .any(|entry| entry.scan == scan.id)
    {
        return RowStatus::ScanReused;
    }
    if scan.on != session.on || scan.on > today {
        return RowStatus::DateOutOfRange;
    }
    if !MINUTES_OF_DAY.contains(&scan.at_minute) {
        return RowStatus::MinuteOutOfRange;
    }
    match registration.state {
        State::Confirmed | State::Attended => RowStatus::CheckedIn,
        State::Requested
        | State::Manual
        | State::Waitlisted
        | State::NoShow
        | State::Refused
        | State::Cancelled => RowStatus::NotConfirmed,
    }
}

/// Keeps who came.
pub(super) fn enter(registration: &mut Registration, scan: Scan, actor: &Actor) {
    registration.entries.push(Entry {
        scan: scan.id,
        session: scan.session,
        on: scan.on,
        at_minute: scan.at_minute,
        by: actor.subject.clone(),
    });
}
