//! What a registrar's review of a form comes to: kind, T, J, and the recognition rules' answer.
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;

use super::Contract;
use super::command::Review;
use super::decide::Context;
use super::parts::Classification;
use crate::domain::actor::Actor;
use crate::domain::amount;
use crate::domain::form::{Form, PriceItem};
use crate::domain::recognition::{self, Decision, Ground};
use crate::domain::refused::Refused;

const WHOLE: i128 = 10_000;

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
    let items = review.price_items.as_ref().unwrap_or(&form.price_items);
    if items
        .iter()
        .any(|item| item.amount < Fen::ZERO || item.sets < 0)
    {
        return Err(Refused::new(
            "PRICE_ITEMS_INVALID",
            "价款构成中的金额和套数不得为负数",
            "amounts and sets of price items must not be negative",
        ));
    }
    let total = match review.total {
        Some(stated) if stated <= Fen::ZERO => {
            return Err(Refused::new(
                "TOTAL_INVALID",
                "合同成交额必须大于零",
                "the total amount must be above zero",
            ));
        }
        Some(stated) => stated,
        None => form.total().ok_or(AmountOverflow)?,
    };
    let (technical, deducted) = priced(form, total, items)?;
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
        technical,
        deducted,
        disputed: review.disputed,
        decision: ground.map_or(Decision::Recognised, |ground| ground.decision()),
        ground,
        low_technical_share: is_low(technical, total, at.parameters.low_technical_share_bp),
        findings: review.findings,
        price_items: review.price_items.clone(),
        by: actor.subject.clone(),
        at_version: contract.version,
    })
}

/// J and what is deducted. While the amount is unknown no J is certified, and its lack is no ground.
fn priced(
    form: &Form,
    total: Fen,
    items: &[PriceItem],
) -> Result<(Option<Fen>, Fen), AmountOverflow> {
    let amounts = amount::technical_amount(total, items)?;
    let technical = (!form.amount_unknown).then(|| amounts.technical.unwrap_or(Fen::ZERO));
    Ok((technical, amounts.deducted))
}

/// The same review with T at another rate of exchange.
pub(super) fn price_again(
    found: &mut Classification,
    form: &Form,
    total: Fen,
    at: &Context<'_>,
) -> Result<(), AmountOverflow> {
    let items = found.price_items.as_ref().unwrap_or(&form.price_items);
    (found.technical, found.deducted) = priced(form, total, items)?;
    found.total = total;
    let threshold_bp = at.parameters.low_technical_share_bp;
    found.low_technical_share = is_low(found.technical, total, threshold_bp);
    if found.technical == Some(Fen::ZERO) {
        found.ground = Some(Ground::NoTechnicalAmount);
        found.decision = Ground::NoTechnicalAmount.decision();
    }
    Ok(())
}

/// A contract is registered within its term: it must not have ended when it was filed. What is registered
/// may be amended later all the same.
fn ended_before_application(contract: &Contract, form: &Form, at: &Context<'_>) -> bool {
    let filed_on = contract.submitted_on.unwrap_or(at.today);
    contract.registration.is_none() && form.term_end.get().is_some_and(|end| end < filed_on)
}

/// J as the form states it, before anybody reviewed it.
pub fn stated_technical(form: &Form) -> Option<Fen> {
    if form.amount_unknown {
        return None;
    }
    amount::technical_amount(form.total()?, &form.price_items)
        .ok()?
        .technical
}

fn is_low(technical: Option<Fen>, total: Fen, threshold_bp: u16) -> bool {
    technical.is_some_and(|technical| {
        i128::from(technical.get()) * WHOLE < i128::from(total.get()) * i128::from(threshold_bp)
    })
}
