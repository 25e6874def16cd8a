//! What can be asked of an asset.
use uuid::Uuid;

use super::valuation::Report;

/// One request. The steps of a reservation and a pledge follow from the pledge's own step, which holds who may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The fee's last day in time has passed.
    ReportFeeLate,
    /// The fee of this year, which must be the next.
    PayFee {
        year: u32,
    },
    /// The grace period has passed.
    EndGrace,
    /// The term's last day has passed.
    EndTerm,
    FileInvalidation,
    /// The challenged right stands.
    Keep,
    Invalidate,
    /// A pledge was filed for.
    Reserve {
        pledge: Uuid,
        bank: String,
    },
    LapseReservation,
    Register {
        pledge: Uuid,
    },
    Refuse {
        pledge: Uuid,
    },
    Withdraw {
        pledge: Uuid,
    },
    Release {
        pledge: Uuid,
    },
    Realise {
        pledge: Uuid,
    },
    Transfer {
        to: String,
        pledgee_consents: bool,
    },
    /// A court preserves the right, or its ownership is disputed.
    RecordPreservation,
    LiftPreservation,
    RecordValuation(Report),
}
