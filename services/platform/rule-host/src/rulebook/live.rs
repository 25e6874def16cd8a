//! The holder of the snapshot that questions are asked of.

use std::sync::{Arc, PoisonError, RwLock};

use super::Rulebook;
use crate::restraint::Restraints;

/// The rulebook of a running service.
#[derive(Clone, Debug, Default)]
pub struct LiveRulebook(Arc<RwLock<Arc<Rulebook>>>);

impl LiveRulebook {
    /// Starts with this rulebook.
    pub fn new(rulebook: Rulebook) -> LiveRulebook {
        LiveRulebook(Arc::new(RwLock::new(Arc::new(rulebook))))
    }

    /// The rulebook as it stands; a question that has it keeps it.
    pub fn current(&self) -> Arc<Rulebook> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another in its place, under the restraints that hold.
    pub fn replace(&self, rulebook: Rulebook) {
        let mut live = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let restraints = Arc::clone(&live.restraints);
        *live = Arc::new(Rulebook {
            restraints,
            ..rulebook
        });
    }

    /// Says which entries may not be asked from now on; what was restrained before and isn't any
    /// more is asked again. Called before [`LiveRulebook::update`], so that no new entry is asked
    /// that never may.
    pub fn restrain(&self, restraints: Restraints) {
        let mut live = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let restraints = Arc::new(restraints);
        *live = Arc::new(Rulebook {
            restraints,
            ..Rulebook::clone(&live)
        });
    }
}
