//! Figures that are no law in force, or not certainly, or the city's to change: each can be configured, each has its default
//! where it is used.
use serde::{Deserialize, Serialize};

use super::{demonstration, extension, field, score, site, transformation_base, trial, variety};

/// What the city sets for all its bases.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    pub fields: field::Terms,
    pub base: transformation_base::Terms,
    pub assessment: score::Terms,
    pub variety: variety::Terms,
    pub trial: trial::Terms,
    pub demonstration: demonstration::Terms,
    pub site: site::Terms,
    pub extension: extension::Terms,
    pub grants: kezhuan_grants::Terms,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_that_does_not_exist_is_not_set() {
        let one: Parameters = serde_json::from_str(r#"{"base":{"term_months":24}}"#).unwrap();
        assert_eq!(one.base.term_months, 24);
        assert_eq!(one.assessment, score::Terms::default());
        let wrong = serde_json::from_str::<Parameters>(r#"{"base":{"term_years":3}}"#);
        assert!(wrong.is_err());
    }
}
