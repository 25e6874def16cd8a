//! What happened to a right, as others hear it.
use kezhuan_database::Write;
use kezhuan_protocol::financing::v1;

use crate::api::names::{ASSETS, PLEDGES};
use crate::domain::asset::{Event, IpAsset, Legal, ReservationEnd};
use crate::store::assets::AGGREGATE;
use crate::store::stored::Stored;

/// One event of a right: `publish!(write, after, Name, field: value …)`.
macro_rules! publish {
    ($write:expr, $after:expr, $message:ident $(, $field:ident: $value:expr)*) => {{
        let event = v1::$message { moved: moved(&$after.body), $($field: $value),* };
        $write.publish(AGGREGATE, $after.body.id, $after.event_sequence, &event);
    }};
}

/// Publishes that a right was entered.
pub fn registered(write: &mut Write, stored: &Stored<IpAsset>) {
    let kind = v1::asset::Kind::from_str_name(stored.body.kind.as_str());
    publish!(write, stored, AssetRegistered, kind: kind.unwrap_or_default().into());
}

/// Publishes the one event of a step; `from` is how the right itself stood before it.
pub fn publish(write: &mut Write, after: &Stored<IpAsset>, from: Legal, event: &Event) {
    match event {
        Event::AssetLegalChanged { step, to: _ } => publish!(
            write, after, AssetLegalChanged,
            legal_before: legal(from), step: step.as_str().to_owned()
        ),
        Event::AssetReserved {
            pledge,
            place,
            until,
        } => publish!(
            write, after, AssetReserved,
            pledge: PLEDGES.name(*pledge),
            place: i32::try_from(*place).unwrap_or(i32::MAX),
            until: until.to_string()
        ),
        Event::AssetReservationExtended { pledge, until } => publish!(
            write, after, AssetReservationExtended,
            pledge: PLEDGES.name(*pledge), until: until.to_string()
        ),
        Event::AssetReservationEnded { pledge, end } => publish!(
            write, after, AssetReservationEnded,
            pledge: PLEDGES.name(*pledge), end: reservation_end(*end)
        ),
        Event::AssetPledged { pledge } => {
            publish!(write, after, AssetPledged, pledge: PLEDGES.name(*pledge));
        }
        Event::AssetFreed { pledge, step } => publish!(
            write, after, AssetFreed,
            pledge: PLEDGES.name(*pledge), step: step.as_str().to_owned()
        ),
        Event::AssetTransferred { from } => {
            publish!(write, after, AssetTransferred, owner_before: from.clone());
        }
        Event::AssetPreservationRecorded => publish!(write, after, AssetPreservationRecorded),
        Event::AssetPreservationLifted => publish!(write, after, AssetPreservationLifted),
        Event::AssetValued { value, valid_until } => publish!(
            write, after, AssetValued,
            value_fen: value.get(), valid_until: valid_until.to_string()
        ),
    }
}

fn moved(asset: &IpAsset) -> Option<v1::AssetMoved> {
    let encumbrance = v1::asset::Encumbrance::from_str_name(asset.encumbrance.as_str());
    Some(v1::AssetMoved {
        asset: ASSETS.name(asset.id),
        number: asset.number.clone(),
        owner: asset.owner.clone(),
        bank: asset.bank().unwrap_or_default().to_owned(),
        legal: legal(asset.legal),
        encumbrance: encumbrance.unwrap_or_default().into(),
        version: asset.version,
    })
}

fn legal(legal: Legal) -> i32 {
    let named = v1::asset::Legal::from_str_name(legal.as_str());
    named.unwrap_or_default().into()
}

fn reservation_end(end: ReservationEnd) -> i32 {
    let named = v1::reservation::End::from_str_name(end.as_str());
    named.unwrap_or_default().into()
}
