//! What this service hears from others.

/// Names the consumer of rule changes, on the server, in the inbox and in the dead letters.
pub const RULEBOOK: &str = "incubation-rulebook";
