//! The year's tenants: those that sat in the carriers when the year began and are entered from paper in January, and those that
//! apply during the year; what becomes of each, and on which legal day.
mod fate;
mod two_of_jianghai;

use chrono::{Days, NaiveDate};
use kezhuan_law::identifiers::UnifiedSocialCreditCode;
use kezhuan_protocol::incubation::v1::TenantYear;
use kezhuan_protocol::incubation::v1::tenancy::{Field, Founder, Kind, Profile};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::calendar::DemoCalendar;
use super::carriers::CarrierPlan;
use super::wording::{self, pick};

/// Keeps the tenants' year apart from the contracts', which stays as it was.
const SEED: u64 = 0x07e4_a4e7;

/// The city's key chains in the demo; the city sets them, and no document is claimed for them.
pub const CHAINS: [(&str, &str, &str); 15] = [
    ("EQUIPMENT", "高端装备制造", "high-end equipment"),
    (
        "NEW_INFORMATION",
        "新一代信息技术",
        "new information technology",
    ),
    (
        "NEW_ENERGY_VEHICLE",
        "新能源汽车及零部件",
        "new-energy vehicles and parts",
    ),
    ("HEALTH", "大健康", "health"),
    ("NEW_MATERIALS", "新材料", "new materials"),
    ("SILICON_ENERGY", "硅能源", "silicon energy"),
    ("BATTERY", "新型储能", "new energy storage"),
    (
        "LASER",
        "激光与增材制造",
        "lasers and additive manufacturing",
    ),
    ("SAFETY_EMERGENCY", "安全应急", "safety and emergency"),
    ("MOTORCYCLE", "摩托车", "motorcycles"),
    ("PLUMBING", "水暖卫浴", "plumbing and sanitary ware"),
    ("FOOD", "食品", "food"),
    ("PAPER", "造纸及印刷", "paper and printing"),
    ("TEXTILE", "纺织服装", "textiles and clothing"),
    ("RAIL", "轨道交通", "rail transport"),
];

const FIELDS: [Field; 9] = [
    Field::Software,
    Field::Electronics,
    Field::NewMaterials,
    Field::NewEnergy,
    Field::Environment,
    Field::Laser,
    Field::Manufacturing,
    Field::TechService,
    Field::BioMed,
];
const REGIONS: [&str; 4] = ["HKG", "MAC", "CAN", "USA"];

/// One stay's planned life.
pub struct TenantPlan {
    /// Place of its carrier in the list of carriers.
    pub carrier: usize,
    pub profile: Profile,
    pub steps: Vec<(NaiveDate, TenantStep)>,
}

/// What a person does about a tenant.
#[derive(Clone, Debug, PartialEq)]
pub enum TenantStep {
    /// By the start-up itself, or by the operator for one that applied on paper.
    Apply {
        by_tenant: bool,
    },
    /// Admitted or refused, as the nation's rule and the county's say.
    Admit,
    Refuse,
    Withdraw,
    /// A unit of so many 0.01 m², let for a year from the next month on.
    Rent(i64),
    /// A mentor's hour, signed by both sides.
    Advise,
    Serve,
    /// So many fen of venture capital.
    Invest(i64),
    Record(Box<TenantYear>),
    Graduate,
    Verify,
    Exit,
    /// The landing company of a tenant outside the city.
    Land(String),
    /// Half a year's rent, claimed by the tenant of the county's rule.
    ClaimRent,
    /// The reward of a graduate that became a high-tech enterprise, claimed by its carrier.
    ClaimReward,
    /// Approved and published.
    DecideClaim,
    PayClaim,
}

/// The year's tenants of these carriers.
pub fn tenants(
    seed: u64,
    calendar: &DemoCalendar,
    carriers: &[CarrierPlan],
    count: usize,
) -> Vec<TenantPlan> {
    let mut random = ChaCha8Rng::seed_from_u64(seed ^ SEED);
    let seats: Vec<usize> = carriers
        .iter()
        .enumerate()
        .flat_map(|(place, carrier)| std::iter::repeat_n(place, carrier.weight as usize))
        .collect();
    let mut plans: Vec<TenantPlan> = (0..count)
        .map(|index| {
            let place = *pick(&mut random, &seats);
            tenant(&mut random, calendar, (place, &carriers[place]), index)
        })
        .collect();
    plans.extend(two_of_jianghai::tenants(calendar, carriers, count));
    plans
}

/// Half of them sat there when the year began.
fn tenant(
    random: &mut ChaCha8Rng,
    calendar: &DemoCalendar,
    (place, carrier): (usize, &CarrierPlan),
    index: usize,
) -> TenantPlan {
    let was_there = random.random_ratio(45, 100);
    let fate = match (carrier.is_idle, was_there) {
        (true, _) => fate::Fate::Stays,
        (false, true) => fate::of_those_inside(random),
        (false, false) => fate::of_those_who_apply(random),
    };
    let applied = match was_there {
        true => calendar.working_day_after(day(2025, 1, 13), random.random_range(0..9)),
        false => calendar.submission_day(random, 12),
    };
    let entry = match fate {
        // Inside since so long that its four years end in the course of this one.
        fate::Fate::Expires => later(day(2021, 3, 1), random.random_range(0..240)),
        _ if was_there => later(day(2022, 7, 1), random.random_range(0..860)),
        _ => later(applied, random.random_range(0..20)),
    };
    let mut profile = profile(random, (carrier, index), (applied, entry), fate);
    if random.random_ratio(35, 100) {
        profile.chain = format!("chains/{}", pick(random, &CHAINS).0);
    }
    let steps = fate::steps(random, calendar, (fate, applied), (carrier, &profile));
    TenantPlan {
        carrier: place,
        profile,
        steps,
    }
}

