//! What this service hears from those that ask rules.
pub mod rule_trouble;

use kezhuan_bus::ConsumerConfig;

/// Services that ask rules, and say what is the matter with them.
pub const ASKING: [&str; 5] = [
    "agriculture",
    "contracts",
    "events",
    "financing",
    "incubation",
];

/// What one of them says.
pub fn troubles(source: &str) -> ConsumerConfig {
    ConsumerConfig::new(
        source,
        "rule_trouble",
        format!("rules-troubles-of-{source}"),
    )
}
