//! Three agricultural bases and a rice season on each: the province's in Kaiping, the county's own in Enping, the city's in Xinhui.
use chrono::NaiveDate;
use kezhuan_protocol::agriculture::v1::base::{Carrier, Level};

use super::calendar::DemoCalendar;

/// One base's planned year.
pub struct BasePlan {
    pub organisation: &'static str,
    pub division: &'static str,
    pub title: &'static str,
    pub programme: &'static str,
    pub level: Level,
    pub carrier: Carrier,
    pub variety: &'static str,
    /// As the approving committee numbers it.
    pub approval: &'static str,
    /// South-west corner of the demonstration's field and its sides, in millionths of a degree: longitude, latitude.
    pub corner: (i64, i64),
    pub sides: (i64, i64),
    /// As the base states it, in 0.01 mu.
    pub stated_area_c: i64,
    /// Grams on the trial's plots of a tenth of a mu, by replication.
    pub plots_g: [i64; 3],
    /// Households that grow it in the late season.
    pub households: i64,
    pub steps: Vec<(NaiveDate, BaseStep)>,
}

/// What somebody does for a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseStep {
    /// The call, the draft and its application.
    Apply,
    Recommend,
    /// Five experts are assigned, and each scores papers and visit.
    Review,
    Propose,
    Accredit,
    /// The variety and its check are entered with their approvals.
    EnterVarieties,
    /// Trial and demonstration are planned, sown and started.
    Sow,
    /// Both are harvested and measured.
    Harvest,
    /// The experts' opinions, and the county's verdict on the trial.
    VerifyTrial,
    AcceptDemonstration,
    /// The variety goes to farmers.
    Extend,
    RecordHouseholds,
    Train,
    Report,
    Confirm,
    ClaimSubsidy,
    DecideSubsidy,
    PaySubsidy,
    Assess,
}

/// Enping's own rule accredits nobody without a demonstration that was accepted: its base comes to the plate after the harvest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    PlateFirst,
    SeasonFirst,
}

/// The three of them.
pub fn bases(calendar: &DemoCalendar) -> Vec<BasePlan> {
    let kaiping = BasePlan {
        organisation: "jaas-kaiping",
        division: "440783",
        title: "开平水稻良种转化基地",
        programme: "广东省农业科技成果转化基地（演示）",
        level: Level::Province,
        carrier: Carrier::RiceStation,
        variety: "潭江香占",
        approval: "粤审稻20220031",
        corner: (112_680_000, 22_370_000),
        sides: (2_000, 2_000),
        stated_area_c: 6_840,
        plots_g: [59_100, 59_400, 59_592],
        households: 32,
        steps: steps(calendar, Order::PlateFirst, Some(Paid::Subsidy)),
    };
    let enping = BasePlan {
        organisation: "enping-cooperative",
        division: "440785",
        title: "恩平丝苗米示范基地",
        programme: "恩平市农业科技成果转化基地（演示）",
        level: Level::County,
        carrier: Carrier::Cooperative,
        variety: "锦江丝苗",
        approval: "粤审稻20230017",
        corner: (112_300_000, 22_180_000),
        sides: (2_000, 1_800),
        stated_area_c: 6_170,
        plots_g: [57_800, 58_300, 57_600],
        households: 28,
        steps: steps(calendar, Order::SeasonFirst, Some(Paid::Assessed)),
    };
    let xinhui = BasePlan {
        organisation: "xinhui-seeds",
        division: "440705",
        title: "新会优质稻转化基地",
        programme: "江门市农业科技成果转化基地（演示）",
        level: Level::City,
        carrier: Carrier::Enterprise,
        variety: "崖门软占",
        approval: "粤审稻20210044",
        corner: (113_020_000, 22_450_000),
        sides: (2_000, 1_600),
        stated_area_c: 5_470,
        plots_g: [58_200, 58_900, 58_500],
        households: 30,
        steps: steps(calendar, Order::PlateFirst, None),
    };
    vec![kaiping, enping, xinhui]
}

