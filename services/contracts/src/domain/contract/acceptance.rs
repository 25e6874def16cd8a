//! The acceptance check (受理) and the clock it starts; supplements, and what an appeal reopens.
use chrono::NaiveDate;
use kezhuan_law::{CalendarMissing, WorkingCalendar};

use super::command::{NotAcceptedGround, ReturnGround};
use super::decide::Context;
use super::draft::office_of;
use super::parts::{Acceptance, Refusal};
use super::{Contract, Event, guard, pricing};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::form::Form;
use crate::domain::parameters::Parameters;
use crate::domain::refused::Refused;
use crate::domain::regime::Regime;
use crate::domain::time_limit::{self, TimeLimit, Track};

pub(super) fn accept(
    contract: &mut Contract,
    promised_working_days: Option<u32>,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::reviewer(contract, actor, Role::Registrar)?;
    if contract.form.findings.oral {
        return Err(must_be_refused(NotAcceptedGround::Oral));
    }
    if belongs_elsewhere(contract) {
        return Err(must_be_refused(NotAcceptedGround::SellerRegion));
    }
    let regime = Regime::on(at.today, at.parameters);
    let mut accepted = Acceptance {
        accepted_on: at.today,
        regime,
        clock_from: at.today,
        due_on: at.today,
        legal_due_on: at.today,
        track: Track::Standard,
        promised_working_days,
        by: actor.subject.clone(),
    };
    start_clock(
        &mut accepted,
        expected_track(&contract.form, regime, at),
        at,
    )?;
    let event = Event::ContractAccepted {
        accepted_on: accepted.accepted_on,
        regime,
        due_on: accepted.due_on,
    };
    contract.acceptance = Some(accepted);
    contract.check_due_on = None;
    contract.refusal = None;
    Ok(event)
}

/// Sets the due days of a clock that starts after `clock_from`; a promise beyond the law is refused.
pub(super) fn start_clock(
    accepted: &mut Acceptance,
    track: Track,
    at: &Context<'_>,
) -> Result<(), Refused> {
    let limit = time_limit::legal(accepted.regime, accepted.clock_from, track, at.calendar)?;
    accepted.track = limit.track;
    accepted.legal_due_on = limit.due_on;
    accepted.due_on = match accepted.promised_working_days {
        Some(days) => time_limit::promised(days, accepted.clock_from, limit, at.calendar)?,
        None => limit.due_on,
    };
    Ok(())
}

/// The track the form points to; the first review decides it.
pub(super) fn expected_track(form: &Form, regime: Regime, at: &Context<'_>) -> Track {
    track_of(form, regime, at.parameters)
}

fn track_of(form: &Form, regime: Regime, parameters: &Parameters) -> Track {
    let technical = pricing::stated_technical(form);
    time_limit::track(regime, technical, false, parameters)
}

/// The legal limit of a clock that starts on `day`, as far as the form tells it.
pub fn expected_limit(
    form: &Form,
    day: NaiveDate,
    parameters: &Parameters,
    calendar: &WorkingCalendar,
) -> Result<TimeLimit, CalendarMissing> {
    let regime = Regime::on(day, parameters);
    let track = track_of(form, regime, parameters);
    time_limit::legal(regime, day, track, calendar)
}

/// Whether the applying party sits in another office's region.
fn belongs_elsewhere(contract: &Contract) -> bool {
    let party = contract.form.applying_party();
    party.division != contract.tenant || office_of(&contract.form) != contract.tenant
}

fn must_be_refused(ground: NotAcceptedGround) -> Refused {
    let name = ground.name();
    Refused::new(ground.as_str(), name.zh, name.en)
}

pub(super) fn refuse(
    contract: &mut Contract,
    ground: NotAcceptedGround,
    note: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::reviewer(contract, actor, Role::Registrar)?;
    // That a contract is oral is the registrar's finding; where a party sits is a fact.
    if ground == NotAcceptedGround::SellerRegion && !belongs_elsewhere(contract) {
        return Err(Refused::new(
            "GROUND_NOT_MET",
            "卖方属于本地区,不得以此理由不予受理",
            "the seller belongs to this office's region",
        )
        .with("ground", ground.as_str()));
    }
    contract.check_due_on = None;
    contract.refusal = Some(refusal(ground.as_str(), note, actor, at));
    Ok(Event::ContractNotAccepted { ground })
}

pub(super) fn send_back_to_applicant(
    contract: &mut Contract,
    ground: ReturnGround,
    note: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::reviewer(contract, actor, Role::Registrar)?;
    let days = at.parameters.resubmit_days;
    contract.check_due_on = None;
    contract.lapses_on = Some(at.calendar.calendar_days_due(at.today, days)?);
    contract.refusal = Some(refusal(ground.as_str(), note, actor, at));
    Ok(Event::ContractReturned { ground })
}

pub(super) fn ask_supplement(
    contract: &mut Contract,
    note: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::reviewer(contract, actor, Role::Registrar)?;
    duty::reasoned("note", note)?;
    contract.supplements += 1;
    contract.refusal = Some(refusal("SUPPLEMENT_ASKED", note, actor, at));
    Ok(Event::ContractSupplementAsked)
}

/// Takes a refusal up again after an appeal, for a new pair of reviewers and with a new clock.
pub(super) fn reopen(
    contract: &mut Contract,
    reason: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::office(contract, actor, &[Role::Registrar, Role::Registrar2])?;
    duty::reasoned("reason", reason)?;
    contract.excluded_reviewers.extend(contract.reviewers());
    if contract.excluded_reviewers.contains(&actor.subject) {
        return Err(Refused::new(
            "SAME_REVIEWER",
            "原审核人不得办理复核后的重新受理",
            "a reviewer of the changed decision does not reopen it",
        ));
    }
    let before = contract.acceptance.take();
    let regime = before.as_ref().map_or_else(
        || Regime::on(at.today, at.parameters),
        |earlier| earlier.regime,
    );
    let mut accepted = Acceptance {
        accepted_on: before.map_or(at.today, |earlier| earlier.accepted_on),
        regime,
        clock_from: at.today,
        due_on: at.today,
        legal_due_on: at.today,
        track: Track::Standard,
        promised_working_days: None,
        by: actor.subject.clone(),
    };
    start_clock(
        &mut accepted,
        expected_track(&contract.form, regime, at),
        at,
    )?;
    contract.acceptance = Some(accepted);
    contract.classification = None;
    contract.refusal = None;
    Ok(Event::ContractReopened)
}

/// A refusal decided today by the actor.
pub(super) fn refusal(code: &str, note: &str, actor: &Actor, at: &Context<'_>) -> Refusal {
    Refusal {
        code: code.to_owned(),
        note: note.to_owned(),
        decided_on: at.today,
        by: actor.subject.clone(),
    }
}
