//! Whose rule is asked, and for which days.
use chrono::NaiveDate;
use kezhuan_law::rule_pins::{RulePin, RulePins};
use kezhuan_rule_host::{Pin, majors};

/// The hooks in every major that the host knows: a rule of a major before the asked one goes on answering.
pub fn in_every_major(hooks: &[&str]) -> Vec<&'static str> {
    hooks.iter().flat_map(|hook| majors(hook)).collect()
}

/// One question's rule.
#[derive(Debug, Clone)]
pub struct Asking {
    pub tenant: String,
    /// Picks the rule.
    pub legal_date: NaiveDate,
    /// The day the question is asked.
    pub as_of: NaiveDate,
    /// The rules that the case goes to.
    pub pins: RulePins,
}

impl Asking {
    /// What the case kept of an earlier question of that hook; nothing where it can't be read.
    pub(crate) fn pin(&self, hook: &str) -> Option<Pin> {
        self.pins.of(hook, &self.tenant).and_then(pin)
    }
}

fn pin(kept: &RulePin) -> Option<Pin> {
    Some(Pin {
        package: kept.package_digest.parse().ok()?,
        settings: kept.settings_digest.parse().ok()?,
        legal_date: kept.legal_date,
    })
}
