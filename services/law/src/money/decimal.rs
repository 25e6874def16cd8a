//! Exact reading of decimal amounts as people write them in forms.

/// Why a text is not an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAmount {
    #[error("not a plain decimal number")]
    Malformed,
    #[error("the amount has parts of a fen")]
    BelowFen,
    #[error("the amount is larger than 64 bits of fen")]
    TooLarge,
}

/// Reads `-?digits[.digits]` in a unit of 10^`decimals` fen. No signs but minus, no grouping.
pub(super) fn parse(text: &str, decimals: usize) -> Result<i64, NotAnAmount> {
    let (negative, magnitude) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match magnitude.split_once('.') {
        Some((_, "")) => return Err(NotAnAmount::Malformed),
        Some(parts) => parts,
        None => (magnitude, ""),
    };
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
        return Err(NotAnAmount::Malformed);
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > decimals {
        return Err(NotAnAmount::BelowFen);
    }
    let mut fen: i64 = 0;
    let zeros = std::iter::repeat_n(b'0', decimals - fraction.len());
    for digit in whole.bytes().chain(fraction.bytes()).chain(zeros) {
        let digit = i64::from(digit - b'0');
        // Built on the negative side, which reaches one further than the positive one.
        fen = fen
            .checked_mul(10)
            .and_then(|fen| fen.checked_sub(digit))
            .ok_or(NotAnAmount::TooLarge)?;
    }
    if negative {
        Ok(fen)
    } else {
        fen.checked_neg().ok_or(NotAnAmount::TooLarge)
    }
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{NotAnAmount::*, parse};

    #[test]
    fn yuan_are_read_to_the_fen() {
        for (text, answer) in [
            ("0", Ok(0)),
            ("12", Ok(1200)),
            ("12.3", Ok(1230)),
            ("12.34", Ok(1234)),
            ("12.3400", Ok(1234)),
            ("-0.05", Ok(-5)),
            ("12.345", Err(BelowFen)),
            ("", Err(Malformed)),
            ("-", Err(Malformed)),
            (".5", Err(Malformed)),
            ("5.", Err(Malformed)),
            ("+5", Err(Malformed)),
            ("1,000", Err(Malformed)),
            (" 1", Err(Malformed)),
            ("1e3", Err(Malformed)),
            ("1.-5", Err(Malformed)),
            ("--5", Err(Malformed)),
            ("\u{ff11}2", Err(Malformed)),
            ("92233720368547758.07", Ok(i64::MAX)),
            ("-92233720368547758.08", Ok(i64::MIN)),
            ("92233720368547758.08", Err(TooLarge)),
            ("999999999999999999999999", Err(TooLarge)),
        ] {
            assert_eq!(parse(text, 2), answer, "{text:?}");
        }
    }

    #[test]
    fn wan_carry_six_decimals() {
        assert_eq!(parse("1.5", 6), Ok(1_500_000));
        assert_eq!(parse("0.000001", 6), Ok(1));
        assert_eq!(parse("0.0000001", 6), Err(BelowFen));
    }
}
