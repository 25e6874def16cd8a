//! The offer: by who runs the carrier, to one of its tenants.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::calendar::add_months;
use kezhuan_law::refused::{FieldViolation, Refused};
use uuid::Uuid;

use super::{Lease, State};
use crate::domain::actor::Actor;
use crate::domain::operator;
use crate::domain::tenancy::{self, Tenancy};
use crate::domain::unit::Unit;

/// Above it is a slip of the pen; the dearest rent of the largest unit stays an amount.
const AMOUNT_MAX: Fen = Fen::from_yuan(100_000_000);

/// No lease is longer: 民法典 (Civil Code) art. 705.
const MONTHS_MAX: i32 = 240;

/// What the edge gives a new lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLease {
    pub id: Uuid,
    pub number: String,
    pub rent: Fen,
    pub free_months: u32,
    pub deposit: Fen,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

/// Offers a unit of the actor's carrier to a tenant of it.
pub fn offer(
    new: NewLease,
    (unit, tenancy): (&Unit, &Tenancy),
    actor: &Actor,
    today: NaiveDate,
) -> Result<Lease, Refused> {
    operator::acts(actor, &unit.operator)?;
    check(&new)?;
    unit.hold_in_use_until(new.ends_on)?;
    if unit.carrier != tenancy.carrier {
        return Err(Refused::new(
            "UNIT_OF_ANOTHER_CARRIER",
            "该单元不属于在孵企业所在的载体",
            "the unit is another carrier's than the tenant",
        ));
    }
    match tenancy.state {
        tenancy::State::Applied | tenancy::State::Manual | tenancy::State::Incubating => {}
        tenancy::State::Graduated
        | tenancy::State::Exited
        | tenancy::State::Expired
        | tenancy::State::Refused
        | tenancy::State::Withdrawn => return Err(not_a_tenant()),
    }
    Ok(Lease {
        id: new.id,
        number: new.number,
        carrier: unit.carrier,
        operator: unit.operator.clone(),
        unit: unit.id,
        unit_code: unit.code.clone(),
        area_c: unit.area_c,
        tenancy: tenancy.id,
        tenant: tenancy.organisation.clone(),
        tenant_name: tenancy.name.clone(),
        rent: new.rent,
        free_months: new.free_months,
        deposit: new.deposit,
        starts_on: new.starts_on,
        ends_on: new.ends_on,
        state: State::Offered,
        version: 1,
        offered_by: actor.subject.clone(),
        offered_on: today,
        first_signature: None,
        second_signature: None,
        termination: None,
    })
}

/// Only a tenant rents.
pub(super) fn not_a_tenant() -> Refused {
    Refused::new(
        "TENANT_NOT_INSIDE",
        "只有在孵企业可以承租",
        "only who is a tenant of the carrier rents here",
    )
}

fn check(new: &NewLease) -> Result<(), Refused> {
    let mut wrong = Vec::new();
    for (field, amount) in [("rent_fen", new.rent), ("deposit_fen", new.deposit)] {
        if amount < Fen::ZERO {
            let said = ("金额不能为负数", "is 0 or more");
            wrong.push(violation(field, "AMOUNT_NEGATIVE", said));
        }
        if amount > AMOUNT_MAX {
            let said = ("金额不能超过一亿元", "is at most 100,000,000 yuan");
            wrong.push(violation(field, "AMOUNT_TOO_LARGE", said));
        }
    }
    let longest = add_months(new.starts_on, MONTHS_MAX);
    if new.ends_on < new.starts_on || longest.is_none_or(|longest| new.ends_on > longest) {
        let said = (
            "终止日期应不早于起始日期，租期不超过二十年",
            "it ends after it starts, within twenty years",
        );
        wrong.push(violation("ends_on", "DAYS_INVALID", said));
    } else if free_until(new).is_none_or(|free| free > new.ends_on) {
        let said = (
            "免租期不能长于租期",
            "free for at most as long as it is let",
        );
        wrong.push(violation("free_months", "FREE_PERIOD_TOO_LONG", said));
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(Refused::new(
            "LEASE_INVALID",
            "租约有误，请按字段提示改正",
            "the lease does not hold: mend the fields that are named",
        )
        .with_fields(wrong)),
    }
}

/// The last day without rent.
fn free_until(new: &NewLease) -> Option<NaiveDate> {
    let months = i32::try_from(new.free_months).ok()?;
    add_months(new.starts_on, months)?.pred_opt()
}

fn violation(
    field: &str,
    reason: &'static str,
    (zh, en): (&'static str, &'static str),
) -> FieldViolation {
    FieldViolation::new(format!("lease.{field}"), reason, zh, en)
}
