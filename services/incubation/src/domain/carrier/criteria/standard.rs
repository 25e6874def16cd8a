//! What else 工信部科〔2025〕131号 asks of a standard incubator, beyond the points that the province checks first. It was not read:
//! each figure is a parameter, and 0 asks for nothing.
use serde::{Deserialize, Serialize};

use super::{Condition, Subject, failing, square_metres};

/// What was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub years_min: i64,
    /// In m².
    pub area_min: i64,
    pub tenants_min: i64,
    pub staff_min: i64,
    pub graduates_min: i64,
}

impl Terms {
    /// The conditions that are not met.
    pub(super) fn fails(&self, of: Subject<'_>) -> Vec<Condition> {
        let (profile, figures) = (of.profile, of.figures);
        failing([
            (of.years() < self.years_min, Condition::Years),
            (
                profile.area_c < square_metres(self.area_min),
                Condition::Area,
            ),
            (figures.staff < self.staff_min, Condition::Staff),
            (figures.tenants < self.tenants_min, Condition::Tenants),
            (figures.graduates < self.graduates_min, Condition::Graduates),
        ])
    }
}
