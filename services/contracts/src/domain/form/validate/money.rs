//! The price: positive, convertible, and not smaller than its parts.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::Problems;
use crate::domain::form::{Form, currency};

pub(super) fn check(form: &Form, today: NaiveDate, problems: &mut Problems) {
    if form.is_in_foreign_currency() {
        foreign(form, today, problems);
    } else {
        positive("total_amount_fen", form.total_amount.get(), form, problems);
    }
    for (field, amount) in [
        ("expected_investment_fen", form.expected_investment),
        ("expected_output_fen", form.expected_output),
    ] {
        if amount < Fen::ZERO {
            negative(field, problems);
        }
    }
    items(form, problems);
}

/// A price must be above nothing, unless the parties don't know it yet.
fn positive(field: &str, amount: i64, form: &Form, problems: &mut Problems) {
    if amount < 0 || (amount == 0 && !form.amount_unknown) {
        problems.add(
            field,
            "NOT_POSITIVE",
            "金额必须大于零;金额待定的请勾选“金额待定”",
            "the amount must be above zero; tick amount_unknown while it is not known",
        );
    }
}

fn foreign(form: &Form, today: NaiveDate, problems: &mut Problems) {
    if !currency::is_known(&form.currency) {
        problems.add(
            "currency",
            "UNKNOWN_CODE",
            format!("币种“{}”不在可选范围内", form.currency),
            format!("{:?} is not one of the listed currencies", form.currency),
        );
    }
    positive(
        "currency_amount_minor",
        form.currency_amount_minor,
        form,
        problems,
    );
    if form.exchange_rate_e4 <= 0 {
        problems.add(
            "exchange_rate_e4",
            "NOT_POSITIVE",
            "请填写人民币汇率中间价",
            "give the central parity rate",
        );
    }
    problems.required_date("exchange_rate_date", &form.exchange_rate_date);
    if form.exchange_rate_date.get().is_some_and(|day| day > today) {
        problems.add(
            "exchange_rate_date",
            "IN_THE_FUTURE",
            format!("汇率日期不得晚于今日 {today}"),
            format!("a rate can't be one of a day after today, {today}"),
        );
    }
    let stated = form.total_amount;
    match form.total() {
        Some(total) if stated != Fen::ZERO && stated != total => problems.add(
            "total_amount_fen",
            "CONVERSION_DIFFERS",
            format!("按汇率折算应为 {total} 元,与填报的 {stated} 元不一致"),
            format!("the rate gives {total} yuan, the form says {stated}"),
        ),
        None if currency::is_known(&form.currency) => problems.add(
            "currency_amount_minor",
            "TOO_LARGE",
            "金额超出可处理范围",
            "the amount is too large",
        ),
        Some(_) | None => {}
    }
}

fn items(form: &Form, problems: &mut Problems) {
    for (index, item) in form.price_items.iter().enumerate() {
        let field = |name| format!("price_items[{index}].{name}");
        if item.kind.trim().is_empty() {
            problems.required(&field("type"));
        }
        if item.amount < Fen::ZERO {
            negative(&field("amount_fen"), problems);
        }
        if item.currency_amount_minor < 0 {
            negative(&field("currency_amount_minor"), problems);
        }
        if !form.is_in_own_currency(item) {
            problems.add(
                &field("currency_amount_minor"),
                "PART_IN_OTHER_CURRENCY",
                "价款构成的币种须与合同价款一致",
                "a part of the price is stated in the currency of the price",
            );
        }
        if item.sets < 0 {
            negative(&field("sets"), problems);
        }
    }
    let own = form.price_items.iter().map(|item| form.own_amount(item));
    let parts: i128 = own.map(i128::from).sum();
    let whole = match form.is_in_foreign_currency() {
        true => form.currency_amount_minor,
        false => form.total_amount.get(),
    };
    // With the amount unknown the parts have nothing to be compared with.
    if !form.amount_unknown && !form.price_items.is_empty() && parts > i128::from(whole) {
        problems.add(
            "price_items",
            "PARTS_EXCEED_TOTAL",
            "价款构成合计大于合同成交额",
            "the parts add up to more than the whole price",
        );
    }
}

fn negative(field: &str, problems: &mut Problems) {
    problems.add(field, "NEGATIVE", "不得为负数", "must not be negative");
}
