//! One row of a table made into one application form, or into everything that is wrong with it.
use kezhuan_contracts::domain::form::currency::minor_per_unit;
use kezhuan_protocol::contracts::v1::{Form, FormParty, PriceItem};

use super::complaint;
use super::field::{Reading, named, reading};
use super::written::READ_PER_UNIT;
use crate::sheet_import::Problem;
use crate::sheet_import::cell::{Cell, half_width};
use crate::sheet_import::header::{Column, Columns};
use crate::sheet_import::reading::{self as cells_read, Value};

/// Reads one row. Every problem is found at once.
pub fn read(columns: &Columns, cells: &[Cell]) -> Result<Form, Vec<Problem>> {
    let (values, mut problems) = cells_read::read(columns, cells);
    let mut form = Form::default();
    for (name, value) in values.iter() {
        if let Some(reading) = reading(name) {
            fill(&mut form, reading, value);
        }
    }
    problems.extend(amount_or_unknown(columns, &form, &problems));
    problems.extend(in_minor_units(columns, &mut form));
    if form.broker == Some(FormParty::default()) {
        form.broker = None;
    }
    if problems.is_empty() {
        Ok(form)
    } else {
        Err(problems)
    }
}

/// The office's own number of the paper; `None` where the table gives none.
pub fn paper_number(columns: &Columns, cells: &[Cell]) -> Option<String> {
    let numbers = |column: &Option<Column>| {
        let field = column.as_ref().and_then(|column| reading(&column.field.en));
        matches!(field, Some(Reading::PaperNumber))
    };
    let position = columns.columns.iter().position(numbers)?;
    let number = half_width(&cells.get(position)?.shown());
    Some(number.trim().to_owned()).filter(|number| !number.is_empty())
}

/// Puts a value in its place; each reading gives one kind of value.
fn fill(form: &mut Form, reading: Reading, value: &Value) {
    match (reading, value) {
        (
            Reading::Text(place)
            | Reading::Organisation(place)
            | Reading::CreditCode(place)
            | Reading::Division(place)
            | Reading::PatentNumber(place),
            Value::Text(text),
        ) => place(form).clone_from(text),
        (Reading::Code(_, place), Value::Code(code)) => *place(form) = (*code).to_owned(),
        (Reading::Codes(_, place), Value::Codes(codes)) => place(form).clone_from(codes),
        (Reading::Date(place), Value::Day(day)) => *place(form) = day.to_string(),
        (
            Reading::Amount(place) | Reading::ForeignAmount(place) | Reading::Rate(place),
            Value::Number(number),
        ) => *place(form) = *number,
        (Reading::Flag(place) | Reading::ForeignLanguage(place), Value::Flag(flag)) => {
            *place(form) = *flag;
        }
        (Reading::PricePart(kind), Value::Number(amount_fen)) if *amount_fen > 0 => {
            form.price_items.push(PriceItem {
                r#type: kind.to_owned(),
                amount_fen: *amount_fen,
                ..PriceItem::default()
            });
        }
        (Reading::ForeignPricePart(kind), Value::Number(minor)) if *minor > 0 => {
            form.price_items.push(PriceItem {
                r#type: kind.to_owned(),
                currency_amount_minor: *minor,
                ..PriceItem::default()
            });
        }
        _ => {}
    }
}

/// An amount, or the word that it is not known yet, or the fields of another currency.
fn amount_or_unknown(columns: &Columns, form: &Form, problems: &[Problem]) -> Option<Problem> {
    let header = columns.header_of(named("total_amount")?);
    let told = form.total_amount_fen != 0 || form.amount_unknown || form.currency_amount_minor != 0;
    let complained = problems.iter().any(|problem| problem.field == header);
    (!told && !complained).then(|| complaint::AMOUNT_REQUIRED.about(header, String::new()))
}

/// Amounts of the form's currency were read in hundredths, as most currencies have them; a yen has none.
fn in_minor_units(columns: &Columns, form: &mut Form) -> Option<Problem> {
    // Whether there is such a currency is said elsewhere.
    let hundredths = READ_PER_UNIT / minor_per_unit(&form.currency)?;
    let parts = form.price_items.iter_mut();
    let amounts = parts
        .map(|part| &mut part.currency_amount_minor)
        .chain([&mut form.currency_amount_minor]);
    for amount in amounts {
        if *amount % hundredths != 0 {
            let header = columns.header_of(named("currency_amount")?);
            let problem = complaint::AMOUNT_BELOW_MINOR_UNIT;
            let (whole, rest) = (*amount / READ_PER_UNIT, *amount % READ_PER_UNIT);
            return Some(problem.about(header, format!("{} {whole}.{rest:02}", form.currency)));
        }
        *amount /= hundredths;
    }
    None
}