fn profile(
    random: &mut ChaCha8Rng,
    (carrier, index): (&CarrierPlan, usize),
    (applied, entry): (NaiveDate, NaiveDate),
    fate: fate::Fate,
) -> Profile {
    // A team becomes no high-tech enterprise, and is never too old.
    let is_team = fate.may_be_a_team() && random.random_ratio(9, 100);
    let age_days = match fate {
        fate::Fate::TooOld => random.random_range(800..1_900),
        _ => random.random_range(20..680),
    };
    let founded = earlier(entry.min(applied), age_days);
    let field = match fate {
        // Four years are the longest stay in these fields.
        fate::Fate::Expires => FIELDS[random.random_range(0..FIELDS.len() - 1)],
        _ => *pick(random, &FIELDS),
    };
    let overseas = random.random_ratio(8, 100);
    let founder = match random.random_range(0..100) {
        0..12 => Founder::Student,
        12..18 => Founder::Returnee,
        _ => Founder::General,
    };
    let name = format!(
        "{}{}{index:04}",
        pick(random, wording::STEMS),
        pick(random, wording::TRADES)
    );
    let enterprise = Profile {
        kind: Kind::Enterprise.into(),
        name: format!("{name}有限公司"),
        uscc: credit_code(carrier.division, index),
        founded_on: founded.to_string(),
        entry_on: entry.to_string(),
        field: field.into(),
        founder: founder.into(),
        staff: random.random_range(3..40),
        overseas_chinese: overseas,
        source_region: match overseas {
            true => (*pick(random, &REGIONS)).to_owned(),
            false => String::new(),
        },
        registered_here: true,
        office_here: true,
        tech_sme: fate != fate::Fate::NoTechnology,
        ..Profile::default()
    };
    match is_team {
        false => enterprise,
        true => Profile {
            kind: Kind::Team.into(),
            name: format!("{name}团队"),
            uscc: String::new(),
            organisation: format!("team-{index:04}"),
            founded_on: String::new(),
            ..enterprise
        },
    }
}

/// A synthetic credit code with a valid check character, another one for each tenant.
fn credit_code(division: &str, index: usize) -> String {
    let body = format!("91{division}MA7{index:06}");
    UnifiedSocialCreditCode::from_body(&body).map_or(body, |code| code.as_str().to_owned())
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn later(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

fn earlier(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::carriers::carriers;
    use super::*;

    fn year(seed: u64, count: usize) -> Vec<TenantPlan> {
        let calendar = DemoCalendar::new();
        tenants(seed, &calendar, &carriers(&calendar), count)
    }

    #[test]
    fn one_seed_makes_one_year_of_tenants() {
        let told = |seed| -> Vec<_> {
            let plans = year(seed, 200).into_iter();
            plans
                .map(|plan| (plan.carrier, plan.profile, plan.steps))
                .collect()
        };
        assert_eq!(told(7), told(7));
        assert_ne!(told(7), told(8));
    }

    #[test]
    fn nobody_applies_to_a_carrier_that_is_not_there_yet() {
        let calendar = DemoCalendar::new();
        let carriers = carriers(&calendar);
        for plan in tenants(2025, &calendar, &carriers, 2_000) {
            let there = carriers[plan.carrier].steps.iter().map(|(day, _)| *day);
            let comes = plan.steps.iter().map(|(day, _)| *day);
            assert!(there.min() <= comes.min(), "{}", plan.profile.name);
        }
    }

    #[test]
    fn a_year_has_entries_graduations_exits_and_refusals() {
        let plans = year(2025, 1_300);
        let with = |wanted: fn(&TenantStep) -> bool| {
            let plans = plans.iter();
            plans
                .filter(|plan| plan.steps.iter().any(|(_, step)| wanted(step)))
                .count()
        };
        assert!(with(|step| *step == TenantStep::Admit) > 1_100);
        assert!(with(|step| *step == TenantStep::Graduate) > 40);
        assert!(with(|step| *step == TenantStep::Exit) > 30);
        assert!(with(|step| *step == TenantStep::Withdraw) > 5);
        assert!(with(|step| matches!(step, TenantStep::Rent(_))) > 80);
        assert_eq!(with(|step| *step == TenantStep::PayClaim), 2);
        let codes: Vec<&str> = plans
            .iter()
            .map(|plan| plan.profile.uscc.as_str())
            .filter(|uscc| !uscc.is_empty())
            .collect();
        assert!(codes.len() < plans.len(), "teams have none");
        let distinct: BTreeSet<&str> = codes.iter().copied().collect();
        assert_eq!(distinct.len(), codes.len());
    }

    #[test]
    fn no_step_of_a_tenant_goes_back_in_time() {
        for plan in year(3, 1_000) {
            let days: Vec<NaiveDate> = plan.steps.iter().map(|(day, _)| *day).collect();
            assert!(days.is_sorted(), "{:?}", plan.steps);
        }
    }
}
