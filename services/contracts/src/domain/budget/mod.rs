//! A programme's budget in one year, as every service books it; what left-over money is shared by, and what is paid once.
mod shares;

use kezhuan_law::Level;
use serde::{Deserialize, Serialize};

pub use kezhuan_law::budget::{Entry, Ledger, Terms};
pub use shares::shares;

/// What may be paid once: the same fact, family, level and tenant. Two counties may each pay it once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FactKey {
    pub fact_id: String,
    pub programme_family: String,
    pub level: Level,
    pub tenant: String,
}

impl FactKey {
    /// The key of `fact_id` under a programme family of `tenant`.
    pub fn new(
        fact_id: impl Into<String>,
        programme_family: impl Into<String>,
        tenant: &str,
    ) -> FactKey {
        FactKey {
            fact_id: fact_id.into(),
            programme_family: programme_family.into(),
            level: Level::of(tenant),
            tenant: tenant.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_counties_may_each_pay_one_fact_once() {
        let key = |tenant| FactKey::new("contract-1", "tc.incentive", tenant);
        assert_ne!(key("440703"), key("440705"));
        assert_eq!(key("440703"), key("440703"));
        assert_eq!(key("440703").level, Level::County);
        assert_eq!(key("440700").level, Level::City);
        assert_eq!(key("WYU").level, Level::Institution);
    }
}
