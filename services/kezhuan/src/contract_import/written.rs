//! Cells that only contracts have: foreign money, exchange rates, patents, languages.
use kezhuan_law::identifiers::PatentNumber;

use super::complaint;
use crate::sheet_import::Complaint;
use crate::sheet_import::amount;
use crate::sheet_import::cell::half_width;
use crate::sheet_import::reading::{self, Value, complain};

/// Decimal places of an amount in foreign currency, before its currency is known.
const READ_DIGITS: u32 = 2;
/// Units of an amount as it is read, in one of its currency.
pub const READ_PER_UNIT: i64 = 100;
const RATE_DIGITS: u32 = 4;

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

/// An amount of another currency, without a Chinese unit.
pub fn foreign_amount(text: &str) -> Result<Value, Complaint> {
    let amount = amount::scaled(text, READ_DIGITS).map_err(complain)?;
    Ok(Value::Number(amount))
}

/// CNY per unit, kept in ten-thousandths.
pub fn rate(text: &str) -> Result<Value, Complaint> {
    let rate = amount::scaled(text, RATE_DIGITS).map_err(complain)?;
    Ok(Value::Number(rate))
}

/// A patent's number with its check digit.
pub fn patent_number(text: &str) -> Result<Value, Complaint> {
    let text = half_width(text).to_ascii_uppercase();
    PatentNumber::parse(&text)
        .map(|number| Value::Text(number.to_string()))
        .map_err(|error| {
            reading::identifier(
                error,
                (
                    "请对照专利证书核对，如 ZL202310000000.X",
                    "compare with the patent certificate, such as ZL202310000000.X",
                ),
            )
        })
}

/// Whether the text is in another language than Chinese, by yes and no or by the language.
pub fn is_foreign(text: &str) -> Result<Value, Complaint> {
    let language = half_width(text).trim().to_lowercase();
    if CHINESE.contains(&language.as_str()) {
        return Ok(Value::Flag(false));
    }
    if FOREIGN.contains(&language.as_str()) {
        return Ok(Value::Flag(true));
    }
    reading::flag(text)
        .map(Value::Flag)
        .map_err(|_| complaint::LANGUAGE_FORMAT)
}
