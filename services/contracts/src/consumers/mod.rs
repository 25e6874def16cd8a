//! What this service hears from others.
/// Names the consumer of rule changes, on the server and in the inbox.
pub const RULEBOOK: &str = "contracts-rulebook";
