//! Provincial carriers by 粤科高字〔2020〕114号. Its thresholds were not read: each is a parameter, and 0 asks for nothing.
use serde::{Deserialize, Serialize};

use super::{Condition, Subject, failing, is_below, square_metres};

/// What was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub months_min: i64,
    /// In m².
    pub area_min: i64,
    pub tenant_area_bp: i64,
    pub tenants_min: i64,
    pub mentors_min: i64,
    pub graduates_min: i64,
}

impl Terms {
    /// The conditions that are not met.
    pub(super) fn fails(&self, of: Subject<'_>) -> Vec<Condition> {
        let (profile, figures) = (of.profile, of.figures);
        failing([
            (of.months() < self.months_min, Condition::Months),
            (
                profile.area_c < square_metres(self.area_min),
                Condition::Area,
            ),
            (
                is_below(profile.tenant_area_c, profile.area_c, self.tenant_area_bp),
                Condition::TenantArea,
            ),
            (figures.tenants < self.tenants_min, Condition::Tenants),
            (figures.mentors < self.mentors_min, Condition::Mentors),
            (figures.graduates < self.graduates_min, Condition::Graduates),
        ])
    }
}
