//! A return begins: by the service for every accredited carrier on its day, or by an authority before or after it.
use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

use super::cell::{Figures, Known, take_known};
use super::{Profile, State, Terms, TorchReturn};
use crate::domain::actor::{Actor, Role};
use crate::domain::carrier::Carrier;
use crate::domain::refused::Refused;

/// What the edge gives a new return, and what is known of its carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewReturn {
    pub id: Uuid,
    pub carrier: Uuid,
    pub carrier_name: String,
    pub operator: String,
    pub authority: String,
    pub division: String,
    pub year: i32,
    /// It had a status on some day of the year.
    pub was_accredited: bool,
    /// There is one of that year already that was not withdrawn.
    pub already_open: bool,
    /// What the service knows of the carrier.
    pub profile: Profile,
    pub known: Known,
}

/// Opens a return, filled with what is known.
pub fn open(
    new: NewReturn,
    actor: &Actor,
    today: NaiveDate,
    terms: &Terms,
) -> Result<TorchReturn, Refused> {
    if !actor.is_service {
        actor.require_any(&[Role::CountyStb, Role::CityStb])?;
    }
    if new.year >= today.year() {
        return Err(Refused::new(
            "RETURN_YEAR_NOT_OVER",
            format!("{} 年度尚未结束，次年才能开放填报", new.year),
            format!(
                "the year {} is not over: its returns are opened in the next",
                new.year
            ),
        ));
    }
    if !new.was_accredited {
        return Err(Refused::new(
            "CARRIER_NOT_ACCREDITED",
            "该载体在该年度内未获认定，无需报送",
            "the carrier was not accredited in that year: nothing is to be returned",
        ));
    }
    if new.already_open {
        return Err(already_open());
    }
    let mut figures = Figures::new();
    take_known(&mut figures, &new.known);
    Ok(TorchReturn {
        id: new.id,
        carrier: new.carrier,
        carrier_name: new.carrier_name,
        operator: new.operator,
        authority: new.authority,
        division: new.division,
        year: new.year,
        state: State::Open,
        version: 1,
        opened_on: today,
        // One that is opened late has its time, too.
        due_on: terms.due_again(terms.due_on(new.year)?, today),
        overdue_since: None,
        profile: new.profile,
        figures,
        submission: None,
        check: None,
        acceptance: None,
        sent_back: Vec::new(),
        frozen_on: None,
        withdrawal: None,
    })
}

/// Whether a carrier had a status on some day of a year.
pub fn was_accredited_in(carrier: &Carrier, year: i32) -> bool {
    let mut statuses = carrier.statuses.iter();
    statuses.any(|status| {
        status.since.year() <= year && status.until.is_none_or(|until| until.year() >= year)
    })
}

/// There is one of that carrier and year already.
pub fn already_open() -> Refused {
    Refused::new(
        "RETURN_ALREADY_OPEN",
        "该载体该年度的报表已开放",
        "the carrier's return of that year is open already",
    )
}

pub(super) fn impossible_day() -> Refused {
    Refused::new(
        "RETURN_DAY_IMPOSSIBLE",
        "参数中的填报日期不存在，请检查配置",
        "the parameters name a day that does not exist: check the settings",
    )
}
