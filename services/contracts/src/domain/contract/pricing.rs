//! T and J of a contract as a registrar sees them, in fen at the form's rate of exchange.
use kezhuan_law::Fen;
use kezhuan_law::money::AmountOverflow;

use super::command::Review;
use super::parts::Classification;
use crate::domain::amount;
use crate::domain::form::{Form, PriceItem};
use crate::domain::parameters::Parameters;
use crate::domain::recognition::Ground;
use crate::domain::refused::Refused;

const WHOLE: i128 = 10_000;

/// What a review makes of the price.
pub(super) struct Priced {
    /// T.
    pub total: Fen,
    /// J; `None` while the amount is unknown: none is certified, and its lack is no ground.
    pub technical: Option<Fen>,
    pub deducted: Fen,
    /// The parts of the price, in fen.
    pub items: Vec<PriceItem>,
}

/// The price as `review` sees it; what is `None` in it is as the form has it.
pub(super) fn price(form: &Form, review: &Review) -> Result<Priced, Refused> {
    let items = review.price_items.as_ref().unwrap_or(&form.price_items);
    sound(items)?;
    let stated = stated_total(form, review)?;
    priced(form, stated, items)
}

/// The same review with T and its parts at another rate of exchange.
pub(super) fn price_again(
    found: &mut Classification,
    form: &Form,
    parameters: &Parameters,
) -> Result<(), Refused> {
    let items = found.price_items.as_ref().unwrap_or(&form.price_items);
    let again = priced(form, found.currency_amount_minor, items)?;
    found.total = again.total;
    found.technical = again.technical;
    found.deducted = again.deducted;
    found.price_items = found.price_items.is_some().then_some(again.items);
    found.low_technical_share = is_low(found.technical, found.total, parameters);
    if found.technical == Some(Fen::ZERO) {
        found.ground = Some(Ground::NoTechnicalAmount);
        found.decision = Ground::NoTechnicalAmount.decision();
    }
    Ok(())
}

/// J as the form states it, before anybody reviewed it.
pub fn stated_technical(form: &Form) -> Option<Fen> {
    if form.amount_unknown {
        return None;
    }
    let price = form.price()?;
    let amounts = amount::technical_amount(price.total, &price.items);
    amounts.ok()?.technical
}

/// Whether J is so small a part of T that a person should look twice.
pub(super) fn is_low(technical: Option<Fen>, total: Fen, parameters: &Parameters) -> bool {
    let threshold_bp = i128::from(parameters.low_technical_share_bp);
    technical.is_some_and(|technical| {
        i128::from(technical.get()) * WHOLE < i128::from(total.get()) * threshold_bp
    })
}

fn priced(form: &Form, stated: Option<i64>, items: &[PriceItem]) -> Result<Priced, Refused> {
    if !items.iter().all(|item| form.is_in_own_currency(item)) {
        return Err(other_currency(form));
    }
    let price = form.price_of(stated, items).ok_or(AmountOverflow)?;
    let amounts = amount::technical_amount(price.total, &price.items)?;
    Ok(Priced {
        total: price.total,
        technical: (!form.amount_unknown).then(|| amounts.technical.unwrap_or(Fen::ZERO)),
        deducted: amounts.deducted,
        items: price.items,
    })
}

fn sound(items: &[PriceItem]) -> Result<(), Refused> {
    let negative = |item: &PriceItem| {
        item.amount < Fen::ZERO || item.currency_amount_minor < 0 || item.sets < 0
    };
    if items.iter().any(negative) {
        return Err(Refused::new(
            "PRICE_ITEMS_INVALID",
            "价款构成中的金额和套数不得为负数",
            "amounts and sets of price items must not be negative",
        ));
    }
    Ok(())
}

/// T as the reviewer states it, in the minor unit of the contract's currency.
fn stated_total(form: &Form, review: &Review) -> Result<Option<i64>, Refused> {
    let in_renminbi = review.total.map(Fen::get);
    let (stated, other) = match form.is_in_foreign_currency() {
        true => (review.currency_amount_minor, in_renminbi),
        false => (in_renminbi, review.currency_amount_minor),
    };
    if other.is_some() {
        return Err(other_currency(form));
    }
    if stated.is_some_and(|stated| stated <= 0) {
        return Err(Refused::new(
            "TOTAL_INVALID",
            "合同成交额必须大于零",
            "the total amount must be above zero",
        ));
    }
    Ok(stated)
}

/// At a rate of its own an amount would not follow the registration day's.
fn other_currency(form: &Form) -> Refused {
    let currency = match form.is_in_foreign_currency() {
        true => &form.currency,
        false => crate::domain::form::currency::CNY,
    };
    Refused::new(
        "AMOUNT_IN_OTHER_CURRENCY",
        format!("成交额和价款构成须按合同币种 {currency} 填报"),
        format!("the total and its parts are stated in the contract's currency, {currency}"),
    )
    .with("currency", currency)
}
