//! Which rules a case goes to.
use kezhuan_law::rule_pins::RulePins;
use kezhuan_protocol::agriculture::v1;

/// The pins of a case.
pub fn messages(pins: &RulePins) -> Vec<v1::RulePin> {
    let pins = pins.iter().map(|pin| v1::RulePin {
        hook: pin.hook.clone(),
        tenant: pin.tenant.clone(),
        package_digest: pin.package_digest.clone(),
        settings_digest: pin.settings_digest.clone(),
        legal_date: pin.legal_date.to_string(),
    });
    pins.collect()
}
