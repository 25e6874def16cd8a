//! Amounts as offices write them: 元, 千元 or 万元, with or without separators, exact to the fen.
use kezhuan_law::Fen;

use super::cell::half_width;

/// Decimal places of a fen in thousand yuan.
const FEN_DIGITS_OF_THOUSAND: u32 = 5;

/// The unit of money a header or a cell names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Yuan,
    /// 1,000 yuan, as statistics count.
    Thousand,
    /// 10,000 yuan.
    Wan,
}

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnAmount {
    /// Neither the header nor the cell says 元 or 万元.
    NoUnit,
    Malformed,
    BelowFen,
    Negative,
    TooLarge,
}

impl Unit {
    /// The unit a word names, if it is one.
    pub fn named(word: &str) -> Option<Unit> {
        match half_width(word).trim().to_ascii_lowercase().as_str() {
            "元" | "人民币元" | "yuan" | "cny" | "rmb" => Some(Unit::Yuan),
            "千元" | "人民币千元" | "thousand yuan" | "thousand_yuan" | "1,000 yuan" => {
                Some(Unit::Thousand)
            }
            "万元" | "万" | "人民币万元" | "wan" | "10k yuan" | "10,000 yuan" => {
                Some(Unit::Wan)
            }
            _ => None,
        }
    }

    /// As the template's headers name it.
    pub const fn zh(self) -> &'static str {
        match self {
            Unit::Yuan => "元",
            Unit::Thousand => "千元",
            Unit::Wan => "万元",
        }
    }
}

/// Reads an amount; a unit in the cell itself goes before the header's.
pub fn parse(text: &str, header: Option<Unit>) -> Result<i64, NotAnAmount> {
    let text = half_width(text).replace(['¥', '￥', ' '], "");
    let end_of_number = text
        .find(|letter: char| !matches!(letter, '0'..='9' | '.' | ',' | '-'))
        .unwrap_or(text.len());
    let (number, word) = text.split_at(end_of_number);
    let unit = match word {
        "" => header.ok_or(NotAnAmount::NoUnit)?,
        word => Unit::named(word).ok_or(NotAnAmount::Malformed)?,
    };
    if number.starts_with('-') {
        return Err(NotAnAmount::Negative);
    }
    let number = ungrouped(number).ok_or(NotAnAmount::Malformed)?;
    let amount = match unit {
        Unit::Yuan => Fen::parse_yuan(&number),
        Unit::Thousand => return scaled(&number, FEN_DIGITS_OF_THOUSAND),
        Unit::Wan => Fen::parse_wan(&number),
    };
    amount.map(Fen::get).map_err(|error| match error {
        kezhuan_law::money::NotAnAmount::Malformed => NotAnAmount::Malformed,
        kezhuan_law::money::NotAnAmount::BelowFen => NotAnAmount::BelowFen,
        kezhuan_law::money::NotAnAmount::TooLarge => NotAnAmount::TooLarge,
    })
}

/// The same, of what may also be lost.
pub fn parse_signed(text: &str, header: Option<Unit>) -> Result<i64, NotAnAmount> {
    let text = half_width(text).replace('\u{2212}', "-");
    match text.trim().strip_prefix('-') {
        // What fits without a sign fits with one.
        Some(loss) => parse(loss, header).map(|amount| -amount),
        None => parse(&text, header),
    }
}

/// Takes thousands separators out; None where they stand elsewhere (a decimal comma, say).
fn ungrouped(number: &str) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let mut joined = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        joined.push_str(group);
    }
    if fraction.contains(',') {
        return None;
    }
    if number.contains('.') {
        joined.push('.');
        joined.push_str(fraction);
    }
    Some(joined)
}

/// A plain decimal in a unit of 10^-`decimals`, such as an exchange rate in ten-thousandths.
pub fn scaled(text: &str, decimals: u32) -> Result<i64, NotAnAmount> {
    let number = ungrouped(&half_width(text).replace(' ', "")).ok_or(NotAnAmount::Malformed)?;
    if number.starts_with('-') {
        return Err(NotAnAmount::Negative);
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
    let fraction = fraction.trim_end_matches('0');
    let places = decimals as usize;
    if whole.is_empty()
        || !whole
            .bytes()
            .chain(fraction.bytes())
            .all(|byte| byte.is_ascii_digit())
    {
        return Err(NotAnAmount::Malformed);
    }
    if fraction.len() > places {
        return Err(NotAnAmount::BelowFen);
    }
    format!("{whole}{fraction:0<places$}")
        .parse()
        .map_err(|_| NotAnAmount::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::{NotAnAmount::*, Unit::*, *};

    #[test]
    fn amounts_are_read_to_the_fen_in_either_unit() {
        for (text, header, answer) in [
            ("500000", Some(Yuan), Ok(50_000_000)),
            ("50", Some(Wan), Ok(50_000_000)),
            ("50.000001", Some(Wan), Ok(50_000_001)),
            ("50.0000001", Some(Wan), Err(BelowFen)),
            ("1,234,567.89", Some(Yuan), Ok(123_456_789)),
            ("１，２３４．５", Some(Yuan), Ok(123_450)),
            ("￥ 12.34", Some(Yuan), Ok(1_234)),
            ("12.5万元", None, Ok(12_500_000)),
            ("12.5 万", Some(Yuan), Ok(12_500_000)),
            ("300元", Some(Wan), Ok(30_000)),
            ("12.5", None, Err(NoUnit)),
            ("12,5", Some(Yuan), Err(Malformed)),
            ("1,23,456", Some(Yuan), Err(Malformed)),
            ("-5", Some(Yuan), Err(Negative)),
            ("壹佰", Some(Yuan), Err(Malformed)),
            ("12.345", Some(Yuan), Err(BelowFen)),
            ("5美元", Some(Yuan), Err(Malformed)),
            ("99999999999999999", Some(Wan), Err(TooLarge)),
            ("4,200.5", Some(Thousand), Ok(420_050_000)),
            ("0.00001", Some(Thousand), Ok(1)),
            ("0.000001", Some(Thousand), Err(BelowFen)),
            ("12千元", Some(Yuan), Ok(1_200_000)),
        ] {
            assert_eq!(parse(text, header), answer, "{text} {header:?}");
        }
    }

    #[test]
    fn a_loss_is_below_nothing() {
        for (text, answer) in [
            ("-2.5", Ok(-250_000)),
            ("\u{2212}2.5", Ok(-250_000)),
            ("－１", Ok(-100_000)),
            ("3", Ok(300_000)),
            ("--3", Err(Negative)),
        ] {
            assert_eq!(parse_signed(text, Some(Thousand)), answer, "{text}");
        }
    }

    #[test]
    fn rates_are_read_to_the_ten_thousandth() {
        for (text, answer) in [
            ("7.1234", Ok(71_234)),
            ("7", Ok(70_000)),
            ("7.12345", Err(BelowFen)),
            ("x", Err(Malformed)),
            ("-7", Err(Malformed)),
        ] {
            assert_eq!(
                scaled(text, 4).map_err(|error| if error == Negative { Malformed } else { error }),
                answer,
                "{text}"
            );
        }
    }
}
