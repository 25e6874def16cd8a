//! What a base has, as its organisation states it, and the typical conditions that are asked of it where no rule of its authority
//! says otherwise (illustrative).
use chrono::NaiveDate;
use kezhuan_law::calendar::add_months;
use serde::{Deserialize, Serialize};

use super::Terms;
use crate::domain::code_list::code_list;
use crate::domain::refused::{FieldViolation, Refused};

/// The largest area that can be meant, in hundredths of a mu or of a square metre.
const AREA_C_MAX: i64 = 1_000_000_000;
/// The most partners, achievements or staff that can be meant.
const COUNT_MAX: usize = 1_000;
const STAFF_MAX: u32 = 1_000_000;
/// The longest right to land that is told of, in months: a century.
const LAND_RIGHT_MONTHS_MAX: i32 = 1_200;

code_list! {
    /// What a base can fail, in the order it is tested.
    Condition {
        LegalPerson = "LEGAL_PERSON", "申报单位不具备法人资格", "no legal person runs it";
        Area = "AREA", "用地和设施面积均未达标", "neither land nor facilities are large enough";
        LandRight = "LAND_RIGHT", "土地使用权剩余期限不足", "the right to the land ends too soon";
        Partners = "PARTNERS", "签约技术依托单位不足", "too few technical partners under contract";
        Achievements = "ACHIEVEMENTS", "科技成果不足", "too few achievements";
        TechnicalStaff = "TECHNICAL_STAFF", "技术人员不足", "too few technical staff";
        Score = "SCORE", "专家评审未达分数线", "the experts' score is too low";
    }
}

/// The figures of one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    pub legal_person: bool,
    /// In hundredths of a mu.
    pub land_c: i64,
    /// Laboratories, greenhouses, workshops, in hundredths of a square metre.
    pub facility_area_c: i64,
    /// The last day of the right to the land.
    pub land_right_until: Option<NaiveDate>,
    /// Organisations under contract.
    pub technical_partners: Vec<String>,
    pub achievements: Vec<String>,
    pub technical_staff: u32,
}

impl Figures {
    /// Holds that they can be meant.
    pub fn check(&self) -> Result<(), Refused> {
        let wrong = |field: &str, zh: &'static str, en: &'static str| {
            FieldViolation::new(format!("figures.{field}"), "FIGURE_INVALID", zh, en)
        };
        let mut fields = Vec::new();
        if !(0..=AREA_C_MAX).contains(&self.land_c) {
            fields.push(wrong(
                "land_c",
                "用地面积超出范围",
                "lies between 0 and 1000000000",
            ));
        }
        if !(0..=AREA_C_MAX).contains(&self.facility_area_c) {
            fields.push(wrong(
                "facility_area_c",
                "设施面积超出范围",
                "lies between 0 and 1000000000",
            ));
        }
        for (name, list) in [
            ("technical_partners", &self.technical_partners),
            ("achievements", &self.achievements),
        ] {
            if list.len() > COUNT_MAX || list.iter().any(|one| one.trim().is_empty()) {
                fields.push(wrong(
                    name,
                    "逐项填写，不得为空，最多1000项",
                    "each entry says something, 1000 at most",
                ));
            }
        }
        if self.technical_staff > STAFF_MAX {
            fields.push(wrong("technical_staff", "人数超出范围", "1000000 at most"));
        }
        if fields.is_empty() {
            return Ok(());
        }
        let refused = Refused::new(
            "FIGURES_INVALID",
            "基地基本情况填写有误",
            "the figures of the base can't be meant",
        );
        Err(refused.with_fields(fields))
    }

    /// Whole months that the right to the land still runs on `today`.
    pub fn land_right_months(&self, today: NaiveDate) -> u32 {
        let Some(until) = self.land_right_until else {
            return 0;
        };
        let runs = |months: i32| add_months(today, months).is_some_and(|end| end <= until);
        let (mut low, mut high) = (0, LAND_RIGHT_MONTHS_MAX + 1);
        while low + 1 < high {
            let middle = i32::midpoint(low, high);
            if runs(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        u32::try_from(low).unwrap_or(0)
    }

    /// Every typical condition that they fail on `today`, with the experts' mean.
    pub fn fails(&self, mean_score_c: i64, today: NaiveDate, terms: &Terms) -> Vec<Condition> {
        let few = |entries: &[String], least: u32| entries.len() < least as usize;
        let is_small =
            self.land_c < terms.land_min_c && self.facility_area_c < terms.facility_area_min_c;
        let fails = [
            (!self.legal_person, Condition::LegalPerson),
            (is_small, Condition::Area),
            (
                self.land_right_months(today) < terms.land_right_months_min,
                Condition::LandRight,
            ),
            (
                few(&self.technical_partners, terms.partners_min),
                Condition::Partners,
            ),
            (
                few(&self.achievements, terms.achievements_min),
                Condition::Achievements,
            ),
            (
                self.technical_staff < terms.technical_staff_min,
                Condition::TechnicalStaff,
            ),
            (mean_score_c < terms.review_score_min_c, Condition::Score),
        ];
        let failed = fails.into_iter().filter(|(failed, _)| *failed);
        failed.map(|(_, condition)| condition).collect()
    }
}
