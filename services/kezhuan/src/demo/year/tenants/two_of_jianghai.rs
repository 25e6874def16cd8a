//! Two tenants of Jianghai whose benefits go all the way to the payment: one has half a year's rent subsidised, one graduates,
//! becomes a high-tech enterprise, and is worth a reward to its carrier.
use chrono::NaiveDate;
use kezhuan_protocol::incubation::v1::TenantYear;
use kezhuan_protocol::incubation::v1::tenancy::{Field, Kind, Profile};

use super::fate::earning;
use super::{TenantPlan, TenantStep, credit_code, day};
use crate::demo::year::calendar::DemoCalendar;
use crate::demo::year::carriers::CarrierPlan;

const COUNTY: &str = "440704";
/// In 0.01 m².
const RENTED_C: i64 = 20_000;

/// Both, in the first of the county's carriers.
pub fn tenants(calendar: &DemoCalendar, carriers: &[CarrierPlan], index: usize) -> Vec<TenantPlan> {
    let of_county = carriers
        .iter()
        .position(|carrier| carrier.division == COUNTY);
    let Some(carrier) = of_county else {
        return Vec::new();
    };
    let working = |month, date, days| calendar.working_day_after(day(2025, month, date), days);
    let applied = working(1, 13, 0);
    let first = vec![
        (applied, TenantStep::Apply { by_tenant: true }),
        (working(1, 14, 0), TenantStep::Admit),
        (working(2, 5, 0), TenantStep::Rent(RENTED_C)),
        (working(9, 3, 0), TenantStep::ClaimRent),
        (working(9, 5, 0), TenantStep::DecideClaim),
        // Five working days of notice later.
        (working(9, 5, 6), TenantStep::PayClaim),
    ];
    let second = vec![
        (applied, TenantStep::Apply { by_tenant: false }),
        (working(1, 14, 0), TenantStep::Admit),
        (working(6, 10, 0), recorded(earning(2024, 480_000_000))),
        (working(6, 10, 0), recorded(earning(2025, 610_000_000))),
        (working(6, 10, 0), TenantStep::Graduate),
        (working(6, 12, 0), TenantStep::Verify),
        (working(11, 12, 0), recorded(certified(day(2025, 11, 6)))),
        (working(11, 12, 0), TenantStep::ClaimReward),
        (working(11, 14, 0), TenantStep::DecideClaim),
        (working(11, 14, 6), TenantStep::PayClaim),
    ];
    let plan = |profile, steps| TenantPlan {
        carrier,
        profile,
        steps,
    };
    vec![
        plan(profile("光启激光", index), first),
        plan(profile("锐芯电子", index + 1), second),
    ]
}

fn recorded(year: TenantYear) -> TenantStep {
    TenantStep::Record(Box::new(year))
}

fn certified(on: NaiveDate) -> TenantYear {
    TenantYear {
        high_tech_on: on.to_string(),
        ..earning(2025, 610_000_000)
    }
}

fn profile(name: &str, index: usize) -> Profile {
    Profile {
        kind: Kind::Enterprise.into(),
        name: format!("江门{name}有限公司"),
        uscc: credit_code(COUNTY, index),
        founded_on: "2023-09-01".to_owned(),
        entry_on: "2024-03-01".to_owned(),
        field: Field::Laser.into(),
        staff: 18,
        registered_here: true,
        office_here: true,
        tech_sme: true,
        chain: "chains/LASER".to_owned(),
        ..Profile::default()
    }
}
