//! What is kept of other services under their numbers, and how it goes back with them.
use kezhuan_database::restored::Guarded;

use crate::consumers::{BASES, HELD, OUTCOMES, PROJECTS, TENANTS, TURNOVER};

/// What is counted of others, each case in the order of its events.
pub const GUARDED: &[&[Guarded]] = &[&[
    Guarded::Heard {
        source: "contracts",
        consumers: &[TURNOVER],
        forget: "DELETE FROM turnover_standing WHERE contract_id = ANY ($1)",
    },
    Guarded::Heard {
        source: "incubation",
        consumers: &[TENANTS],
        forget: FORGET_CASES,
    },
    Guarded::Heard {
        source: "agriculture",
        consumers: &[BASES],
        forget: FORGET_CASES,
    },
    Guarded::Heard {
        source: "events",
        consumers: &[OUTCOMES, HELD, PROJECTS],
        forget: FORGET_CASES,
    },
]];
const FORGET_CASES: &str = "DELETE FROM counted_standing WHERE case_id = ANY ($1)";
