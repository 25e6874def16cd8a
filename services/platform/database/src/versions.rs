//! By which rules and figures an event came about, as its envelope says it.
use std::collections::BTreeSet;

use crate::decision::StoredDecision;

/// Whose rule for which hook, and the digest of what took part: `440703/tc.incentive@1=<hex>`, in
/// order, joined by commas.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Versions {
    pub plugins: Option<String>,
    pub parameters: Option<String>,
}

impl Versions {
    /// Of what one write decided; `parameters` are the service's own.
    pub fn of(decisions: &[StoredDecision], parameters: Option<&str>) -> Self {
        let told = |decision: &StoredDecision, digest: &Option<Vec<u8>>| {
            let digest = hex::encode(digest.as_ref()?);
            Some(format!(
                "{}/{}={digest}",
                decision.rule_tenant, decision.hook
            ))
        };
        let plugins = decisions
            .iter()
            .filter_map(|decision| told(decision, &decision.package_digest));
        let settings = decisions
            .iter()
            .filter_map(|decision| told(decision, &decision.settings_digest));
        Self {
            plugins: joined(plugins),
            parameters: joined(settings.chain(parameters.map(str::to_owned))),
        }
    }
}

fn joined(told: impl Iterator<Item = String>) -> Option<String> {
    // A rule asked twice in one write is one rule.
    let told: BTreeSet<String> = told.collect();
    (!told.is_empty()).then(|| told.into_iter().collect::<Vec<_>>().join(","))
}
