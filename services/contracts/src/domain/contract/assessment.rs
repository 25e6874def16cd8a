//! What a registrar's review of a form comes to: kind, T, J, and the recognition rules' answer.
use kezhuan_law::Fen;

use super::Contract;
use super::command::Review;
use super::decide::Context;
use super::parts::Classification;
use crate::domain::actor::Actor;
use crate::domain::amount;
use crate::domain::form::Form;
use crate::domain::recognition::{self, Decision};
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
    let total = form.total().ok_or(kezhuan_law::money::AmountOverflow)?;
    let amounts = amount::technical_amount(total, items)?;
    // While the amount is unknown no J is certified, and its lack is no ground.
    let technical = (!form.amount_unknown).then(|| amounts.technical.unwrap_or(Fen::ZERO));
    let facts = review
        .findings
        .unwrap_or(form.findings)
        .facts(form, kind, technical);
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
        deducted: amounts.deducted,
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

/// J as the form states it, before anybody reviewed it.
pub(super) fn stated_technical(form: &Form) -> Option<Fen> {
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
