//! Whether the right is pledged: the other dimension of an asset. First in time is first in right.
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Circumstances, Event, IpAsset, Told};
use crate::domain::chart::follow;
use crate::domain::code_list::code_list;
use crate::domain::refused::Refused;

code_list! {
    /// What lies on the right.
    Encumbrance {
        Free = "FREE", "无质押", "free";
        Reserved = "RESERVED", "质押登记申请中", "reserved for a pledge";
        Pledged = "PLEDGED", "已质押", "pledged";
    }
}

code_list! {
    /// What can happen to it.
    EncumbranceStep {
        Reserve = "RESERVE", "申请质押", "be reserved";
        ExtendReservation = "EXTEND_RESERVATION", "延长占用", "have its reservation extended";
        TakeOver = "TAKE_OVER", "在原占用到期后申请质押", "be reserved in place of a reservation that is over";
        LapseReservation = "LAPSE_RESERVATION", "解除到期占用", "have its reservation lapse";
        Register = "REGISTER", "登记质押", "be registered as pledged";
        Refuse = "REFUSE", "登记不予质押", "have its pledge refused";
        Withdraw = "WITHDRAW", "撤回质押申请", "have its pledge withdrawn";
        Release = "RELEASE", "注销质押", "be released";
        Realise = "REALISE", "实现质权", "be realised";
        Transfer = "TRANSFER", "转让", "be transferred";
    }
}

code_list! {
    /// How a reservation ended.
    ReservationEnd {
        Registered = "REGISTERED", "已登记", "registered";
        Refused = "REFUSED", "不予登记", "refused";
        Lapsed = "LAPSED", "已到期", "lapsed";
        Withdrawn = "WITHDRAWN", "已撤回", "withdrawn";
    }
}

/// One bank's claim to be the first. Kept for ever: the places show who came when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// 1, 2, 3 … over the life of the asset.
    pub place: u32,
    pub pledge: Uuid,
    pub bank: String,
    pub reserved_on: NaiveDate,
    /// The last day on which nobody else may take its place.
    pub until: NaiveDate,
    /// `None` while it stands.
    pub end: Option<ReservationEnd>,
}

/// The state `step` moves an encumbrance to.
pub fn next(state: Encumbrance, step: EncumbranceStep) -> Result<Encumbrance, Refused> {
    follow(state, step, steps(state))
}

/// No wildcard arm: a new state does not compile until its steps are decided here.
const fn steps(state: Encumbrance) -> &'static [(EncumbranceStep, Encumbrance)] {
    use {Encumbrance::*, EncumbranceStep::*};
    match state {
        Free => &[(Reserve, Reserved), (Transfer, Free)],
        Reserved => &[
            (ExtendReservation, Reserved),
            (TakeOver, Reserved),
            (LapseReservation, Free),
            (Register, Pledged),
            (Refuse, Free),
            (Withdraw, Free),
        ],
        Pledged => &[(Release, Free), (Realise, Free), (Transfer, Pledged)],
    }
}

/// Takes the asset's place for `pledge`, keeps it, or says who came first.
pub(super) fn reserve(
    asset: &mut IpAsset,
    pledge: Uuid,
    bank: String,
    at: &Circumstances<'_>,
) -> Result<Told, Refused> {
    let days = u64::from(at.terms.reservation_days);
    let until = at.today.checked_add_days(Days::new(days));
    let until = until.unwrap_or(NaiveDate::MAX);
    let step = match asset.reservation() {
        Some(standing) if standing.pledge == pledge => EncumbranceStep::ExtendReservation,
        Some(standing) if standing.until < at.today => EncumbranceStep::TakeOver,
        Some(standing) => return Err(reserved_before(standing)),
        None => EncumbranceStep::Reserve,
    };
    if asset.is_pledged() {
        return Err(Refused::new(
            "ALREADY_PLEDGED",
            format!("{} 已质押", asset.number),
            format!("{} is pledged already", asset.number),
        ));
    }
    asset.encumbrance = next(asset.encumbrance, step)?;
    if step == EncumbranceStep::ExtendReservation {
        if let Some(standing) = asset.reservations.last_mut() {
            standing.until = until;
        }
        return Ok((Event::AssetReservationExtended { pledge, until }, None));
    }
    if let Some(over) = asset.standing_reservation_mut() {
        over.end = Some(ReservationEnd::Lapsed);
    }
    let place = asset.reservations.last().map_or(1, |last| last.place + 1);
    asset.reservations.push(Reservation {
        place,
        pledge,
        bank,
        reserved_on: at.today,
        until,
        end: None,
    });
    Ok((
        Event::AssetReserved {
            pledge,
            place,
            until,
        },
        None,
    ))
}

