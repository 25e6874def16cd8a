//! Which rule a case goes to: the first question of a hook decides it, so that a rule that comes later
//! changes no case that is open.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Which rule package and settings answer a hook for this case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RulePin {
    pub hook: String,
    pub tenant: String,
    /// SHA-256, hex.
    pub package_digest: String,
    pub settings_digest: String,
    pub legal_date: NaiveDate,
}

/// The pins of one case, one per hook and tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RulePins(Vec<RulePin>);

impl RulePins {
    /// The pin of a hook and a tenant, if a question was asked before, in whichever major: a case keeps its rule.
    pub fn of(&self, hook: &str, tenant: &str) -> Option<&RulePin> {
        self.0
            .iter()
            .find(|pin| name(&pin.hook) == name(hook) && pin.tenant == tenant)
    }

    /// Keeps the pin of a question, in place of an earlier one of that hook and tenant
    /// (the same again, unless a timeline entry applies to open cases).
    pub fn keep(&mut self, pin: RulePin) {
        self.0
            .retain(|kept| name(&kept.hook) != name(&pin.hook) || kept.tenant != pin.tenant);
        self.0.push(pin);
    }

    /// Every pin.
    pub fn iter(&self) -> impl Iterator<Item = &RulePin> {
        self.0.iter()
    }

    /// These with `others`, which were there first.
    pub fn after(&self, others: &RulePins) -> RulePins {
        let mut all = self.clone();
        others.iter().cloned().for_each(|pin| all.keep(pin));
        all
    }
}

/// What a hook's majors have in common.
fn name(hook: &str) -> &str {
    hook.split_once('@').map_or(hook, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(hook: &str, tenant: &str, package: &str) -> RulePin {
        RulePin {
            hook: hook.to_owned(),
            tenant: tenant.to_owned(),
            package_digest: package.to_owned(),
            settings_digest: String::new(),
            legal_date: NaiveDate::default(),
        }
    }

    #[test]
    fn one_pin_is_kept_per_hook_and_tenant_and_the_first_case_comes_first() {
        let mut claim = RulePins::default();
        claim.keep(pin("tc.split@1", "440703", "a"));
        claim.keep(pin("tc.split@1", "440705", "b"));
        claim.keep(pin("tc.split@1", "440703", "c"));
        assert_eq!(claim.iter().count(), 2);
        let mut contract = RulePins::default();
        contract.keep(pin("tc.split@1", "440705", "d"));
        let all = claim.after(&contract);
        let package = |tenant| {
            all.of("tc.split@1", tenant)
                .map(|pin| pin.package_digest.as_str())
        };
        assert_eq!(
            (package("440703"), package("440705")),
            (Some("c"), Some("d"))
        );
    }

    #[test]
    fn a_pin_holds_for_the_next_major_of_its_hook() {
        let mut case = RulePins::default();
        case.keep(pin("tc.split@1", "440703", "a"));
        assert!(case.of("tc.split@2", "440703").is_some());
        assert!(case.of("tc.sla@1", "440703").is_none());
        case.keep(pin("tc.split@2", "440703", "a"));
        assert_eq!(case.iter().count(), 1);
    }
}
