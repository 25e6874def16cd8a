//! Figures that are no law in force, or not certainly, or the city's to change: each can be configured, each has its
//! default where it is used.
use serde::{Deserialize, Serialize};

use super::ledger::SuspensionTerms;
use super::product::{ModeTerms, StageTerms};
use super::{application, asset, claim, eligibility, loan, ltv, pledge, subsidy};

/// What the city sets for all its banks and enterprises.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    pub asset: asset::Terms,
    pub pledge: pledge::Terms,
    pub application: application::Terms,
    pub yi_ke_dai: eligibility::Terms,
    pub ltv: ltv::Terms,
    pub modes: ModeTerms,
    pub stages: StageTerms,
    pub loan: loan::Terms,
    pub claim: claim::Terms,
    pub suspension: SuspensionTerms,
    pub subsidy: subsidy::Terms,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_does_not_exist_is_not_set() {
        let one: Parameters =
            serde_json::from_str(r#"{"loan":{"default_after_days":90}}"#).unwrap();
        assert_eq!(one.loan.default_after_days, 90);
        assert_eq!(one.claim, claim::Terms::default());
        let wrong = serde_json::from_str::<Parameters>(r#"{"loan":{"default_days":90}}"#);
        assert!(wrong.is_err());
    }
}