/// Ends the standing reservation as the registry, or the calendar, says.
pub(super) fn end_reservation(
    asset: &mut IpAsset,
    pledge: Option<Uuid>,
    step: EncumbranceStep,
    end: ReservationEnd,
    at: &Circumstances<'_>,
) -> Result<Told, Refused> {
    let to = next(asset.encumbrance, step)?;
    let standing = asset.standing_reservation_mut();
    let Some(standing) =
        standing.filter(|standing| pledge.is_none_or(|own| own == standing.pledge))
    else {
        return Err(another_pledge());
    };
    if end == ReservationEnd::Lapsed && at.today <= standing.until {
        return Err(reserved_before(standing));
    }
    standing.end = Some(end);
    let pledge = standing.pledge;
    asset.encumbrance = to;
    if end == ReservationEnd::Registered {
        asset.pledge = Some(pledge);
        return Ok((Event::AssetPledged { pledge }, None));
    }
    Ok((Event::AssetReservationEnded { pledge, end }, None))
}

/// Frees the asset of the pledge that lies on it.
pub(super) fn free(
    asset: &mut IpAsset,
    pledge: Uuid,
    step: EncumbranceStep,
) -> Result<Told, Refused> {
    let to = next(asset.encumbrance, step)?;
    if asset.pledge != Some(pledge) {
        return Err(another_pledge());
    }
    asset.encumbrance = to;
    asset.pledge = None;
    Ok((Event::AssetFreed { pledge, step }, None))
}

/// Changes the owner, not the state.
pub(super) fn transfer(
    asset: &mut IpAsset,
    to: String,
    pledgee_consents: bool,
) -> Result<Told, Refused> {
    asset.encumbrance = next(asset.encumbrance, EncumbranceStep::Transfer)?;
    if asset.is_pledged() && !pledgee_consents {
        return Err(Refused::new(
            "PLEDGEE_CONSENT_MISSING",
            "已质押的权利未经质权人同意不得转让",
            "a pledged right is transferred only with the pledgee's consent",
        ));
    }
    let from = std::mem::replace(&mut asset.owner, to);
    Ok((Event::AssetTransferred { from }, None))
}

fn reserved_before(standing: &Reservation) -> Refused {
    Refused::new(
        "ALREADY_RESERVED",
        format!("已有在先质押申请占用,有效至 {}", standing.until),
        format!("an earlier pledge holds the place until {}", standing.until),
    )
    .with("place", standing.place.to_string())
    .with("until", standing.until.to_string())
}

fn another_pledge() -> Refused {
    Refused::new(
        "NOT_THIS_PLEDGE",
        "该权利上登记或占用的不是此项质押",
        "another pledge, or none, lies on this right",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::chart::assert_follows;

    #[rustfmt::skip]
    fn rule_book(step: EncumbranceStep) -> &'static [(Encumbrance, Encumbrance)] {
        use {Encumbrance::*, EncumbranceStep as S};
        match step {
            S::Reserve => &[(Free, Reserved)],
            S::ExtendReservation | S::TakeOver => &[(Reserved, Reserved)],
            S::LapseReservation | S::Refuse | S::Withdraw => &[(Reserved, Free)],
            S::Register => &[(Reserved, Pledged)],
            S::Release | S::Realise => &[(Pledged, Free)],
            S::Transfer => &[(Free, Free), (Pledged, Pledged)],
        }
    }

    #[test]
    fn the_chart_is_followed_in_every_state() {
        assert_follows(Encumbrance::ALL, EncumbranceStep::ALL, next, rule_book);
    }
}
