//! What the service counts of a carrier by itself, from its tenants, leases, mentors, investments and returns.
use serde::{Deserialize, Serialize};

/// A carrier on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CarrierCounts {
    /// Enterprises inside.
    pub tenants: i64,
    /// Let, in 0.01 m².
    pub let_area_c: i64,
    /// Tenants that were financed.
    pub financed: i64,
    /// Tenants mapped to one of the city's key chains.
    pub chain_tenants: i64,
    pub high_tech_tenants: i64,
    pub tech_sme_tenants: i64,
    /// Since the carrier was entered.
    pub graduates: i64,
    pub mentors: i64,
    /// Yearly returns that were accepted.
    pub returns: i64,
}

/// A carrier in a calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CarrierYear {
    /// Let at the end of the year, in 0.01 m².
    pub let_area_c: i64,
    /// Enterprises inside at the end of the year.
    pub tenants: i64,
    pub high_tech_tenants: i64,
    pub tech_sme_tenants: i64,
    pub chain_tenants: i64,
    /// Tenants that were financed in the year.
    pub financed_tenants: i64,
    /// Tenants that moved in during the year.
    pub entered: i64,
    pub graduates: i64,
    /// Paid up in the year, in fen.
    pub investment_fen: i64,
    /// Services that were recorded.
    pub services: i64,
    /// Mentoring that both sides signed.
    pub mentor_logs: i64,
}
