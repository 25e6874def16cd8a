//! The applicant's own steps: submit, file again, supplement, withdraw; and the lapse of a returned application.
use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::decide::Context;
use super::parts::Refusal;
use super::{Contract, Event, acceptance, draft, guard};
use crate::domain::actor::Actor;
use crate::domain::form::{self, Form};
use crate::domain::materials::{self, Basis, Material};
use crate::domain::refused::Refused;
use crate::domain::regime::Regime;
use crate::domain::time_limit;

pub(super) fn submit(
    contract: &mut Contract,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    file(contract, actor, at)?;
    Ok(Event::ContractSubmitted)
}

pub(super) fn resubmit(
    contract: &mut Contract,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    if let Some(last_day) = contract.lapses_on.filter(|last_day| at.today > *last_day) {
        return Err(Refused::new(
            "RESUBMIT_LATE",
            format!("补正期限已于 {last_day} 届满,请重新申请"),
            format!("it could be filed again until {last_day}; please apply anew"),
        ));
    }
    file(contract, actor, at)?;
    contract.refusal = None;
    contract.lapses_on = None;
    Ok(Event::ContractResubmitted)
}

fn file(contract: &mut Contract, actor: &Actor, at: &Context<'_>) -> Result<(), Refused> {
    guard::applicant_or_helper(contract, actor)?;
    ready_to_file(&contract.form, at.materials, at.today)?;
    // Whoever files for another shows at once that they may.
    let authorised = Material::Authorisation;
    if contract.by_agent()
        && contract
            .missing_materials(at.materials)
            .contains(&authorised)
    {
        return Err(guard::missing_materials(vec![authorised]));
    }
    contract.filers.insert(actor.subject.clone());
    contract.submitted_on = Some(at.today);
    // Beyond the loaded calendars the check has no day that could be told.
    contract.check_due_on = time_limit::acceptance_check(at.today, at.parameters, at.calendar).ok();
    Ok(())
}

/// Holds that a form could be submitted with these materials today.
pub fn ready_to_file(
    form: &Form,
    attached: &BTreeSet<Material>,
    today: NaiveDate,
) -> Result<(), Refused> {
    in_order(form, today)?;
    // Further materials can follow until registration; without the contract there is nothing to look at.
    if materials::missing(Basis::as_filed(form), attached).contains(&Material::ContractText) {
        return Err(guard::missing_materials(vec![Material::ContractText]));
    }
    Ok(())
}

/// Holds that a form has no problem.
pub(super) fn in_order(form: &Form, today: NaiveDate) -> Result<(), Refused> {
    let problems = form::validate(form, today);
    if problems.is_empty() {
        return Ok(());
    }
    Err(Refused::new(
        "FORM_INVALID",
        format!("登记表有 {} 处问题", problems.len()),
        format!("the form has {} problems", problems.len()),
    )
    .with_fields(problems))
}

pub(super) fn lapse(
    contract: &mut Contract,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::service(actor)?;
    match contract.lapses_on {
        Some(last_day) if at.today > last_day => Ok(Event::ContractLapsed),
        Some(_) | None => Err(Refused::new(
            "NOT_YET_LAPSED",
            "补正期限尚未届满",
            "the time to file again has not passed",
        )),
    }
}

pub(super) fn withdraw(
    contract: &mut Contract,
    reason: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::applicant(contract, actor)?;
    contract.manual = None;
    contract.check_due_on = None;
    contract.lapses_on = None;
    contract.refusal = Some(Refusal {
        code: "WITHDRAWN_BY_APPLICANT".to_owned(),
        note: reason.to_owned(),
        decided_on: at.today,
        by: actor.subject.clone(),
    });
    Ok(Event::ContractWithdrawn)
}

pub(super) fn supplement(
    contract: &mut Contract,
    form: Option<&Form>,
    promised_working_days: Option<u32>,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::applicant_or_helper(contract, actor)?;
    if let Some(form) = form {
        in_order(form, at.today)?;
        draft::replace_form(contract, form.clone())?;
    }
    contract.filers.insert(actor.subject.clone());
    contract.refusal = None;
    let Some(mut accepted) = contract.acceptance.clone() else {
        return Err(guard::inconsistent("acceptance"));
    };
    match accepted.regime {
        // The older clock runs on.
        Regime::R2001 => {}
        Regime::R2026 => {
            accepted.accepted_on = at.today;
            accepted.clock_from = at.today;
            accepted.promised_working_days = promised_working_days;
            let track = acceptance::expected_track(&contract.form, accepted.regime, at);
            acceptance::start_clock(&mut accepted, track, at)?;
        }
    }
    let event = Event::ContractSupplemented {
        accepted_on: accepted.accepted_on,
        due_on: accepted.due_on,
    };
    contract.acceptance = Some(accepted);
    Ok(event)
}
