//! Which rules answer for a case, as the interface tells them.
use kezhuan_law::rule_pins::{RulePin, RulePins};
use kezhuan_protocol::financing::v1;

/// Every pin of a case.
pub fn messages(pins: &RulePins) -> Vec<v1::RulePin> {
    pins.iter().map(message).collect()
}

fn message(pin: &RulePin) -> v1::RulePin {
    v1::RulePin {
        hook: pin.hook.clone(),
        tenant: pin.tenant.clone(),
        package_digest: pin.package_digest.clone(),
        settings_digest: pin.settings_digest.clone(),
        legal_date: pin.legal_date.to_string(),
    }
}
