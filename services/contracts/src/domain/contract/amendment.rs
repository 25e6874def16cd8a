//! A change of a registered contract (变更): two reviews again, and the registered version in force meanwhile.
use super::acceptance::refusal;
use super::command::Review;
use super::decide::Context;
use super::draft::{parties_of, same_office};
use super::parts::Amendment;
use super::{AmendmentEnd, Contract, Event, assessment, filing, guard, registration};
use crate::domain::actor::{Actor, Role};
use crate::domain::form::Form;
use crate::domain::refused::Refused;

pub(super) fn ask(
    contract: &mut Contract,
    form: &Form,
    reason: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::applicant(contract, actor)?;
    guard::reasoned(reason)?;
    filing::in_order(form, at.today)?;
    // A change goes to the original office, whatever else it changes.
    same_office(contract, form)?;
    contract.filers.insert(actor.subject.clone());
    contract.refusal = None;
    contract.amendment = Some(Amendment {
        form: form.clone(),
        reason: reason.to_owned(),
        requested_on: at.today,
        by: actor.subject.clone(),
        review: None,
    });
    Ok(Event::ContractAmendmentAsked)
}

fn pending(contract: &Contract) -> Result<&Amendment, Refused> {
    contract
        .amendment
        .as_ref()
        .ok_or_else(|| guard::inconsistent("amendment"))
}

pub(super) fn review(
    contract: &mut Contract,
    view: &Review,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::office(contract, actor, &[Role::Registrar])?;
    let mut amendment = pending(contract)?.clone();
    let view = completed(contract, &amendment.form, view);
    let found = assessment::assess(contract, &amendment.form, &view, actor, at)?;
    registration::recognised(&found)?;
    amendment.review = Some(found);
    contract.amendment = Some(amendment);
    Ok(Event::ContractAmendmentReviewed)
}

pub(super) fn approve(
    contract: &mut Contract,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    let amendment = pending(contract)?.clone();
    let Some(found) = amendment.review else {
        return Err(Refused::new(
            "REVIEW_MISSING",
            "变更申请尚未初审",
            "the amendment has not passed its first review",
        ));
    };
    guard::second_reviewer(contract, actor, Some(&found.by))?;
    guard::complete_file(&amendment.form, at.materials)?;
    let Some(entry) = &mut contract.registration else {
        return Err(guard::inconsistent("registration"));
    };
    entry.in_force_from = at.today;
    // Who was a party of an earlier version may go on reading the case.
    for party in parties_of(&amendment.form, &contract.applicant_organisation) {
        if !contract.parties.contains(&party) {
            contract.parties.push(party);
        }
    }
    contract.form = amendment.form;
    contract.classification = Some(found);
    contract.form_version += 1;
    contract.amendment = None;
    Ok(Event::ContractAmended {
        version: contract.registered_version()?,
    })
}

pub(super) fn refuse(
    contract: &mut Contract,
    note: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::office(contract, actor, &[Role::Registrar, Role::Registrar2])?;
    guard::reasoned(note)?;
    contract.amendment = None;
    contract.refusal = Some(refusal("AMENDMENT_REFUSED", note, actor, at));
    Ok(Event::ContractAmendmentEnded {
        outcome: AmendmentEnd::Refused,
    })
}

pub(super) fn withdraw(contract: &mut Contract, actor: &Actor) -> Result<Event, Refused> {
    guard::applicant(contract, actor)?;
    contract.amendment = None;
    Ok(Event::ContractAmendmentEnded {
        outcome: AmendmentEnd::Withdrawn,
    })
}
