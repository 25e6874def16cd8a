//! Tax results of technology contracts, as estimates with the regulation behind each; the tax authority decides.
mod basis;
pub mod corporate_income;
pub mod evidence;
pub mod personal_income;
pub mod stamp_duty;
pub mod value_added;

pub use basis::{CAVEAT, LegalBasis, UNVERIFIED};

use kezhuan_law::Localized;

/// A result with what a reader needs to judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate<T> {
    pub result: T,
    pub legal_basis: &'static [LegalBasis],
    /// That this is an estimate, and what about its basis was not verified.
    pub remarks: Vec<Localized>,
}

impl<T> Estimate<T> {
    fn new(result: T, legal_basis: &'static [LegalBasis]) -> Estimate<T> {
        Estimate {
            result,
            legal_basis,
            remarks: vec![CAVEAT],
        }
    }
}
