//! How long a negotiation may rest, and when it is asked about.
use serde::{Deserialize, Serialize};

/// Of one intent, in fen: the sum of many is still a number, and the database holds it too.
pub(super) const INTENT_FEN_HIGHEST: i64 = 10_000_000_000_000;

/// Figures that the city sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Days without anything after which it ends.
    pub idle_days: u32,
    /// Days after the day of the next follow-up before which it does not end.
    pub idle_grace_days: u32,
    /// Days before it ends by itself that its sides are told.
    pub idle_notice_days: u32,
    /// The most an intent may be of, in fen; `INTENT_FEN_HIGHEST` whatever stands here.
    pub intent_fen_max: i64,
    /// Months after the event's last day at which it is followed up, in order.
    pub follow_up_months: Vec<i32>,
    /// Days after which a follow-up that was not reported is overdue.
    pub follow_up_grace_days: u32,
    /// Most rounds of talks that are kept of one negotiation.
    pub talks_max: usize,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            idle_days: 180,
            idle_grace_days: 30,
            idle_notice_days: 14,
            intent_fen_max: INTENT_FEN_HIGHEST,
            follow_up_months: vec![1, 3, 6, 12],
            follow_up_grace_days: 14,
            talks_max: 200,
        }
    }
}
