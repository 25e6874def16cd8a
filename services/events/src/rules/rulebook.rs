//! The rules in force, as this service asks them.
use std::ops::Deref;

use kezhuan_rulebook::Live;

use super::Tables;

/// Asks the rules in force. Cheap to clone.
#[derive(Clone)]
pub struct Rules<S = Tables>(Live<S>);

impl<S> Deref for Rules<S> {
    type Target = Live<S>;

    fn deref(&self) -> &Live<S> {
        &self.0
    }
}

impl<S> Rules<S> {
    /// Asks what is live.
    pub fn of(live: Live<S>) -> Rules<S> {
        Rules(live)
    }
}
