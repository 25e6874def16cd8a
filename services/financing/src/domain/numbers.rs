//! Human numbers of cases.

/// What is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    Application,
    Loan,
    Compensation,
    Subsidy,
}

impl Series {
    /// What tells its numbers from others.
    pub const fn prefix(self) -> &'static str {
        match self {
            Series::Application => "KZ-IPA",
            Series::Loan => "KZ-IPL",
            Series::Compensation => "KZ-IPC",
            Series::Subsidy => "KZ-IPS",
        }
    }

    /// The number of a case of a division: `KZ-IPA-2025-440703-000123`.
    pub fn number(self, year: i32, division: &str, serial: i64) -> String {
        format!("{}-{year}-{division}-{serial:06}", self.prefix())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_like_numbers() {
        let number = Series::Loan.number(2025, "440703", 12);
        assert_eq!(number, "KZ-IPL-2025-440703-000012");
        let number = Series::Subsidy.number(2026, "440781", 1_234_567);
        assert_eq!(number, "KZ-IPS-2026-440781-1234567");
    }
}
