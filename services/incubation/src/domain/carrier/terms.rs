//! Figures of carriers that are no law, or that were not read.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::criteria::{city, province, standard};
use super::grading;
use crate::domain::notice::Counting;

/// What the city sets for carriers. A figure of 0 was not read from its measures, and asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// From this day on M2025 applies: issued in June 2025, the day is illustrative.
    pub m2025_from: NaiveDate,
    /// Experts that score an application from the city's grade on; illustrative.
    pub experts_min: u32,
    /// Mean of the experts' scores below which nothing is proposed, of 100; illustrative.
    pub review_score_min: u32,
    /// Calendar days that a public notice stands; illustrative.
    pub notice_days: u32,
    /// Whether a notice counts its first day: the province's of 2021 did (certain), the city's of 2023 did not (certain).
    pub notice_count_first_day: bool,
    /// Calendar months to rectify (the chart of the suite).
    pub rectification_months: u32,
    /// So many D in a row end a status; illustrative.
    pub revoke_after_d: u32,
    /// In this month's first days offices are reminded of last year's assessment; illustrative.
    pub assessment_due_month: u32,
    pub city: city::Terms,
    pub province: province::Terms,
    pub standard: standard::Terms,
    pub assessment: grading::Terms,
}

impl Terms {
    /// How a notice counts its days.
    pub fn counting(&self) -> Counting {
        Counting {
            count_first_day: self.notice_count_first_day,
        }
    }
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            m2025_from: NaiveDate::from_ymd_opt(2025, 6, 1).unwrap_or_default(),
            experts_min: 3,
            review_score_min: 60,
            notice_days: 7,
            notice_count_first_day: false,
            rectification_months: 6,
            revoke_after_d: 2,
            assessment_due_month: 4,
            city: city::Terms::default(),
            province: province::Terms::default(),
            standard: standard::Terms::default(),
            assessment: grading::Terms::default(),
        }
    }
}
