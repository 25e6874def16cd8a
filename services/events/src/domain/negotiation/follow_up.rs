//! What is asked some months after the event.
use chrono::NaiveDate;
use kezhuan_law::calendar::add_months;
use serde::{Deserialize, Serialize};

use super::decide::{Circumstances, Event};
use super::{Negotiation, Terms, Word};
use crate::domain::code_list::code_list;
use crate::domain::duty;
use crate::domain::form::{Form, NOTE_MAX};
use crate::domain::refused::Refused;

code_list! {
    /// How far the two have come.
    Progress {
        NoProgress = "NO_PROGRESS", "暂无进展", "no progress";
        Talking = "TALKING", "继续洽谈", "still talking";
        TryingOut = "TRYING_OUT", "试样、测试或中试", "samples, tests or a pilot";
        PreparingContract = "PREPARING_CONTRACT", "拟签合同", "preparing a contract";
    }
}

code_list! {
    /// What people are told of.
    Reminder {
        FollowUpDue = "FOLLOW_UP_DUE", "跟踪填报到期", "a follow-up is due";
        FollowUpOverdue = "FOLLOW_UP_OVERDUE", "跟踪填报逾期", "a follow-up is overdue";
        IdleSoon = "IDLE_SOON", "即将因无进展结束", "it is about to end by itself";
    }
}

/// One follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// After the event's last day.
    pub months: i32,
    pub due_on: NaiveDate,
    pub answer: Option<Answer>,
}

/// What was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub progress: Progress,
    pub note: String,
    pub reported: Word,
}

/// A report as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub months: i32,
    pub progress: Progress,
    pub note: String,
}

/// Every follow-up still to come of an event that ended then, in order. A month that lies beyond all calendars has none.
pub(super) fn planned(event_ends_on: NaiveDate, today: NaiveDate, terms: &Terms) -> Vec<FollowUp> {
    let due = terms.follow_up_months.iter().filter_map(|months| {
        let due_on = add_months(event_ends_on, *months)?;
        (due_on > today).then_some(FollowUp {
            months: *months,
            due_on,
            answer: None,
        })
    });
    due.collect()
}

pub(super) fn report(
    negotiation: &mut Negotiation,
    given: Report,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let reported = at.side_or_organiser(negotiation)?;
    let mut form = Form::default();
    form.short("note", &given.note, NOTE_MAX);
    form.check()?;
    let mut follow_ups = negotiation.follow_ups.iter_mut();
    let asked = follow_ups
        .find(|one| one.months == given.months)
        .ok_or_else(unknown)?;
    if asked.answer.is_some() {
        return Err(Refused::new(
            "FOLLOW_UP_REPORTED",
            "该期跟踪情况已填报",
            "this follow-up was reported before",
        ));
    }
    if at.today < asked.due_on {
        return Err(Refused::new(
            "NOT_YET_DUE",
            format!("该期跟踪自 {} 起填报", asked.due_on),
            format!("this follow-up is reported from {} on", asked.due_on),
        ));
    }
    asked.answer = Some(Answer {
        progress: given.progress,
        note: given.note,
        reported,
    });
    Ok(Event::FollowUpReported {
        months: given.months,
        progress: given.progress,
    })
}

/// Tells once of one that is due, or overdue. What was reported meanwhile is not told of.
pub(super) fn remind(
    negotiation: &Negotiation,
    (reminder, due_on): (Reminder, NaiveDate),
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    if reminder == Reminder::IdleSoon {
        return warn_of_end(negotiation, due_on, at);
    }
    let mut follow_ups = negotiation.follow_ups.iter();
    let open = follow_ups.find(|one| {
        let from = match reminder {
            Reminder::FollowUpOverdue => one.overdue_on(at.terms),
            Reminder::FollowUpDue | Reminder::IdleSoon => Some(one.due_on),
        };
        let is_open = one.due_on == due_on && one.answer.is_none();
        is_open && from.is_some_and(|from| from <= at.today)
    });
    let open = open
        .ok_or_else(|| Refused::new("NOT_YET_DUE", "没有到期的跟踪填报", "no follow-up is due"))?;
    Ok(Event::NegotiationReminded {
        reminder,
        months: open.months,
        due_on,
    })
}

/// Tells once of its last day, some days before.
fn warn_of_end(
    negotiation: &Negotiation,
    last_day: NaiveDate,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    let days = chrono::Days::new(u64::from(at.terms.idle_notice_days));
    let from = last_day.checked_sub_days(days);
    let is_last = negotiation.idle_until(at.terms) == Some(last_day);
    if !is_last || from.is_none_or(|from| at.today < from) {
        return Err(Refused::new(
            "NOT_YET_DUE",
            "尚未临近无进展期限",
            "it does not end by itself so soon",
        ));
    }
    Ok(Event::NegotiationReminded {
        reminder: Reminder::IdleSoon,
        months: 0,
        due_on: last_day,
    })
}

impl FollowUp {
    /// The first day on which it is overdue.
    pub fn overdue_on(&self, terms: &Terms) -> Option<NaiveDate> {
        let days = chrono::Days::new(u64::from(terms.follow_up_grace_days));
        self.due_on.checked_add_days(days)?.succ_opt()
    }
}

fn unknown() -> Refused {
    let refused = Refused::new(
        "FOLLOW_UP_UNKNOWN",
        "没有该期跟踪，请选择列表中的月数",
        "there is no such follow-up: name one of those listed",
    );
    refused.at("months")
}
