//! Figures that are no law in force, or not certainly: each can be configured, each has its default here.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::appeal::Terms;
use super::tax::value_added::VALID_TO_DEFAULT;

/// What the city sets for all its offices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Parameters {
    /// First acceptance day under the measures of 2026 (their effective day was not verified).
    pub r2026_effective_from: NaiveDate,
    /// Calendar days to file a returned application again.
    pub resubmit_days: u32,
    /// Working days for the acceptance check.
    pub acceptance_check_working_days: u32,
    /// J/T below this asks for a second look.
    pub low_technical_share_bp: u16,
    /// From this J on, the expert track of the measures of 2026.
    pub expert_amount: Fen,
    /// Experts heard before the second review may approve on the expert track.
    pub experts_min: u32,
    /// Last day on which the VAT exemption is shown without a remark; `None` shows none at all.
    pub vat_valid_to: Option<NaiveDate>,
    /// Whether a public notice counts its first day.
    pub notice_count_first_day: bool,
    /// Working days from a refusal to ask for its re-examination.
    pub appeal_file_working_days: u32,
    /// Working days for the office to close a re-examination.
    pub appeal_decide_working_days: u32,
}

impl Default for Parameters {
    fn default() -> Parameters {
        Parameters {
            r2026_effective_from: NaiveDate::from_ymd_opt(2026, 1, 23).unwrap_or_default(),
            resubmit_days: 30,
            acceptance_check_working_days: 2,
            low_technical_share_bp: 3_000,
            expert_amount: Fen::from_yuan(5_000_000),
            experts_min: 3,
            vat_valid_to: VALID_TO_DEFAULT,
            notice_count_first_day: false,
            appeal_file_working_days: Terms::default().file_within_working_days,
            appeal_decide_working_days: Terms::default().decide_within_working_days,
        }
    }
}
