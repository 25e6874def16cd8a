//! Human numbers of cases and certificates, and what to say of a number the national system gave.
use kezhuan_law::Localized;
use kezhuan_law::identifiers::ContractRegistrationNumber;

/// The number of a case: `KZ-TC-2025-440703-000123`.
pub fn case_number(year: i32, division: &str, serial: i64) -> String {
    format!("KZ-TC-{year}-{division}-{serial:06}")
}

/// The number of a certificate (登记证明): `KZ-TCZ-2025-440703-000123`.
pub fn certificate_number(year: i32, division: &str, serial: i64) -> String {
    format!("KZ-TCZ-{year}-{division}-{serial:06}")
}

/// A warning when a national number has an unusual shape; it is stored as it was returned.
pub fn national_number_warning(number: &str) -> Option<Localized> {
    match ContractRegistrationNumber::parse(number) {
        Ok(parsed) if parsed.in_jiangmen() => None,
        Ok(_) => Some(Localized::fixed(
            "全国系统合同登记编号不属于江门登记点,请核对",
            "the national number is not one of a point in Jiangmen; please compare",
        )),
        Err(_) => Some(Localized::fixed(
            "全国系统合同登记编号通常为14位数字,请核对",
            "a national number usually has 14 digits; please compare",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_like_numbers() {
        assert_eq!(case_number(2025, "440703", 12), "KZ-TC-2025-440703-000012");
        assert_eq!(
            certificate_number(2026, "440781", 1_234_567),
            "KZ-TCZ-2026-440781-1234567"
        );
    }

    #[test]
    fn a_strange_national_number_is_warned_about_and_kept() {
        assert!(national_number_warning("25440702000137").is_none());
        assert!(national_number_warning("25440102000137").is_some());
        assert!(national_number_warning("2025粤0137").is_some());
    }
}
