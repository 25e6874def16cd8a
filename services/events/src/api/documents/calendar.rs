//! Events as an iCalendar object (RFC 5545): an event takes whole days; its sessions and the places in its agenda have their
//! hours, written in UTC, so that no calendar has to know a time zone.
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use icalendar::{Calendar, Component, Event as Entry, EventLike, EventStatus, Property};

use crate::domain::event::{Event, State};
use crate::store::agenda::Line;
use crate::store::stored::Stored;

/// Of the answer.
pub const CONTENT_TYPE: &str = "text/calendar; charset=utf-8";
const PRODUCT: &str = "-//Kezhuan//Events//ZH";
/// Asia/Shanghai is eight hours ahead of UTC, without summer time.
const HOURS_AHEAD: i64 = 8;

/// Every event, by its days.
pub fn of_all(events: &[Stored<Event>]) -> String {
    let mut calendar = blank("科技成果转化活动");
    calendar.extend(events.iter().map(whole));
    calendar.to_string()
}

/// One event with its sessions and its agenda.
pub fn of_one(event: &Stored<Event>, agenda: &[Line]) -> String {
    let mut calendar = blank(&event.body.form.title);
    calendar.push(whole(event));
    calendar.extend(sessions(event));
    calendar.extend(agenda.iter().filter_map(|line| slot(event, line)));
    calendar.to_string()
}

fn blank(name: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", PRODUCT));
    calendar.append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(&one_line(name));
    calendar
}

fn whole(event: &Stored<Event>) -> Entry {
    let form = &event.body.form;
    let mut entry = entry(event, &event.body.id.to_string());
    entry
        .summary(&clean(&form.title))
        .description(&clean(&form.description))
        .location(&clean(&form.venue))
        .starts(form.starts_on)
        // The end of a whole day is the day after it.
        .ends(form.ends_on.succ_opt().unwrap_or(form.ends_on));
    entry
}

fn sessions(event: &Stored<Event>) -> impl Iterator<Item = Entry> + '_ {
    let form = &event.body.form;
    form.sessions.iter().filter_map(move |session| {
        let id = format!("{}-{}", event.body.id, session.code);
        let mut entry = entry(event, &id);
        entry
            .summary(&clean(&format!("{}：{}", form.title, session.title)))
            .location(&clean(&format!("{} {}", form.venue, session.room)))
            .starts(instant(session.on, session.starts_at)?)
            .ends(instant(session.on, session.ends_at)?);
        Some(entry)
    })
}

fn slot(event: &Stored<Event>, line: &Line) -> Option<Entry> {
    let form = &event.body.form;
    let mut entry = entry(event, &line.project_id.to_string());
    // A place that was moved is a later one, also where its event stayed as it was.
    let later = event.update_time.max(line.update_time);
    entry
        .timestamp(later)
        .last_modified(later)
        .sequence(sequence(event.body.version.saturating_add(line.version)));
    entry
        .summary(&clean(&format!(
            "路演：{}（{}）",
            line.title, line.organisation_name
        )))
        .location(&clean(&format!("{} {}", form.venue, line.stage)))
        .starts(instant(line.day, line.starts_at)?)
        .ends(instant(line.day, line.ends_at)?);
    Some(entry)
}

/// What is the same for everything of an event. A calendar that reads it again finds the same entry by its id.
fn entry(event: &Stored<Event>, id: &str) -> Entry {
    let status = match event.body.state {
        State::Cancelled => EventStatus::Cancelled,
        State::Draft
        | State::Approved
        | State::Open
        | State::ClosedRegistration
        | State::Running
        | State::Finished
        | State::FollowUp
        | State::Archived => EventStatus::Confirmed,
    };
    let mut entry = Entry::new();
    entry
        .uid(&format!("{id}@events.kezhuan"))
        .timestamp(event.update_time)
        .last_modified(event.update_time)
        .sequence(sequence(event.body.version));
    entry.status(status);
    entry
}

fn sequence(version: i64) -> u32 {
    u32::try_from(version).unwrap_or(u32::MAX)
}

fn instant(day: NaiveDate, minutes: i32) -> Option<DateTime<Utc>> {
    let local = day
        .and_hms_opt(0, 0, 0)?
        .checked_add_signed(TimeDelta::minutes(minutes.into()))?;
    let universal = local.checked_sub_signed(TimeDelta::hours(HOURS_AHEAD))?;
    Some(universal.and_utc())
}

/// The library escapes what RFC 5545 asks for, and knows no carriage return.
fn clean(text: &str) -> String {
    text.replace('\r', "")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_in_universal_time() {
        let day = NaiveDate::from_ymd_opt(2025, 5, 20).unwrap();
        let told = |minutes: i32| instant(day, minutes).unwrap().to_rfc3339();
        assert_eq!(told(570), "2025-05-20T01:30:00+00:00");
        assert_eq!(told(0), "2025-05-19T16:00:00+00:00");
        assert_eq!(told(1_440), "2025-05-20T16:00:00+00:00");
    }

    #[test]
    fn no_text_starts_a_line_of_its_own() {
        let mut calendar = blank("江门\r\n展会");
        let mut entry = Entry::new();
        entry
            .uid("1@events.kezhuan")
            .timestamp(DateTime::UNIX_EPOCH)
            .summary(&clean("标题\r\nATTENDEE:mailto:x@example.com, 其他; 末"));
        calendar.push(entry);
        let text = calendar.to_string();
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
        assert!(text.contains("NAME:江门 展会\r\n"));
        assert!(!text.lines().any(|line| line.starts_with("ATTENDEE")));
        let unfolded = text.replace("\r\n ", "");
        assert!(unfolded.contains("标题\\nATTENDEE:mailto:x@example.com\\, 其他\\; 末"));
    }
}
