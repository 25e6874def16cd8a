//! The nominator's part: its own notice, what it heard against it, and the filing by card `evt.nominate`.
use chrono::NaiveDate;
use kezhuan_law::naming::are_same;
use kezhuan_law::regions::{COUNTIES, PREFECTURE};

use super::decide::{Circumstances, Event};
use super::{Filed, LocalAnswer, LocalNotice, LocalObjection, Nomination};
use crate::domain::actor::{Actor, Role};
use crate::domain::award_round::AwardRound;
use crate::domain::form::{Form, NAME_MAX, NOTE_MAX};
use crate::domain::nomination_check::{Filing, Nominator, Reason, against, reasons};
use crate::domain::refused::Refused;
use crate::domain::{capacity, words};

/// Most objections that are kept of one nominator's notice.
const OBJECTIONS_MAX: usize = 100;

/// Holds that a person asks who may nominate at all, as far as their role says.
pub(super) fn nominating(actor: &Actor) -> Result<(), Refused> {
    capacity::owner_or_official(actor, &actor.organisation)
}

/// Holds that a person of the nominator asks.
pub(super) fn nominator(nomination: &Nomination, at: &Circumstances<'_>) -> Result<(), Refused> {
    is_of_nominator(nomination, at.actor)
}

/// The same before anything else is known of the step.
pub(super) fn is_of_nominator(nomination: &Nomination, actor: &Actor) -> Result<(), Refused> {
    nominating(actor)?;
    if actor.organisation == nomination.nominator {
        return Ok(());
    }
    Err(Refused::new(
        "NOT_YOUR_STEP",
        "该步骤由提名单位办理",
        "the nominator takes this step",
    ))
}

/// Holds that card `evt.nominate` has nothing against who nominates.
pub(super) fn allowed(
    nomination: &Nomination,
    (actor, round): (&Actor, &AwardRound),
) -> Result<(), Refused> {
    match against(kind(nomination, (actor, round))) {
        Some(reason) => Err(not_taken(reason, &[reason])),
        None => Ok(()),
    }
}

/// Announced on its first day at the latest, so that nobody claims a notice afterwards; and long and early enough for the card, so
/// that nobody learns at the filing that it was not.
pub(super) fn post_notice(
    nomination: &mut Nomination,
    place: String,
    (starts_on, last_day): (NaiveDate, NaiveDate),
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    nominator(nomination, at)?;
    let mut form = Form::default();
    form.needed("place", &place, NAME_MAX);
    form.not_before("starts_on", starts_on, at.today);
    form.not_before("last_day", last_day, starts_on);
    form.check()?;
    // As if it were filed on the first day on which it may be.
    let filed_on = last_day.succ_opt().unwrap_or(last_day);
    taken(nomination, (starts_on, last_day), (filed_on, false), at)?;
    nomination.local_notice = Some(LocalNotice {
        place,
        starts_on,
        last_day,
    });
    Ok(Event::NominationNoticePosted {
        starts_on,
        last_day,
    })
}

pub(super) fn record_objection(
    nomination: &mut Nomination,
    text: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    nominator(nomination, at)?;
    let mut form = Form::default();
    form.needed("text", &text, NOTE_MAX);
    form.check()?;
    if nomination.local_notice.is_none() {
        return Err(no_notice());
    }
    if nomination.local_objections.len() >= OBJECTIONS_MAX {
        return Err(Refused::new(
            "OBJECTIONS_TOO_MANY",
            format!("最多记录 {OBJECTIONS_MAX} 条异议"),
            format!("no more than {OBJECTIONS_MAX} objections are kept"),
        ));
    }
    nomination.local_objections.push(LocalObjection {
        text,
        filed_on: at.today,
        answer: None,
    });
    Ok(Event::NominationLocalObjectionRecorded)
}

