//! One row of a table made into one application form, or into everything that is wrong with it.
use kezhuan_contracts::domain::form::currency::minor_per_unit;
use kezhuan_law::Localized;
use kezhuan_law::identifiers::{IdentifierError, PatentNumber, UnifiedSocialCreditCode};
use kezhuan_protocol::contracts::v1::{Form, FormParty, PriceItem};

use super::amount::{self, NotAnAmount};
use super::cell::{Cell, half_width};
use super::field::{Need, Reading, named};
use super::header::{Column, Columns, letters};
use super::problem::{self, Complaint, Problem};
use super::{choice, date};

/// Decimal places of an amount in foreign currency, before its currency is known.
const READ_DIGITS: u32 = 2;
const READ_PER_UNIT: i64 = 100;

/// Reads one row. Every problem is found at once.
pub fn read(columns: &Columns, cells: &[Cell]) -> Result<Form, Vec<Problem>> {
    let mut form = Form::default();
    let mut problems = Vec::new();
    for (position, column) in columns.columns.iter().enumerate() {
        let cell = cells.get(position).unwrap_or(&Cell::Empty);
        let Some(column) = column else { continue };
        if let Err(complaint) = fill(&mut form, column, cell) {
            problems.push(complaint.about(column.header.clone(), cell.shown()));
        }
    }
    problems.extend(beyond_the_headers(columns, cells));
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
        column
            .as_ref()
            .is_some_and(|column| matches!(column.field.reading, Reading::PaperNumber))
    };
    let position = columns.columns.iter().position(numbers)?;
    let number = half_width(&cells.get(position)?.shown());
    Some(number.trim().to_owned()).filter(|number| !number.is_empty())
}

/// Whether a row has nothing in it: sheets often end with such.
pub fn is_blank(cells: &[Cell]) -> bool {
    cells.iter().all(Cell::is_empty)
}

fn fill(form: &mut Form, column: &Column, cell: &Cell) -> Result<(), Complaint> {
    let field = column.field;
    let text = match cell {
        Cell::Empty if field.need == Need::Always => return Err(problem::REQUIRED),
        Cell::Empty => return Ok(()),
        Cell::Broken(_) => return Err(problem::BROKEN_FORMULA),
        Cell::Number(_) if field.reading.is_identifier() => return Err(problem::DIGITS_LOST),
        cell => cell.shown(),
    };
    match field.reading {
        Reading::Ignored | Reading::PaperNumber => {}
        Reading::Text(place) => *place(form) = text,
        Reading::Organisation(place) => *place(form) = half_width(&text).trim().to_owned(),
        Reading::Code(list, place) => *place(form) = code(list, &text)?.to_owned(),
        Reading::Codes(list, place) => *place(form) = codes(list, &text)?,
        Reading::Date(place) => *place(form) = day(cell, &text)?,
        Reading::Amount(place) => {
            *place(form) = amount::parse(&text, column.unit).map_err(complain)?
        }
        Reading::ForeignAmount(place) => {
            *place(form) = amount::scaled(&text, READ_DIGITS).map_err(complain)?
        }
        Reading::Rate(place) => *place(form) = amount::scaled(&text, 4).map_err(complain)?,
        Reading::CreditCode(place) => *place(form) = credit_code(&text)?,
        Reading::Division(place) => *place(form) = division(&text)?,
        Reading::PatentNumber(place) => *place(form) = patent_number(&text)?,
        Reading::Flag(place) => *place(form) = flag(&text)?,
        Reading::ForeignLanguage(place) => *place(form) = is_foreign(&text)?,
        Reading::PricePart(kind) => {
            let amount_fen = amount::parse(&text, column.unit).map_err(complain)?;
            if amount_fen > 0 {
                form.price_items.push(PriceItem {
                    r#type: kind.to_owned(),
                    amount_fen,
                    ..PriceItem::default()
                });
            }
        }
        Reading::ForeignPricePart(kind) => {
            let currency_amount_minor = amount::scaled(&text, READ_DIGITS).map_err(complain)?;
            if currency_amount_minor > 0 {
                form.price_items.push(PriceItem {
                    r#type: kind.to_owned(),
                    currency_amount_minor,
                    ..PriceItem::default()
                });
            }
        }
    }
    Ok(())
}

/// Values in columns without a header would be lost silently.
fn beyond_the_headers(columns: &Columns, cells: &[Cell]) -> Vec<Problem> {
    let headed = |position: usize| columns.columns.get(position).is_some_and(Option::is_some);
    cells
        .iter()
        .enumerate()
        .filter(|(position, cell)| !cell.is_empty() && !headed(*position))
        .map(|(position, cell)| problem::NO_HEADER.about(letters(position), cell.shown()))
        .collect()
}

