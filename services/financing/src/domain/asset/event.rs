//! What happened to an asset: one event per step.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use uuid::Uuid;

use super::{EncumbranceStep, Legal, LegalStep, ReservationEnd};

/// The event of one step; the asset it belongs to travels beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    AssetLegalChanged {
        step: LegalStep,
        to: Legal,
    },
    AssetReserved {
        pledge: Uuid,
        place: u32,
        until: NaiveDate,
    },
    AssetReservationExtended {
        pledge: Uuid,
        until: NaiveDate,
    },
    AssetReservationEnded {
        pledge: Uuid,
        end: ReservationEnd,
    },
    AssetPledged {
        pledge: Uuid,
    },
    AssetFreed {
        pledge: Uuid,
        step: EncumbranceStep,
    },
    AssetTransferred {
        from: String,
    },
    AssetPreservationRecorded,
    AssetPreservationLifted,
    AssetValued {
        value: Fen,
        valid_until: NaiveDate,
    },
}