/// Every open objection is answered at once.
pub(super) fn resolve(
    nomination: &mut Nomination,
    upheld: bool,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    nominator(nomination, at)?;
    words::reasoned("reason", &reason)?;
    let open = nomination.local_objections.iter_mut();
    let open: Vec<_> = open.filter(|one| one.answer.is_none()).collect();
    if open.is_empty() {
        return Err(Refused::new(
            "NO_OBJECTION_OPEN",
            "没有待处理的异议",
            "no objection is open",
        ));
    }
    for objection in open {
        objection.answer = Some(LocalAnswer {
            upheld,
            reason: reason.clone(),
            by: at.actor.subject.clone(),
            on: at.today,
        });
    }
    Ok(Event::NominationLocalObjectionResolved { upheld })
}

/// Filed where the card has nothing against it; all its reasons are told at once, in the card's order.
pub(super) fn file(nomination: &mut Nomination, at: &Circumstances<'_>) -> Result<Event, Refused> {
    nominator(nomination, at)?;
    at.round.takes(at.today)?;
    let notice = nomination.local_notice.as_ref().ok_or_else(no_notice)?;
    let mut objections = nomination.local_objections.iter();
    let is_open = objections.any(|one| one.answer.is_none());
    let (notice, filing) = ((notice.starts_on, notice.last_day), (at.today, is_open));
    taken(nomination, notice, filing, at)?;
    nomination.filed = Some(Filed {
        by: at.actor.subject.clone(),
        on: at.today,
    });
    Ok(Event::NominationFiled)
}

/// Holds that the card has nothing against a filing on that day, after such a notice, with or without an open objection.
fn taken(
    nomination: &Nomination,
    (notice_start, notice_end): (NaiveDate, NaiveDate),
    (submitted, is_objection_open): (NaiveDate, bool),
    at: &Circumstances<'_>,
) -> Result<(), Refused> {
    let who = kind(nomination, (at.actor, at.round));
    let found = reasons(&Filing {
        nominator: who,
        notice_start,
        notice_end,
        submitted,
        deadline: match who {
            Nominator::CityAuthority => at.round.city_closes_on,
            Nominator::CountyAuthority
            | Nominator::Association { .. }
            | Nominator::Itself
            | Nominator::Another => at.round.closes_on,
        },
        is_objection_open,
    });
    match found.first() {
        Some(first) => Err(not_taken(*first, &found)),
        None => Ok(()),
    }
}

/// As what the nominator nominates: the host's own knowledge, not what somebody says of themselves.
fn kind(nomination: &Nomination, (actor, round): (&Actor, &AwardRound)) -> Nominator {
    let mut units = nomination.form.units.iter();
    let mut people = nomination.form.people.iter();
    let is_own = units.any(|unit| are_same(&unit.organisation, &actor.organisation))
        || people.any(|one| {
            let mut behind = nomination.authors().chain([&actor.subject]);
            behind.any(|author| are_same(author, &one.person))
        });
    if is_own {
        return Nominator::Itself;
    }
    if actor.has(Role::CountyStb) && COUNTIES.contains(&actor.tenant.as_str()) {
        return Nominator::CountyAuthority;
    }
    if actor.has(Role::CityStb) && actor.tenant == PREFECTURE {
        return Nominator::CityAuthority;
    }
    let grade = round.grade_of(&actor.organisation);
    grade.map_or(Nominator::Another, |grade| Nominator::Association { grade })
}

fn not_taken(first: Reason, found: &[Reason]) -> Refused {
    let name = first.name();
    let codes: Vec<&str> = found.iter().copied().map(Reason::as_str).collect();
    Refused::new("NOMINATION_NOT_TAKEN", name.zh, name.en).with("reasons", codes.join(","))
}

fn no_notice() -> Refused {
    Refused::new(
        "LOCAL_NOTICE_MISSING",
        "提名单位须先公示，请先登记公示的地点和起止日期",
        "the nominator holds its own public notice first: say where and when",
    )
}