/// An amount, or the word that it is not known yet, or the fields of another currency.
fn amount_or_unknown(columns: &Columns, form: &Form, problems: &[Problem]) -> Option<Problem> {
    let header = columns.header_of(named("total_amount")?);
    let told = form.total_amount_fen != 0 || form.amount_unknown || form.currency_amount_minor != 0;
    let complained = problems.iter().any(|problem| problem.field == header);
    (!told && !complained).then(|| problem::AMOUNT_REQUIRED.about(header, String::new()))
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
            let problem = problem::AMOUNT_BELOW_MINOR_UNIT;
            return Some(problem.about(header, format!("{} {amount}/100", form.currency)));
        }
        *amount /= hundredths;
    }
    None
}

fn complain(error: NotAnAmount) -> Complaint {
    match error {
        NotAnAmount::NoUnit => problem::AMOUNT_UNIT,
        NotAnAmount::Malformed => problem::AMOUNT_FORMAT,
        NotAnAmount::BelowFen => problem::AMOUNT_BELOW_FEN,
        NotAnAmount::Negative => problem::AMOUNT_NEGATIVE,
        NotAnAmount::TooLarge => problem::AMOUNT_TOO_LARGE,
    }
}

fn code(list: choice::List, text: &str) -> Result<&'static str, Complaint> {
    list.code_of(text).ok_or_else(|| Complaint {
        code: "NOT_IN_LIST",
        problem: Localized::fixed("不在可选范围内", "not one of the answers of this column"),
        remedy: list.offer(),
    })
}

fn codes(list: choice::List, text: &str) -> Result<Vec<String>, Complaint> {
    let words = text
        .split(['、', ';', '；', ',', '，', '\n'])
        .map(str::trim)
        .filter(|word| !word.is_empty());
    words
        .map(|word| code(list, word).map(str::to_owned))
        .collect()
}

fn day(cell: &Cell, text: &str) -> Result<String, Complaint> {
    let found = match cell {
        Cell::Date(day) => date::plausible(*day),
        _ => date::parse(text),
    };
    found.map(|day| day.to_string()).ok_or(problem::DATE_FORMAT)
}

fn credit_code(text: &str) -> Result<String, Complaint> {
    let text = half_width(text)
        .replace([' ', '-'], "")
        .to_ascii_uppercase();
    UnifiedSocialCreditCode::parse(&text)
        .map(|code| code.as_str().to_owned())
        .map_err(|error| {
            identifier(
                error,
                (
                    "请对照营业执照核对 18 位统一社会信用代码",
                    "compare the 18 characters with the business licence",
                ),
            )
        })
}

fn patent_number(text: &str) -> Result<String, Complaint> {
    let text = half_width(text).to_ascii_uppercase();
    PatentNumber::parse(&text)
        .map(|number| number.to_string())
        .map_err(|error| {
            identifier(
                error,
                (
                    "请对照专利证书核对，如 ZL202310000000.X",
                    "compare with the patent certificate, such as ZL202310000000.X",
                ),
            )
        })
}

fn identifier(error: IdentifierError, remedy: (&'static str, &'static str)) -> Complaint {
    Complaint {
        code: error.code(),
        problem: error.localized(),
        remedy: Localized::fixed(remedy.0, remedy.1),
    }
}

/// Six digits, alone or in front of the name, as drop-down lists of offices often have them.
fn division(text: &str) -> Result<String, Complaint> {
    let text = half_width(text);
    let code = text.trim().split([' ', '(']).next().unwrap_or_default();
    let digits = code.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    if kezhuan_law::regions::is_division_code(digits) {
        Ok(digits.to_owned())
    } else {
        Err(problem::DIVISION_FORMAT)
    }
}

/// A text with a Chinese version beside it needs no translation.
const CHINESE: &[&str] = &[
    "中文",
    "汉语",
    "简体中文",
    "繁体中文",
    "中英文",
    "中英双语",
    "中外文",
    "双语",
    "chinese",
    "zh",
    "bilingual",
];
const FOREIGN: &[&str] = &[
    "外文",
    "外语",
    "英文",
    "英语",
    "日文",
    "日语",
    "韩文",
    "韩语",
    "德文",
    "德语",
    "法文",
    "法语",
    "俄文",
    "俄语",
    "葡文",
    "葡语",
    "西班牙文",
    "西班牙语",
    "意大利文",
    "意大利语",
    "foreign",
    "english",
    "japanese",
    "korean",
    "german",
    "french",
    "russian",
    "portuguese",
    "spanish",
    "italian",
    "en",
    "ja",
    "ko",
    "de",
    "fr",
    "ru",
    "pt",
    "es",
    "it",
];

fn is_foreign(text: &str) -> Result<bool, Complaint> {
    let language = half_width(text).trim().to_lowercase();
    if CHINESE.contains(&language.as_str()) {
        return Ok(false);
    }
    if FOREIGN.contains(&language.as_str()) {
        return Ok(true);
    }
    flag(text).map_err(|_| problem::LANGUAGE_FORMAT)
}

fn flag(text: &str) -> Result<bool, Complaint> {
    match half_width(text).to_lowercase().as_str() {
        "是" | "有" | "y" | "yes" | "true" | "1" | "√" | "✓" => Ok(true),
        "否" | "无" | "n" | "no" | "false" | "0" | "×" => Ok(false),
        _ => Err(problem::FLAG_FORMAT),
    }
}
