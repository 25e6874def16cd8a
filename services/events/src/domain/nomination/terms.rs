//! Figures of the award; all illustrative, no law.
use serde::{Deserialize, Serialize};

use crate::domain::notice::Counting;

/// What the award office sets for all rounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Calendar days that the public notice of a proposal stands.
    pub notice_days: u32,
    pub notice_count_first_day: bool,
    /// Days that experts have from the first assignment on.
    pub scoring_days: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            notice_days: 7,
            notice_count_first_day: false,
            scoring_days: 30,
        }
    }
}

impl Terms {
    /// How the days of a notice are counted.
    pub const fn counting(&self) -> Counting {
        Counting {
            count_first_day: self.notice_count_first_day,
        }
    }
}
