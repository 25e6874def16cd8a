//! What happened, as others hear it: one event per step, published with the row that the step changed.
pub mod application;
pub mod asset;
pub mod compensation;
pub mod consent;
pub mod loan;
pub mod pledge;
pub mod pool;
pub mod recon;
pub mod subsidy;

use crate::domain::party::Party;

/// Who has a part in a case beside its sides, as an event names them.
fn organisations(others: &[Party]) -> Vec<String> {
    let named = others.iter().map(|party| party.organisation.clone());
    named.collect()
}
