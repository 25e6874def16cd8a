//! Names: labels in UPPER_SNAKE from WIT's dashes and Rust's camels, and dates as text.

use chrono::NaiveDate;

/// A record with exactly these fields is a date.
pub(crate) const DATE_FIELDS: [&str; 3] = ["year", "month", "day"];

/// `party-type` and `PartyType` both become `PARTY_TYPE`.
pub(crate) fn upper_snake(name: &str) -> String {
    let mut label = String::with_capacity(name.len() + 4);
    let mut was_lower = false;
    for character in name.chars() {
        if character == '-' || character == '_' {
            label.push('_');
            was_lower = false;
        } else {
            if character.is_ascii_uppercase() && was_lower {
                label.push('_');
            }
            was_lower = !character.is_ascii_uppercase();
            label.push(character.to_ascii_uppercase());
        }
    }
    label
}

pub(crate) fn date_text(year: u64, month: u64, day: u64) -> Option<String> {
    let date = NaiveDate::from_ymd_opt(
        i32::try_from(year).ok()?,
        u32::try_from(month).ok()?,
        u32::try_from(day).ok()?,
    )?;
    (year <= 9999).then(|| date.format("%Y-%m-%d").to_string())
}

/// Ten characters and a day that exists, else nothing.
pub(crate) fn parse_date(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (date.format("%Y-%m-%d").to_string() == text && text.len() == 10).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_the_two_paths_agree() {
        assert_eq!(upper_snake("joint-venture"), "JOINT_VENTURE");
        assert_eq!(upper_snake("JointVenture"), "JOINT_VENTURE");
        assert_eq!(upper_snake("seller"), "SELLER");
    }

    #[test]
    fn only_ten_characters_of_a_real_day_are_a_date() {
        assert!(parse_date("2024-02-29").is_some());
        for wrong in ["2025-02-29", "2025-2-1", "+2025-01-01", "2025-01-01 ", ""] {
            assert_eq!(parse_date(wrong), None, "{wrong}");
        }
        assert_eq!(date_text(2025, 3, 1).as_deref(), Some("2025-03-01"));
        assert_eq!(date_text(2025, 13, 1), None);
    }
}
