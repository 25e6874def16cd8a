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

impl Event {
    /// The name under which it travels.
    pub const fn name(&self) -> &'static str {
        match self {
            Event::AssetLegalChanged { .. } => "AssetLegalChanged",
            Event::AssetReserved { .. } => "AssetReserved",
            Event::AssetReservationExtended { .. } => "AssetReservationExtended",
            Event::AssetReservationEnded { .. } => "AssetReservationEnded",
            Event::AssetPledged { .. } => "AssetPledged",
            Event::AssetFreed { .. } => "AssetFreed",
            Event::AssetTransferred { .. } => "AssetTransferred",
            Event::AssetPreservationRecorded => "AssetPreservationRecorded",
            Event::AssetPreservationLifted => "AssetPreservationLifted",
            Event::AssetValued { .. } => "AssetValued",
        }
    }
}
