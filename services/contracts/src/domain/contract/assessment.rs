//! What a registrar's review of a form comes to: kind, T, J, and the recognition rules' answer.
use super::command::Review;
use super::decide::Context;
use super::parts::Classification;
use super::{Contract, pricing};
use crate::domain::actor::Actor;
use crate::domain::form::Form;
use crate::domain::recognition::{self, Decision};
use crate::domain::refused::Refused;

/// Assesses `form` as the reviewer sees it.
pub(super) fn assess(
    contract: &Contract,
    form: &Form,
    review: &Review,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Classification, Refused> {
    let kind = review.kind.or(form.kind.get()).ok_or_else(|| {
        Refused::new(
            "KIND_MISSING",
            "请确定合同类别",
            "state the kind of the contract",
        )
    })?;
    let priced = pricing::price(form, review)?;
    let (total, technical) = (priced.total, priced.technical);
    let mut findings = review.findings.unwrap_or(form.findings);
    findings.not_in_force |= ended_before_application(contract, form, at);
    let facts = findings.facts(form, kind, technical);
    let ground = recognition::recognise(&facts).map_err(|_| {
        Refused::new(
            "LICENCE_DATES_MISSING",
            "专利实施许可须填写许可截止日期和专利到期日",
            "a patent licence needs the day it ends and the day its patent expires",
        )
    })?;
    Ok(Classification {
        kind,
        total,
        currency_amount_minor: review.currency_amount_minor,
        technical,
        deducted: priced.deducted,
        disputed: review.disputed,
        decision: ground.map_or(Decision::Recognised, |ground| ground.decision()),
        ground,
        low_technical_share: pricing::is_low(technical, total, at.parameters),
        findings: review.findings,
        price_items: review.price_items.is_some().then_some(priced.items),
        by: actor.subject.clone(),
        at_version: contract.version,
    })
}

/// A contract is registered within its term: it must not have ended when it was filed. What is registered
/// may be amended later all the same.
fn ended_before_application(contract: &Contract, form: &Form, at: &Context<'_>) -> bool {
    let filed_on = contract.submitted_on.unwrap_or(at.today);
    contract.registration.is_none() && form.term_end.get().is_some_and(|end| end < filed_on)
}
