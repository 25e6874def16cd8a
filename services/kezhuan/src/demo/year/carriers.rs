//! The year's carriers: of every kind and grade in all seven counties and one in Shenzhen, under the measures of the day each
//! applies on. What it takes to become one is stated as its operator would state it.
use chrono::{Days, NaiveDate};
use kezhuan_protocol::incubation::v1::carrier::{Grade, Kind};
use kezhuan_protocol::incubation::v1::{Figures, Profile};

use super::calendar::DemoCalendar;

/// One carrier's planned life.
pub struct CarrierPlan {
    /// The organisation that runs it.
    pub operator: String,
    /// The county that looks after it.
    pub authority: &'static str,
    pub profile: Profile,
    pub grade: Grade,
    pub figures: Figures,
    /// How many tenants it has beside the others.
    pub weight: u32,
    /// Nothing goes on in it.
    pub is_idle: bool,
    /// Where it stands, for the tenants' credit codes.
    pub division: &'static str,
    pub steps: Vec<(NaiveDate, CarrierStep)>,
}

/// What a person does to a carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CarrierStep {
    /// Entered by its operator, with a mentor.
    Enter,
    Apply,
    Check,
    Refuse,
    /// The city seats three experts, and each scores.
    Review,
    Propose,
    Accredit,
    /// Its operator asks to be a base for people from Hong Kong, Macao, Taiwan and overseas, and the city grants it.
    BecomeBase,
    /// An event or a training.
    Hold,
    FillReturn,
    CheckReturn,
    AcceptReturn,
    Assess,
}

/// What is particular about one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    Plain,
    /// Run by a leading enterprise for its chain.
    Leader,
    /// Outside the city; the county above looks after it.
    Remote,
    /// For people from overseas, together with Hong Kong or Macao.
    Overseas,
    /// Too small: refused.
    Small,
    /// Accredited, and then nothing goes on in it: the yearly assessment asks for a rectification.
    Idle,
    /// Hands its yearly return in, and is assessed.
    Returning,
}

/// County, name, kind, grade, month and day of the application, manner, tenants beside the others.
type Row = (
    &'static str,
    &'static str,
    Kind,
    Grade,
    (u32, u32),
    Manner,
    u32,
);

#[rustfmt::skip]
const ROWS: &[Row] = {
    use {Grade as G, Kind as K, Manner as M};
    &[
        ("440703", "蓬江科创孵化器", K::Incubator, G::Province, (2, 17), M::Returning, 8),
        ("440703", "五邑大学科技园", K::UniversityPark, G::National, (3, 10), M::Plain, 7),
        ("440703", "滨江众创空间", K::MakerSpace, G::National, (4, 14), M::Plain, 5),
        ("440703", "江门侨梦苑", K::OverseasChineseBase, G::City, (2, 24), M::Overseas, 5),
        ("440703", "西环县级众创空间", K::MakerSpace, G::County, (5, 12), M::Plain, 3),
        ("440703", "深圳（江门）异地孵化器", K::Incubator, G::City, (3, 3), M::Remote, 5),
        ("440704", "江海高新孵化器", K::Incubator, G::National, (2, 10), M::Returning, 9),
        ("440704", "江海光电专业孵化器", K::Incubator, G::City, (3, 17), M::Leader, 5),
        ("440704", "火炬大厦加速器", K::Accelerator, G::Standard, (9, 8), M::Plain, 6),
        ("440704", "麻园众创空间", K::MakerSpace, G::County, (4, 21), M::Plain, 4),
        ("440704", "外海创业孵化器", K::Incubator, G::County, (6, 9), M::Plain, 4),
        ("440705", "新会智造孵化器", K::Incubator, G::Standard, (9, 15), M::Plain, 6),
        ("440705", "会城众创空间", K::MakerSpace, G::City, (5, 19), M::Plain, 4),
        ("440705", "陈皮产业孵化器", K::Incubator, G::Province, (6, 16), M::Plain, 5),
        ("440705", "银湖湾孵化器", K::Incubator, G::County, (7, 14), M::Plain, 3),
        ("440781", "台山科技孵化器", K::Incubator, G::City, (4, 7), M::Plain, 4),
        ("440781", "广海众创空间", K::MakerSpace, G::County, (5, 26), M::Small, 1),
        ("440781", "大江创业孵化器", K::Incubator, G::County, (8, 11), M::Plain, 3),
        ("440783", "开平水暖孵化器", K::Incubator, G::City, (7, 7), M::Plain, 4),
        ("440783", "翠山湖众创空间", K::MakerSpace, G::County, (8, 18), M::Plain, 3),
        ("440784", "鹤山孵化器", K::Incubator, G::Province, (10, 13), M::Plain, 4),
        ("440784", "沙坪创业孵化器", K::Incubator, G::County, (3, 24), M::Idle, 1),
        ("440784", "共和加速器", K::Accelerator, G::City, (10, 20), M::Plain, 3),
        ("440785", "恩平声学孵化器", K::Incubator, G::County, (6, 23), M::Returning, 4),
    ]
};

/// The year's carriers, in the order in which their tenants number them.
pub fn carriers(calendar: &DemoCalendar) -> Vec<CarrierPlan> {
    let rows = ROWS.iter().enumerate();
    rows.map(|(index, row)| plan(calendar, index, row))
        .collect()
}

