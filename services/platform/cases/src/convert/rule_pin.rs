//! Which rules a case goes to.
use kezhuan_law::rule_pins::RulePins;
use kezhuan_protocol::cases::RulePin;

/// The pins of a case.
pub fn messages(pins: &RulePins) -> Vec<RulePin> {
    let pins = pins.iter().map(|pin| RulePin {
        hook: pin.hook.clone(),
        tenant: pin.tenant.clone(),
        package_digest: pin.package_digest.clone(),
        settings_digest: pin.settings_digest.clone(),
        legal_date: pin.legal_date.to_string(),
    });
    pins.collect()
}
