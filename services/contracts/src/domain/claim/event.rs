//! What happened to a claim: one event per transition.
use chrono::NaiveDate;
use kezhuan_law::Fen;

use super::{Payee, Split};

/// The event of one transition; the claim it belongs to travels beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    ClaimFiled,
    ClaimComputed { by_hand: bool },
    ClaimSentToManual { failure: String },
    ClaimAskedAgain,
    ClaimRefused { code: String },
    ClaimApproved,
    ClaimPublished { last_day: NaiveDate },
    ClaimSuspended,
    ClaimObjectionDismissed,
    ClaimObjectionUpheld { code: String },
    ClaimPaid { split: Split, payee: Payee },
    ClaimRecovering,
    ClaimRecovered { amount: Fen },
    ClaimRecoveredInPart { amount: Fen },
    ClaimWithdrawn,
    ClaimHeld { place: i64 },
    ClaimCovered,
    ClaimProrated { due: Fen },
}
