//! The end of a base's term, its renewal, its end by fraud, and what is told of it because days pass.
use chrono::{Days, NaiveDate};

use super::command::Reminder;
use super::decide::{Circumstances, Event};
use super::lifecycle::Code;
use super::{Base, Delisting, Figures, Renewal, State, guard};
use crate::domain::duty;
use crate::domain::refused::Refused;

pub(super) fn delist(
    base: &mut Base,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    guard::authority(base, at)?;
    duty::reasoned("reason", &reason)?;
    base.assess_due_on = None;
    base.rectify_until = None;
    base.renewal = None;
    base.delisting = Some(Delisting {
        code: Code::Fraud,
        reason,
        delisted_on: at.today,
    });
    Ok(Event::BaseDelisted {
        code: Code::Fraud,
        delisted_on: at.today,
    })
}

/// From so many days before the end on, until its last day.
pub(super) fn renew(
    base: &mut Base,
    figures: Figures,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    guard::operator(at.actor, &base.organisation)?;
    if base.renewal.is_some() {
        return Err(Refused::new(
            "RENEWAL_FILED_BEFORE",
            "续期申请已提交",
            "its renewal was filed before",
        ));
    }
    let until = valid_until(base)?;
    let from = before(until, at.terms.renew_from_days);
    if at.today < from || at.today > until {
        return Err(Refused::new(
            "RENEWAL_NOT_OPEN",
            format!("续期申请应在 {from} 至 {until} 之间提交"),
            format!("a renewal is filed from {from} to {until}"),
        ));
    }
    figures.check()?;
    base.renewal = Some(Renewal {
        filed_on: at.today,
        figures,
    });
    Ok(Event::BaseRenewalFiled)
}

/// RENEWING where a renewal was filed and nothing stands against it; EXPIRED otherwise.
pub(super) fn end(base: &mut Base, at: &Circumstances<'_>) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    let valid_until = valid_until(base)?;
    if at.today <= valid_until {
        return Err(Refused::new(
            "TERM_NOT_OVER",
            "有效期尚未届满",
            "its term is not over",
        ));
    }
    base.rectify_until = None;
    if base.renewal.is_some() && base.state == State::Accredited {
        // It is reviewed as if for the first time, by a panel of its own.
        base.panel = None;
        base.review = None;
        base.notice = None;
        base.reasons.clear();
        return Ok(Event::BaseTermEnded { valid_until });
    }
    base.assess_due_on = None;
    base.renewal = None;
    Ok(Event::BaseExpired { valid_until })
}

/// The day a reminder is about, where there is something to be reminded of on `today`.
pub(super) fn due(base: &Base, reminder: Reminder, at: &Circumstances<'_>) -> Option<NaiveDate> {
    let is_assessed = matches!(base.state, State::Accredited | State::Warned);
    match reminder {
        Reminder::NoticeOver => {
            let notice = base.notice.as_ref()?;
            let is_over = base.state == State::Proposed && notice.is_over(at.today);
            is_over.then_some(notice.last_day)
        }
        Reminder::AssessmentDue => {
            let due = base.assess_due_on.filter(|_| is_assessed)?;
            let from = before(due, at.terms.assess_remind_days);
            (from..=due).contains(&at.today).then_some(due)
        }
        Reminder::AssessmentOverdue => {
            let due = base.assess_due_on.filter(|_| is_assessed)?;
            (at.today > due).then_some(due)
        }
        Reminder::RectificationOverdue => {
            let due = base.rectify_until?;
            (base.state == State::Rectifying && at.today > due).then_some(due)
        }
        Reminder::RenewalDue => {
            let due = base.valid_until()?;
            let from = before(due, at.terms.renew_from_days);
            let may_renew = base.state == State::Accredited && base.renewal.is_none();
            (may_renew && (from..=due).contains(&at.today)).then_some(due)
        }
    }
}

pub(super) fn remind(
    base: &Base,
    reminder: Reminder,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    let due_on = due(base, reminder, at).ok_or_else(|| {
        Refused::new(
            "NOTHING_DUE",
            "目前没有需要提醒的事项",
            "there is nothing to be reminded of today",
        )
    })?;
    Ok(Event::BaseReminded {
        kind: reminder,
        due_on,
    })
}

fn valid_until(base: &Base) -> Result<NaiveDate, Refused> {
    base.valid_until().ok_or_else(|| {
        Refused::new(
            "RECORD_INCONSISTENT",
            "基地缺少有效期记录",
            "the base has no term on record",
        )
    })
}

fn before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days)))
        .unwrap_or(day)
}
