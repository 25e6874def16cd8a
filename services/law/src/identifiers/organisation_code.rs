//! Organisation code (组织机构代码, GB 11714): eight characters and a check.
use super::IdentifierError;

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The check of an eight-character body: 11 − Σ mod 11, written X for 10 and 0 for 11.
pub fn organisation_code_check_char(body: &str) -> Result<char, IdentifierError> {
    if body.len() != WEIGHTS.len() {
        return Err(IdentifierError::Format);
    }
    let mut sum = 0;
    for (byte, weight) in body.bytes().zip(WEIGHTS) {
        sum += weight * value_of(byte).ok_or(IdentifierError::Format)?;
    }
    Ok(match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).ok_or(IdentifierError::Format)?,
    })
}

/// Whether nine characters are an organisation code. Never a reason to refuse a credit code.
pub fn is_organisation_code(text: &str) -> bool {
    text.split_at_checked(WEIGHTS.len())
        .is_some_and(|(body, check)| {
            organisation_code_check_char(body).is_ok_and(|expected| check.chars().eq([expected]))
        })
}

fn value_of(byte: u8) -> Option<u32> {
    match byte {
        b'0'..=b'9' => Some(u32::from(byte - b'0')),
        b'A'..=b'Z' => Some(u32::from(byte - b'A') + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_codes_hold() {
        for (text, fits) in [
            ("MB2C90725", true),
            ("MB2C90726", false),
            ("mb2c90725", false),
            ("MB2C9072", false),
            ("MB2C907255", false),
            ("", false),
        ] {
            assert_eq!(is_organisation_code(text), fits, "{text:?}");
        }
    }

    #[test]
    fn ten_is_x_and_eleven_is_nought() {
        assert_eq!(organisation_code_check_char("00000000"), Ok('0'));
        assert_eq!(organisation_code_check_char("00000006"), Ok('X'));
    }
}
