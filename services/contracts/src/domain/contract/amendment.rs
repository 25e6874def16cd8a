//! A change of a registered contract (变更): two reviews again, and the registered version in force meanwhile. It
//! goes to the original office, also where the seller has moved: the case stays there, the figures follow the seller.
use kezhuan_law::Fen;

use super::acceptance::refusal;
use super::command::Review;
use super::decide::Context;
use super::draft::parties_of;
use super::parts::Amendment;
use super::{AmendmentEnd, Contract, Event, assessment, filing, guard, registration};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
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
    duty::reasoned("reason", reason)?;
    let form = &at_registered_rate(contract, form);
    filing::in_order(form, at.today)?;
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

/// A price in the same foreign currency stays at the rate of the registration day.
fn at_registered_rate(contract: &Contract, form: &Form) -> Form {
    let mut form = form.clone();
    let registered = &contract.form;
    if form.is_in_foreign_currency() && form.currency == registered.currency {
        form.exchange_rate_e4 = registered.exchange_rate_e4;
        form.exchange_rate_date = registered.exchange_rate_date.clone();
        form.total_amount = Fen::ZERO;
    }
    form
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

/// What the registrars found before stands, where the amendment leaves that part of the form as it was
/// and the reviewer does not see it otherwise now.
fn completed(contract: &Contract, form: &Form, view: &Review) -> Review {
    let Some(earlier) = &contract.classification else {
        return view.clone();
    };
    let before = &contract.form;
    let kept = |same: bool| same.then_some(earlier);
    let by_registrar = Some(earlier.kind).filter(|kind| before.kind.get() != Some(*kind));
    let same_currency = before.is_in_foreign_currency() == form.is_in_foreign_currency()
        && (before.currency == form.currency || !form.is_in_foreign_currency());
    let same_price = same_currency && before.price() == form.price();
    let in_renminbi = !form.is_in_foreign_currency();
    let total = Some(earlier.total).filter(|total| in_renminbi && before.total() != Some(*total));
    Review {
        kind: view
            .kind
            .or(by_registrar.filter(|_| before.kind == form.kind)),
        total: view.total.or(total.filter(|_| same_price)),
        currency_amount_minor: (view.currency_amount_minor)
            .or_else(|| kept(same_price)?.currency_amount_minor),
        price_items: (view.price_items.clone()).or_else(|| kept(same_price)?.price_items.clone()),
        findings: view
            .findings
            .or_else(|| kept(before.findings == form.findings)?.findings),
        disputed: view.disputed || earlier.disputed,
    }
}

/// Holds that J stays at or above the technical income verified on it.
fn above_income(technical: Option<Fen>, verified: Fen) -> Result<(), Refused> {
    if verified == Fen::ZERO || technical.is_some_and(|technical| technical >= verified) {
        return Ok(());
    }
    Err(Refused::new(
        "INCOME_OVER_TECHNICAL_AMOUNT",
        format!("变更后的技术交易额不得低于已核定的技术性收入 {verified} 元"),
        format!("the technical amount must not fall below the verified income of {verified} yuan"),
    ))
}

pub(super) fn approve(
    contract: &mut Contract,
    verified_income: Fen,
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
    guard::complete_file(contract, &amendment.form, &found, at.materials)?;
    above_income(found.technical, verified_income)?;
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
    duty::reasoned("note", note)?;
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
