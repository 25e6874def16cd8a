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
}
