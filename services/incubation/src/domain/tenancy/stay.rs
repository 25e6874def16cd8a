//! What happens while a tenant is inside.
use chrono::{Days, NaiveDate};
use kezhuan_law::duty;
use kezhuan_law::refused::Refused;

use super::admit::{authority, until_invalid};
use super::apply::by_either;
use super::{Circumstances, Event, Extension, Landing, Tenancy, WARNED_DAYS_BEFORE, Year};
use crate::domain::actor::{Actor, Role};
use crate::domain::operator;

pub(super) fn extend(
    tenancy: &mut Tenancy,
    until: NaiveDate,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    operator::acts(at.actor, &tenancy.operator)?;
    duty::reasoned("reason", &reason)?;
    not_over(tenancy, at.today)?;
    let latest_exit = tenancy.latest_exit.unwrap_or(tenancy.entry_on);
    let is_longer = tenancy.until.is_some_and(|agreed| until > agreed);
    if !is_longer || until > latest_exit {
        return Err(until_invalid(latest_exit));
    }
    tenancy.extensions.push(Extension {
        until,
        reason,
        by: at.actor.subject.clone(),
        extended_on: at.today,
    });
    tenancy.until = Some(until);
    tenancy.warned_on = None;
    Ok(Event::TenancyExtended { until })
}

/// The day from which a stay that ends is announced.
fn announced_from(until: NaiveDate) -> NaiveDate {
    let before = until.checked_sub_days(Days::new(WARNED_DAYS_BEFORE));
    before.unwrap_or(NaiveDate::MIN)
}

pub(super) fn warn(tenancy: &mut Tenancy, at: &Circumstances<'_>) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    let until = tenancy.until.filter(|_| tenancy.warned_on.is_none());
    let due = until.filter(|until| announced_from(*until) <= at.today && at.today <= *until);
    let Some(until) = due else {
        return Err(Refused::new(
            "NOT_TO_BE_WARNED",
            "尚未到期满提醒时间，或已提醒",
            "its end is not near yet, or was announced already",
        ));
    };
    tenancy.warned_on = Some(at.today);
    Ok(Event::TenancyEndAnnounced { until })
}

pub(super) fn land(
    tenancy: &mut Tenancy,
    landing: Landing,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    by_operator_or_authority(tenancy, at.actor)?;
    if !tenancy.is_remote {
        return Err(Refused::new(
            "NOT_REMOTE",
            "只有异地孵化器的在孵企业需要登记落地企业",
            "only a tenant of a remote carrier has a landing company",
        ));
    }
    if landing.landed_on > at.today {
        return Err(in_future("landing.landed_on"));
    }
    tenancy.landing = Some(Landing {
        recorded_by: at.actor.subject.clone(),
        ..landing
    });
    Ok(Event::LandingRecorded)
}

pub(super) fn map(
    tenancy: &mut Tenancy,
    chain: Option<String>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    by_operator_or_authority(tenancy, at.actor)?;
    let chain_before = tenancy.chain.take().unwrap_or_default();
    tenancy.chain = chain;
    Ok(Event::TenantMapped { chain_before })
}

/// A year's figures; told again they replace what was told before.
pub(super) fn record_year(
    tenancy: &mut Tenancy,
    year: Year,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    match operator::is_one(at.actor) || at.actor.has(Role::Applicant) {
        true => by_either(at.actor, &tenancy.organisation, &tenancy.operator)?,
        false => authority(tenancy, at.actor)?,
    }
    let year = Year {
        recorded_on: at.today,
        recorded_by: at.actor.subject.clone(),
        ..year
    };
    year.check(at.today)?;
    let number = year.year;
    tenancy.years.retain(|known| known.year != number);
    tenancy.years.push(year);
    tenancy.years.sort_by_key(|known| known.year);
    Ok(Event::TenantYearRecorded { year: number })
}

/// The operator for its tenant, or the authority.
pub(super) fn by_operator_or_authority(tenancy: &Tenancy, actor: &Actor) -> Result<(), Refused> {
    match operator::is_one(actor) {
        true => operator::acts(actor, &tenancy.operator),
        false => authority(tenancy, actor),
    }
}

/// Holds that the stay reaches to a day: after its last one it is over, whether the service has noticed already or not.
pub(super) fn not_over(tenancy: &Tenancy, day: NaiveDate) -> Result<(), Refused> {
    match tenancy.until.filter(|until| day > *until) {
        None => Ok(()),
        Some(until) => Err(Refused::new(
            "STAY_OVER",
            format!("孵化期已于 {until} 届满，不能再办理该步骤"),
            format!("the stay was over after {until}: this step can't be taken any more"),
        )),
    }
}

/// Nothing is recorded that has not happened.
pub(super) fn in_future(field: &'static str) -> Refused {
    Refused::new(
        "DATE_IN_FUTURE",
        "日期不能晚于今天",
        "nothing is recorded before it happened",
    )
    .at(field)
}
