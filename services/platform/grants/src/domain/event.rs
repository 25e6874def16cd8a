//! What happened to a claim: one event per step.
use chrono::NaiveDate;
use kezhuan_law::Fen;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Filed,
    Computed { by_hand: bool },
    SentToManual { failure: String },
    AskedAgain,
    Refused { code: String },
    Approved,
    Published { last_day: NaiveDate },
    Suspended,
    ObjectionDismissed,
    ObjectionUpheld { code: String },
    Paid,
    Recovering,
    RecoveredInPart { amount: Fen },
    Recovered { amount: Fen },
    Withdrawn,
}

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::Filed => "GrantClaimFiled",
            Event::Computed { .. } => "GrantClaimComputed",
            Event::SentToManual { .. } => "GrantClaimSentToManual",
            Event::AskedAgain => "GrantClaimAskedAgain",
            Event::Refused { .. } => "GrantClaimRefused",
            Event::Approved => "GrantClaimApproved",
            Event::Published { .. } => "GrantClaimPublished",
            Event::Suspended => "GrantClaimSuspended",
            Event::ObjectionDismissed => "GrantObjectionDismissed",
            Event::ObjectionUpheld { .. } => "GrantObjectionUpheld",
            Event::Paid => "GrantClaimPaid",
            Event::Recovering => "GrantClaimRecovering",
            Event::RecoveredInPart { .. } => "GrantClaimRecoveredInPart",
            Event::Recovered { .. } => "GrantClaimRecovered",
            Event::Withdrawn => "GrantClaimWithdrawn",
        }
    }
}
