//! Figures that are no law in force, or not certainly, or the city's to change: each can be configured, each has its
//! default where it is used.
use serde::{Deserialize, Serialize};

use super::{carrier, tax_benefit, tenancy, torch_return};

/// What the city sets for all its carriers and counties.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    pub carrier: carrier::Terms,
    pub grants: kezhuan_grants::Terms,
    pub tax_benefit: tax_benefit::Terms,
    pub tenancy: tenancy::Terms,
    pub torch_return: torch_return::Terms,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_does_not_exist_is_not_set() {
        let one: Parameters =
            serde_json::from_str(r#"{"carrier":{"rectification_months":9}}"#).unwrap();
        assert_eq!(one.carrier.rectification_months, 9);
        let wrong = serde_json::from_str::<Parameters>(r#"{"carrier":{"rectify_months":9}}"#);
        assert!(wrong.is_err());
    }
}
