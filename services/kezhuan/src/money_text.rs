//! Amounts as tables show them.

/// Yuan with separators and two decimals.
pub fn yuan(fen: i64) -> String {
    let magnitude = fen.unsigned_abs();
    let (whole, rest) = (grouped(magnitude / 100), magnitude % 100);
    format!("{}{whole}.{rest:02}", if fen < 0 { "-" } else { "" })
}

/// 万元 with separators and two decimals, half away from zero.
pub fn wan(fen: i64) -> String {
    let plain = kezhuan_law::money::wan(fen);
    let (sign, plain) = plain
        .strip_prefix('-')
        .map_or(("", plain.as_str()), |plain| ("-", plain));
    let (whole, rest) = plain.split_once('.').unwrap_or((plain, "00"));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    format!("{sign}{whole}.{rest}")
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped_by_thousands() {
        for (fen, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (-123_456_789, "-1,234,567.89"),
            (100_000, "1,000.00"),
        ] {
            assert_eq!(yuan(fen), text);
        }
        for (fen, text) in [
            (0, "0.00"),
            (1_000_000, "1.00"),
            (-2_516_000_000_000, "-2,516,000.00"),
        ] {
            assert_eq!(wan(fen), text);
        }
    }
}
