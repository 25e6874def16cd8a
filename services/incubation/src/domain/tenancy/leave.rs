//! How a tenancy ends: graduated, left, or its longest stay over.
use std::collections::BTreeMap;

use kezhuan_law::money::AmountOverflow;
use kezhuan_law::refused::Refused;
use kezhuan_law::{Fen, duty};

use super::admit::authority;
use super::stay::{in_future, not_over};
use super::{
    Circumstances, Criterion, Event, Evidence, Exit, Graduation, Tenancy, Then, Verification,
};
use crate::domain::operator;

pub(super) fn expire(tenancy: &mut Tenancy, at: &Circumstances<'_>) -> Result<Event, Refused> {
    duty::service(at.actor)?;
    let over = tenancy.until.filter(|until| at.today > *until);
    // The day after the last one, whenever somebody noticed.
    let Some(left_on) = over.and_then(|until| until.succ_opt()) else {
        return Err(Refused::new(
            "STAY_NOT_OVER",
            "孵化期未满",
            "the stay is not over yet",
        ));
    };
    tenancy.left_on = Some(left_on);
    Ok(Event::TenantExpired)
}

pub(super) fn graduate(
    tenancy: &mut Tenancy,
    invested: &[(i32, Fen)],
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    operator::acts(at.actor, &tenancy.operator)?;
    if at.today < tenancy.entry_on {
        return Err(not_inside());
    }
    not_over(tenancy, at.today)?;
    let met = tenancy.evidence(invested)?.met()?;
    if met.is_empty() {
        return Err(Refused::new(
            "GRADUATION_NOT_MET",
            "在案数据未达到任何一项毕业条件，请先登记年度数据或投资记录",
            "nothing on record lets it graduate: record its year's figures or investments first",
        ));
    }
    let codes = met.iter().map(|criterion| criterion.as_str().to_owned());
    let event = Event::TenantGraduated {
        met: codes.collect(),
    };
    tenancy.graduation = Some(Graduation {
        graduated_on: at.today,
        met,
        verification: None,
    });
    tenancy.left_on = Some(at.today);
    Ok(event)
}

pub(super) fn confirm(
    tenancy: &mut Tenancy,
    note: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    authority(tenancy, at.actor)?;
    let unverified = tenancy.graduation.as_mut();
    let Some(graduation) = unverified.filter(|known| known.verification.is_none()) else {
        return Err(Refused::new(
            "GRADUATION_VERIFIED",
            "该毕业已核实",
            "the graduation was confirmed already",
        ));
    };
    graduation.verification = Some(Verification {
        note,
        by: at.actor.subject.clone(),
        verified_on: at.today,
    });
    Ok(Event::GraduationConfirmed)
}

/// The graduation does not hold: the tenant is inside again, or gone since then.
pub(super) fn reject(
    tenancy: &mut Tenancy,
    then: Then,
    reason: String,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    const CODE: &str = "GRADUATION_NOT_VERIFIED";
    authority(tenancy, at.actor)?;
    duty::reasoned("reason", &reason)?;
    tenancy.graduation = None;
    match then {
        Then::Return => {
            tenancy.left_on = None;
            Ok(Event::TenantReturned { reason })
        }
        Then::Exit => {
            tenancy.exit = Some(Exit {
                code: CODE.to_owned(),
                note: reason,
                exited_on: tenancy.left_on.unwrap_or(at.today),
            });
            Ok(Event::TenantExited {
                code: CODE.to_owned(),
            })
        }
    }
}

pub(super) fn exit(
    tenancy: &mut Tenancy,
    exit: Exit,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    operator::acts(at.actor, &tenancy.operator)?;
    duty::stable_code("code", &exit.code)?;
    duty::reasoned("note", &exit.note)?;
    if exit.exited_on > at.today {
        return Err(in_future("exited_on"));
    }
    if exit.exited_on < tenancy.enterprise_since() {
        return Err(not_inside());
    }
    not_over(tenancy, exit.exited_on)?;
    let code = exit.code.clone();
    tenancy.left_on = Some(exit.exited_on);
    tenancy.exit = Some(exit);
    Ok(Event::TenantExited { code })
}

impl Tenancy {
    /// What is on record for its graduation. Capital of a year is what the year's figures say, and what the register of
    /// investments knows where there are none.
    pub fn evidence(&self, invested: &[(i32, Fen)]) -> Result<Evidence, AmountOverflow> {
        let told = self.years.iter().map(|year| year.venture_capital);
        let untold = invested
            .iter()
            .filter(|(year, _)| self.year(*year).is_none())
            .map(|(_, amount)| *amount);
        let revenue = self.years.iter().map(|year| (year.year, year.revenue));
        Ok(Evidence {
            high_tech: self.years.iter().any(|year| year.high_tech_on.is_some()),
            venture_capital: Fen::checked_sum(told.chain(untold))?,
            revenue: revenue.collect::<BTreeMap<i32, Fen>>(),
            acquired_or_listed: self
                .years
                .iter()
                .any(|year| year.acquired_or_listed_on.is_some()),
        })
    }

    /// Whether a record up to a year says that it was acquired, merged or listed, or it graduated by that.
    pub fn is_acquired_or_listed_by(&self, year: i32) -> bool {
        let mut known = self.years.iter().filter(|known| known.year <= year);
        let graduation = self.graduation.as_ref();
        known.any(|known| known.acquired_or_listed_on.is_some())
            || graduation.is_some_and(|known| known.met.contains(&Criterion::AcquiredOrListed))
    }
}

fn not_inside() -> Refused {
    Refused::new(
        "BEFORE_ENTRY",
        "日期不能早于入驻日期，由团队注册为企业的不能早于注册日期",
        "nobody leaves before it has moved in, or before the registration that is on record",
    )
}
