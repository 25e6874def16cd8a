//! What is kept of a person: a mask of the name, and never a number that names the person elsewhere (个人信息保护法 第六条:
//! no more than the purpose needs; counting households needs neither).
use chrono::NaiveDate;

/// Longest mask: a name tells nothing by its length.
const HIDDEN_MAX: usize = 2;
const IDENTITY_LENGTH: usize = 18;
/// GB 11643: weights of the first seventeen digits, and the check character by the sum's remainder.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [u8; 11] = *b"10X98765432";

/// The first character, and stars: `李**`.
pub fn masked(name: &str) -> String {
    let mut letters = name.trim().chars();
    let first: String = letters.next().into_iter().collect();
    let hidden = letters.count().min(HIDDEN_MAX);
    format!("{first}{}", "*".repeat(hidden))
}

/// Whether a text is, or holds, a resident's identity number or a mobile telephone's.
pub(super) fn names_a_person(text: &str) -> bool {
    let mut runs = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    runs.any(|run| is_identity(run) || is_mobile(run))
}

fn is_mobile(digits: &str) -> bool {
    let mut bytes = digits.bytes();
    digits.len() == 11
        && bytes.all(|digit| digit.is_ascii_digit())
        && digits.starts_with('1')
        && digits
            .as_bytes()
            .get(1)
            .is_some_and(|second| (b'3'..=b'9').contains(second))
}

/// A land contract's code has eighteen digits too: the birthday and the check character tell them apart.
fn is_identity(text: &str) -> bool {
    let (Some(body), Some(check)) = (text.get(..IDENTITY_LENGTH - 1), text.as_bytes().get(17))
    else {
        return false;
    };
    if text.len() != IDENTITY_LENGTH || !body.bytes().all(|digit| digit.is_ascii_digit()) {
        return false;
    }
    let birthday = body.get(6..14).unwrap_or_default();
    let has_birthday = NaiveDate::parse_from_str(birthday, "%Y%m%d").is_ok()
        && (birthday.starts_with("19") || birthday.starts_with("20"));
    let sum: u32 = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let expected = CHECKS.get(usize::try_from(sum % 11).unwrap_or_default());
    has_birthday && expected == Some(&check.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_first_character() {
        for (name, mask) in [
            ("李小明", "李**"),
            ("李明", "李*"),
            ("李", "李"),
            (" 欧阳娜娜 ", "欧**"),
            ("", ""),
        ] {
            assert_eq!(masked(name), mask);
        }
    }

    #[test]
    fn numbers_of_people_are_known() {
        // The sample of GB 11643 itself, and a mobile number of no network.
        for number in [
            "11010519491231002X",
            "11010519491231002x",
            "户主11010519491231002X",
            "13800000000",
            "李明 13800000000",
        ] {
            assert!(names_a_person(number), "{number}");
        }
        for number in [
            "440783001002000017",
            "110105194912310021",
            "110105194902310026",
            "KP-2025-0001",
            "23800000000",
            "12800000000",
            "",
        ] {
            assert!(!names_a_person(number), "{number}");
        }
    }
}
