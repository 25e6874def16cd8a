//! Figures of the accreditation cycle; all illustrative, no law.
use chrono::NaiveDate;
use kezhuan_law::calendar::add_months;
use serde::{Deserialize, Serialize};

use crate::domain::notice::Counting;
use crate::domain::refused::Refused;

/// What the city sets for all its bases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// In hundredths of a mu; land or facilities must reach their figure.
    pub land_min_c: i64,
    /// In hundredths of a square metre.
    pub facility_area_min_c: i64,
    pub land_right_months_min: u32,
    pub partners_min: u32,
    pub achievements_min: u32,
    pub technical_staff_min: u32,
    /// Mean of the experts' totals, in hundredths of a point.
    pub review_score_min_c: i64,
    /// How much the papers count in an expert's total, beside the visit.
    pub desk_weight: u32,
    pub site_weight: u32,
    /// Experts that review a base; fewer than 5 count as 5.
    pub experts_min: u32,
    pub notice_days: u32,
    pub notice_count_first_day: bool,
    pub term_months: u32,
    /// Days before the term's end from which on a renewal is taken, and its organisation is told.
    pub renew_from_days: u32,
    /// Months between two yearly assessments.
    pub assess_every_months: u32,
    /// Days before an assessment is due on which the authority is told.
    pub assess_remind_days: u32,
    /// Months that a rectification may take.
    pub rectify_months: u32,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            land_min_c: 5_000,
            facility_area_min_c: 50_000,
            land_right_months_min: 36,
            partners_min: 1,
            achievements_min: 2,
            technical_staff_min: 5,
            review_score_min_c: 7_000,
            desk_weight: 50,
            site_weight: 50,
            experts_min: 5,
            notice_days: 7,
            notice_count_first_day: false,
            term_months: 36,
            renew_from_days: 60,
            assess_every_months: 12,
            assess_remind_days: 30,
            rectify_months: 6,
        }
    }
}

impl Terms {
    pub(super) const fn counting(&self) -> Counting {
        Counting {
            count_first_day: self.notice_count_first_day,
        }
    }

    /// When the assessment after the one due on `due` falls due: the first such day after `today`.
    pub(super) fn next_assessment(
        &self,
        due: NaiveDate,
        today: NaiveDate,
    ) -> Result<NaiveDate, Refused> {
        let every = self.assess_every_months.max(1);
        let mut months = every;
        loop {
            let next = later(due, months)?;
            if next > today {
                return Ok(next);
            }
            months = months.checked_add(every).ok_or_else(too_late)?;
        }
    }
}

/// `day` moved on by `months`.
pub(super) fn later(day: NaiveDate, months: u32) -> Result<NaiveDate, Refused> {
    let months = i32::try_from(months).map_err(|_| too_late())?;
    add_months(day, months).ok_or_else(too_late)
}

fn too_late() -> Refused {
    Refused::new(
        "DATE_OUT_OF_RANGE",
        "日期超出可处理范围",
        "the date lies beyond the dates that can be handled",
    )
}
