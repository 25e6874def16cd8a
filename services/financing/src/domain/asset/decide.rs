//! One command on one asset: whose word it is, the chart of its dimension, and what the calendar says.
use chrono::NaiveDate;
use kezhuan_law::WorkingCalendar;

use super::encumbrance::{self, EncumbranceStep, ReservationEnd};
use super::fee::{AnnualFee, FeeState, NoFee, annual_fee};
use super::legal::{self, LegalStep};
use super::{Alert, Command, Event, IpAsset, Terms, valuation};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::refused::Refused;

/// Who asks, and when.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    pub actor: &'a Actor,
    /// The legal date.
    pub today: NaiveDate,
    pub calendar: &'a WorkingCalendar,
    pub terms: &'a Terms,
}

/// What a command led to; saved, published and alerted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The asset after the step, its version one higher.
    pub asset: IpAsset,
    pub event: Event,
    pub alert: Option<Alert>,
}

/// What one step adds to the asset it changed.
pub(super) type Told = (Event, Option<Alert>);

/// Takes `command` on `asset`, or says why not; the asset itself stays as it was.
pub fn decide(
    asset: &IpAsset,
    command: Command,
    circumstances: &Circumstances<'_>,
) -> Result<Decided, Refused> {
    let mut after = asset.clone();
    let (event, alert) = take(&mut after, command, circumstances)?;
    after.version += 1;
    Ok(Decided {
        asset: after,
        event,
        alert,
    })
}

fn take(asset: &mut IpAsset, command: Command, at: &Circumstances<'_>) -> Result<Told, Refused> {
    match command {
        Command::ReportFeeLate => {
            registry_data(at.actor)?;
            fee_is(asset, at, &[FeeState::Grace, FeeState::Terminated])?;
            legal::take(asset, LegalStep::ReportFeeLate)
        }
        Command::PayFee { year } => pay_fee(asset, year, at),
        Command::EndGrace => {
            registry_data(at.actor)?;
            fee_is(asset, at, &[FeeState::Terminated])?;
            legal::take(asset, LegalStep::EndGrace)
        }
        Command::EndTerm => end_term(asset, at),
        Command::FileInvalidation => {
            registry_data(at.actor)?;
            legal::take(asset, LegalStep::FileInvalidation)
        }
        Command::Keep => keep(asset, at),
        Command::Invalidate => {
            registry_data(at.actor)?;
            legal::take(asset, LegalStep::Invalidate)
        }
        Command::Reserve { pledge, bank } => encumbrance::reserve(asset, pledge, bank, at),
        Command::LapseReservation => {
            duty::service(at.actor)?;
            let (step, end) = (EncumbranceStep::LapseReservation, ReservationEnd::Lapsed);
            encumbrance::end_reservation(asset, None, step, end, at)
        }
        Command::Register { pledge } => {
            let (step, end) = (EncumbranceStep::Register, ReservationEnd::Registered);
            encumbrance::end_reservation(asset, Some(pledge), step, end, at)
        }
        Command::Refuse { pledge } => {
            let (step, end) = (EncumbranceStep::Refuse, ReservationEnd::Refused);
            encumbrance::end_reservation(asset, Some(pledge), step, end, at)
        }
        Command::Withdraw { pledge } => {
            let (step, end) = (EncumbranceStep::Withdraw, ReservationEnd::Withdrawn);
            encumbrance::end_reservation(asset, Some(pledge), step, end, at)
        }
        Command::Release { pledge } => encumbrance::free(asset, pledge, EncumbranceStep::Release),
        Command::Realise { pledge } => encumbrance::free(asset, pledge, EncumbranceStep::Realise),
        Command::Transfer {
            to,
            pledgee_consents,
        } => {
            match asset.is_pledged() {
                // An owner's word that the pledgee consents is not the pledgee's: the registry has seen it.
                true => registry_data(at.actor)?,
                false => owner_or_registry(asset, at.actor)?,
            }
            encumbrance::transfer(asset, to, pledgee_consents)
        }
        Command::RecordPreservation => {
            registry_data(at.actor)?;
            asset.preserved_since.get_or_insert(at.today);
            Ok((Event::AssetPreservationRecorded, None))
        }
        Command::LiftPreservation => {
            registry_data(at.actor)?;
            asset.preserved_since = None;
            Ok((Event::AssetPreservationLifted, None))
        }
        Command::RecordValuation(report) => valuation::record(asset, report, at),
    }
}

fn pay_fee(asset: &mut IpAsset, year: u32, at: &Circumstances<'_>) -> Result<Told, Refused> {
    owner_or_registry(asset, at.actor)?;
    let next = asset.next_fee_year();
    if next != Some(year) {
        return Err(Refused::new(
            "NOT_THE_NEXT_FEE",
            "应按年度顺序缴纳年费",
            "annual fees are paid year by year",
        )
        .with("next", next.map_or(String::new(), |next| next.to_string())));
    }
    // Nothing is asked of the calendar of years to come: only a late payment has a last day to test.
    if asset.legal == legal::Legal::Grace && fee(asset, at)?.state == FeeState::Terminated {
        return Err(Refused::new(
            "GRACE_OVER",
            "滞纳期已满,不能再缴纳年费",
            "the grace period is over: the fee can no longer be paid",
        ));
    }
    asset.fee_paid_through = year;
    legal::take(asset, LegalStep::PayFee)
}

fn end_term(asset: &mut IpAsset, at: &Circumstances<'_>) -> Result<Told, Refused> {
    registry_data(at.actor)?;
    if asset.expires_on.is_none_or(|last| at.today <= last) {
        return Err(Refused::new(
            "TERM_NOT_OVER",
            "保护期尚未届满",
            "the term is not over",
        ));
    }
    legal::take(asset, LegalStep::EndTerm)
}

fn keep(asset: &mut IpAsset, at: &Circumstances<'_>) -> Result<Told, Refused> {
    registry_data(at.actor)?;
    let step = match asset.fee_is_late(at.today, at.calendar)? {
        true => LegalStep::KeepLate,
        false => LegalStep::Keep,
    };
    legal::take(asset, step)
}

fn fee(asset: &IpAsset, at: &Circumstances<'_>) -> Result<AnnualFee, NoFee> {
    let kind = asset.kind.patent().ok_or(NoFee::NoSuchYear)?;
    let year = asset.next_fee_year().ok_or(NoFee::NoSuchYear)?;
    annual_fee(kind, asset.filed_on, year, at.today, at.calendar)
}

fn fee_is(asset: &IpAsset, at: &Circumstances<'_>, expected: &[FeeState]) -> Result<(), Refused> {
    let fee = fee(asset, at)?;
    if expected.contains(&fee.state) {
        return Ok(());
    }
    Err(Refused::new(
        "FEE_NOT_SO_LATE",
        format!("年费状态为“{}”", fee.state.name().zh),
        format!("the fee is {}", fee.state.name().en),
    )
    .with("due", fee.due_effective_on.to_string())
    .with("grace_end", fee.grace_ends_on.to_string()))
}

/// What the registry says, entered by its clerk, the city's IP authority, or the service that reads it.
fn registry_data(actor: &Actor) -> Result<(), Refused> {
    if actor.is_service {
        return Ok(());
    }
    actor.require_any(&[Role::RegistryClerk, Role::CityAmr])
}

fn owner_or_registry(asset: &IpAsset, actor: &Actor) -> Result<(), Refused> {
    if actor.is_of(Role::Applicant, &asset.owner) {
        return Ok(());
    }
    registry_data(actor)
}