fn plan(calendar: &DemoCalendar, index: usize, row: &Row) -> CarrierPlan {
    let (authority, name, kind, grade, (month, day), manner, weight) = *row;
    let applied = NaiveDate::from_ymd_opt(2025, month, day).unwrap_or_default();
    let division = match manner {
        Manner::Remote => "440305",
        _ => authority,
    };
    CarrierPlan {
        operator: format!("carrier-{division}-{index:02}"),
        authority,
        profile: profile((division, name), kind, manner),
        grade,
        figures: figures(kind, grade, manner),
        weight,
        is_idle: manner == Manner::Idle,
        division,
        steps: steps(calendar, applied, grade, manner),
    }
}

fn profile((division, name): (&str, &str), kind: Kind, manner: Manner) -> Profile {
    let leads = manner == Manner::Leader;
    let of_leader = |text: &str| match leads {
        true => text.to_owned(),
        false => String::new(),
    };
    let area_c = match (manner, kind) {
        (Manner::Small, _) => 60_000,
        (_, Kind::UniversityPark) => 1_600_000,
        _ => 1_000_000,
    };
    Profile {
        name: name.to_owned(),
        kind: kind.into(),
        division: division.to_owned(),
        address: format!("{name}一期"),
        legal_person: true,
        opened_on: "2019-05-06".to_owned(),
        field: of_leader("LASER"),
        leader: of_leader("leader-440704"),
        leader_chain: of_leader("LASER"),
        joint_hk_macao: manner == Manner::Overseas,
        area_c,
        tenant_area_c: area_c / 4 * 3,
    }
}

/// As its operator states them: enough for the measures of its grade, unless it is too small.
fn figures(kind: Kind, grade: Grade, manner: Manner) -> Figures {
    let local = Figures {
        stat_years: 1,
        staff: 8,
        pro_staff: 7,
        mentors: 6,
        tenants: 24,
        same_field: 20,
        financed: 3,
        fund_fen: 600_000_000,
        service_kinds: 4,
        ..Figures::default()
    };
    match (manner, grade, kind) {
        (Manner::Small, ..) => Figures {
            tenants: 3,
            same_field: 0,
            financed: 0,
            ..local
        },
        (_, Grade::National, Kind::MakerSpace) => Figures {
            seats: 60,
            seats_and_shared_bp: 8_000,
            teams: 24,
            new_companies: 12,
            typical_cases: 4,
            activities: 12,
            ..local
        },
        (_, Grade::County | Grade::City, _) => local,
        _ => Figures {
            stat_years: 2,
            staff: 12,
            pro_staff: 10,
            mentors: 12,
            tenants: 56,
            same_field: 0,
            financed: 12,
            applied_ip: 30,
            valid_ip: 20,
            own_patents: 20,
            college_links: 30,
            invested: 6,
            grown: 18,
            graduates: 22,
            fund_fen: 800_000_000,
            fund_cases: 4,
            total_income_fen: 1_000_000_000,
            rent_income_fen: 600_000_000,
            service_kinds: 5,
            ..Figures::default()
        },
    }
}

fn steps(
    calendar: &DemoCalendar,
    applied: NaiveDate,
    grade: Grade,
    manner: Manner,
) -> Vec<(NaiveDate, CarrierStep)> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    let after = |from, days| calendar.working_day_after(from, days);
    let mut steps = vec![
        (after(day(2025, 1, 2), 0), CarrierStep::Enter),
        (after(applied, 0), CarrierStep::Apply),
    ];
    let checked = after(applied, 2);
    if manner == Manner::Small {
        steps.push((checked, CarrierStep::Refuse));
        return steps;
    }
    steps.push((checked, CarrierStep::Check));
    if grade != Grade::County {
        steps.push((after(checked, 1), CarrierStep::Review));
    }
    let proposed = after(checked, 3);
    steps.push((proposed, CarrierStep::Propose));
    // Seven days of public notice, its first not counted.
    let over = proposed.checked_add_days(Days::new(8)).unwrap_or(proposed);
    let accredited = after(over, 0);
    steps.push((accredited, CarrierStep::Accredit));
    if manner != Manner::Idle {
        steps.extend([1, 3].map(|days| (after(accredited, days), CarrierStep::Hold)));
    }
    if manner == Manner::Plain && grade == Grade::Province {
        steps.push((after(accredited, 5), CarrierStep::BecomeBase));
    }
    if manner == Manner::Returning {
        steps.push((day(2026, 1, 14), CarrierStep::FillReturn));
        steps.push((day(2026, 1, 19), CarrierStep::CheckReturn));
        steps.push((day(2026, 1, 21), CarrierStep::AcceptReturn));
    }
    if matches!(manner, Manner::Returning | Manner::Idle) {
        steps.push((day(2026, 1, 28), CarrierStep::Assess));
    }
    steps
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn carriers_of_every_kind_stand_in_every_county_and_one_outside() {
        let carriers = carriers(&DemoCalendar::new());
        let kinds: BTreeSet<i32> = carriers
            .iter()
            .map(|carrier| carrier.profile.kind)
            .collect();
        let places: BTreeSet<&str> = carriers.iter().map(|carrier| carrier.division).collect();
        assert_eq!((carriers.len(), kinds.len(), places.len()), (24, 5, 8));
        let operators: BTreeSet<&str> = carriers
            .iter()
            .map(|carrier| carrier.operator.as_str())
            .collect();
        assert_eq!(operators.len(), carriers.len());
    }

    #[test]
    fn no_step_goes_back_in_time() {
        for carrier in carriers(&DemoCalendar::new()) {
            let days: Vec<NaiveDate> = carrier.steps.iter().map(|(day, _)| *day).collect();
            assert!(days.is_sorted(), "{}", carrier.profile.name);
        }
    }
}
