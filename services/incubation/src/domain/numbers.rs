//! What human numbers of this service begin with.

/// What is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    Carrier,
    Tenancy,
    Lease,
}

impl Series {
    /// What tells its numbers from others: `KZ-INC-2025-440703-000123`.
    pub const fn prefix(self) -> &'static str {
        match self {
            Series::Carrier => "KZ-INC",
            Series::Tenancy => "KZ-INT",
            Series::Lease => "KZ-INL",
        }
    }
}