/// What follows the season.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Paid {
    Subsidy,
    Assessed,
}

fn steps(
    calendar: &DemoCalendar,
    order: Order,
    follows: Option<Paid>,
) -> Vec<(NaiveDate, BaseStep)> {
    use BaseStep as S;
    let on = |year, month, day| {
        let day = NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        calendar.working_day_after(day, 0)
    };
    let mut steps = vec![
        (on(2025, 1, 8), S::Apply),
        (on(2025, 1, 14), S::Recommend),
        (on(2025, 3, 3), S::EnterVarieties),
        (on(2025, 3, 17), S::Sow),
        (on(2025, 7, 14), S::Harvest),
        (on(2025, 7, 18), S::VerifyTrial),
        (on(2025, 7, 21), S::AcceptDemonstration),
        (on(2025, 7, 28), S::Extend),
        (on(2025, 8, 20), S::RecordHouseholds),
        (on(2025, 9, 10), S::Train),
        (on(2025, 12, 1), S::Report),
        (on(2025, 12, 9), S::Confirm),
    ];
    // Seven days of public notice, its first not counted, lie between the last two.
    steps.extend(match order {
        Order::PlateFirst => [
            (on(2025, 2, 6), S::Review),
            (on(2025, 2, 10), S::Propose),
            (on(2025, 2, 18), S::Accredit),
        ],
        Order::SeasonFirst => [
            (on(2025, 8, 4), S::Review),
            (on(2025, 8, 6), S::Propose),
            (on(2025, 8, 14), S::Accredit),
        ],
    });
    match follows {
        // Five working days of notice lie between the last two.
        Some(Paid::Subsidy) => steps.extend([
            (on(2025, 8, 1), S::ClaimSubsidy),
            (on(2025, 8, 5), S::DecideSubsidy),
            (on(2025, 8, 14), S::PaySubsidy),
        ]),
        Some(Paid::Assessed) => steps.push((on(2026, 1, 15), S::Assess)),
        None => {}
    }
    steps.sort_by_key(|(day, _)| *day);
    steps
}

impl BasePlan {
    /// The demonstration's field as GeoJSON.
    pub fn site(&self) -> String {
        let degrees =
            |millionths: i64| format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
        let point = |east: i64, north: i64| {
            let (longitude, latitude) = (self.corner.0 + east, self.corner.1 + north);
            format!("[{},{}]", degrees(longitude), degrees(latitude))
        };
        let (east, north) = self.sides;
        let ring = [(0, 0), (east, 0), (east, north), (0, north), (0, 0)];
        let ring = ring.map(|(east, north)| point(east, north)).join(",");
        format!(r#"{{"type":"Polygon","coordinates":[[{ring}]]}}"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_a_closed_ring_of_numbers() {
        let bases = bases(&DemoCalendar::new());
        let site: serde_json::Value = serde_json::from_str(&bases[0].site()).unwrap();
        let ring = site["coordinates"][0].as_array().unwrap();
        assert_eq!((ring.len(), &ring[0]), (5, &ring[4]));
        assert_eq!(ring[2], serde_json::json!([112.682, 22.372]));
    }

    #[test]
    fn each_of_them_has_its_season_and_its_plate() {
        for base in bases(&DemoCalendar::new()) {
            let day = |wanted| {
                let mut steps = base.steps.iter();
                steps.find(|(_, step)| *step == wanted).map(|(day, _)| *day)
            };
            let in_order = [
                BaseStep::Apply,
                BaseStep::Sow,
                BaseStep::Harvest,
                BaseStep::VerifyTrial,
                BaseStep::AcceptDemonstration,
                BaseStep::Extend,
                BaseStep::Confirm,
            ];
            let days = in_order.map(|step| day(step).expect("a day"));
            assert!(days.is_sorted(), "{}", base.title);
            assert!(day(BaseStep::Review) < day(BaseStep::Accredit));
            let accepted = day(BaseStep::AcceptDemonstration);
            assert_eq!(day(BaseStep::Review) > accepted, base.division == "440785");
        }
    }
}
