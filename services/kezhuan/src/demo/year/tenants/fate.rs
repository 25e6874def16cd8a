//! What becomes of a tenant: mostly it stays.
use chrono::NaiveDate;
use kezhuan_protocol::incubation::v1::TenantYear;
use kezhuan_protocol::incubation::v1::tenancy::Profile;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use super::{TenantStep, credit_code, earlier};
use crate::demo::year::calendar::DemoCalendar;
use crate::demo::year::carriers::CarrierPlan;

/// Last place of a credit code that a tenant has: those of landing companies come after it.
const LANDED_FROM: usize = 500_000;

/// The realistic mess of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Stays,
    Leaves,
    /// A certificate as a high-tech enterprise.
    HighTech,
    /// More than five million yuan of venture capital.
    Capital,
    /// More than ten million yuan of revenue in two years.
    Revenue,
    /// The longest stay ends in the course of the year.
    Expires,
    /// Founded too early before it enters: refused by the nation's rule.
    TooOld,
    /// No technology SME: refused likewise.
    NoTechnology,
    /// Refused by the operator, who has no room for it.
    NoRoom,
    Withdrawn,
}

impl Fate {
    /// Whether somebody without a registered enterprise may meet it.
    pub fn may_be_a_team(self) -> bool {
        matches!(
            self,
            Fate::Stays | Fate::Leaves | Fate::NoRoom | Fate::Withdrawn
        )
    }
}

/// Of a tenant that was inside when the year began.
pub fn of_those_inside(random: &mut ChaCha8Rng) -> Fate {
    match random.random_range(0..1_000) {
        0..60 => Fate::Expires,
        60..120 => Fate::Leaves,
        120..175 => Fate::HighTech,
        175..200 => Fate::Capital,
        200..240 => Fate::Revenue,
        _ => Fate::Stays,
    }
}

/// Of a start-up that applies during the year.
pub fn of_those_who_apply(random: &mut ChaCha8Rng) -> Fate {
    match random.random_range(0..1_000) {
        0..50 => Fate::TooOld,
        50..75 => Fate::NoTechnology,
        75..90 => Fate::NoRoom,
        90..115 => Fate::Withdrawn,
        115..150 => Fate::Leaves,
        _ => Fate::Stays,
    }
}

/// The steps of one stay from `applied` on.
pub fn steps(
    random: &mut ChaCha8Rng,
    calendar: &DemoCalendar,
    (fate, applied): (Fate, NaiveDate),
    (carrier, profile): (&CarrierPlan, &Profile),
) -> Vec<(NaiveDate, TenantStep)> {
    let after = |from, days| calendar.working_day_after(from, days);
    let mut steps = vec![(
        applied,
        TenantStep::Apply {
            by_tenant: random.random_ratio(1, 3),
        },
    )];
    let decided = after(applied, random.random_range(1..4));
    match fate {
        Fate::Withdrawn => steps.push((decided, TenantStep::Withdraw)),
        Fate::NoRoom => steps.push((decided, TenantStep::Refuse)),
        Fate::TooOld | Fate::NoTechnology => steps.push((decided, TenantStep::Admit)),
        Fate::Expires => steps.push((decided, TenantStep::Admit)),
        Fate::Stays | Fate::Leaves | Fate::HighTech | Fate::Capital | Fate::Revenue => {
            steps.push((decided, TenantStep::Admit));
            if !carrier.is_idle {
                inside(random, calendar, decided, (carrier, profile), &mut steps);
            }
            ends(random, calendar, (fate, decided), &mut steps);
        }
    }
    steps
}

/// What happens while it is there.
fn inside(
    random: &mut ChaCha8Rng,
    calendar: &DemoCalendar,
    admitted: NaiveDate,
    (carrier, profile): (&CarrierPlan, &Profile),
    steps: &mut Vec<(NaiveDate, TenantStep)>,
) {
    if random.random_ratio(1, 8) {
        let area_c = random.random_range(40..120) * 100;
        steps.push((admitted, TenantStep::Rent(area_c)));
    }
    let moved_in: NaiveDate = profile.entry_on.parse().unwrap_or(admitted);
    let from = calendar.working_day_after(admitted.max(moved_in), 1);
    if random.random_ratio(1, 20) {
        steps.push((from, TenantStep::Advise));
    }
    if random.random_ratio(1, 10) {
        steps.push((from, TenantStep::Serve));
    }
    let is_remote = carrier.division != carrier.authority;
    if is_remote && random.random_ratio(3, 5) {
        let uscc = credit_code(
            carrier.authority,
            LANDED_FROM + random.random_range(0..400_000),
        );
        steps.push((from, TenantStep::Land(uscc)));
    }
}

fn ends(
    random: &mut ChaCha8Rng,
    calendar: &DemoCalendar,
    (fate, admitted): (Fate, NaiveDate),
    steps: &mut Vec<(NaiveDate, TenantStep)>,
) {
    let last = steps.last().map_or(admitted, |(day, _)| *day);
    let mut later = |from: u32, to: u32| {
        let wait = random.random_range(from..to);
        calendar.working_day_after(last, wait)
    };
    let (day, evidence) = match fate {
        Fate::Leaves => {
            steps.push((later(15, 60), TenantStep::Exit));
            return;
        }
        Fate::HighTech => {
            let day = later(40, 190);
            (day, vec![TenantStep::Record(Box::new(certified(day)))])
        }
        Fate::Capital => (later(30, 190), vec![TenantStep::Invest(620_000_000)]),
        Fate::Revenue => {
            let earned = |year, fen| TenantStep::Record(Box::new(earning(year, fen)));
            let years = vec![earned(2024, 480_000_000), earned(2025, 590_000_000)];
            (later(150, 200), years)
        }
        Fate::Stays
        | Fate::Expires
        | Fate::TooOld
        | Fate::NoTechnology
        | Fate::NoRoom
        | Fate::Withdrawn => return,
    };
    steps.extend(evidence.into_iter().map(|step| (day, step)));
    steps.push((day, TenantStep::Graduate));
    if random.random_ratio(2, 3) {
        let verified = calendar.working_day_after(day, random.random_range(2..6));
        steps.push((verified, TenantStep::Verify));
    }
}

/// What a year's figures say of one with a certificate of some days ago.
fn certified(today: NaiveDate) -> TenantYear {
    let new_year = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap_or(today);
    TenantYear {
        high_tech_on: earlier(today, 10).max(new_year).to_string(),
        ..earning(2025, 320_000_000)
    }
}

/// A year's figures with this revenue.
pub fn earning(year: i32, revenue_fen: i64) -> TenantYear {
    TenantYear {
        year,
        revenue_fen,
        research_fen: revenue_fen / 10,
        taxes_fen: revenue_fen / 25,
        staff: 24,
        college_graduates: 16,
        ip_applications: 4,
        ip_grants: 2,
        valid_ip: 5,
        valid_inventions: 1,
        source: "企业年度报表（演示）".to_owned(),
        ..TenantYear::default()
    }
}
