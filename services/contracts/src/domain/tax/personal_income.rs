//! Individual income tax (个人所得税): relief on a cash reward to science staff.
use chrono::NaiveDate;
use kezhuan_law::Fen;
use kezhuan_law::calendar::add_months;

use super::{Estimate, basis};

/// Shortest public notice of the reward, in working days.
const NOTICE_WORKING_DAYS_MIN: i64 = 15;
/// A reward counts when paid within this many months of the receipt.
const MONTHS_MAX: i32 = 36;

/// One reward and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reward {
    pub institution: Institution,
    pub kind: String,
    pub registered: bool,
    pub notice_working_days: i64,
    /// When the institution received the transfer income.
    pub received_on: NaiveDate,
    pub paid_on: NaiveDate,
    pub amount: Fen,
}

/// Who pays the reward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Institution {
    Public,
    /// Registered with civil affairs, licensed for higher education or research, non-profit for tax.
    PrivateNonprofit,
    Other,
}

/// Why there is no relief.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoRelief {
    Institution,
    Kind,
    NotRegistered,
    NoticeShort,
    Over36Months,
}

/// What counts as that month's wages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relief {
    /// `None` when the relief applies.
    pub refused: Option<NoRelief>,
    pub taxable: Fen,
}

impl Institution {
    /// The institution with this stable name; a name that exists nowhere else is `Other`.
    pub fn parse(name: &str) -> Institution {
        match name {
            "PUBLIC" => Institution::Public,
            "PRIVATE_NONPROFIT" => Institution::PrivateNonprofit,
            _ => Institution::Other,
        }
    }
}

impl NoRelief {
    /// The stable code.
    pub const fn as_str(self) -> &'static str {
        match self {
            NoRelief::Institution => "INSTITUTION",
            NoRelief::Kind => "KIND",
            NoRelief::NotRegistered => "NOT_REGISTERED",
            NoRelief::NoticeShort => "NOTICE_SHORT",
            NoRelief::Over36Months => "OVER_36_MONTHS",
        }
    }
}

impl Reward {
    /// The first condition that fails.
    pub fn no_relief(&self) -> Option<NoRelief> {
        let favoured = ["ZR", "XK"].iter().any(|code| self.kind.starts_with(code));
        // A last day beyond every date that exists is a day nobody can miss.
        let last_day = add_months(self.received_on, MONTHS_MAX).unwrap_or(NaiveDate::MAX);
        [
            (
                self.institution == Institution::Other,
                NoRelief::Institution,
            ),
            (!favoured, NoRelief::Kind),
            (!self.registered, NoRelief::NotRegistered),
            (
                self.notice_working_days < NOTICE_WORKING_DAYS_MIN,
                NoRelief::NoticeShort,
            ),
            (self.paid_on > last_day, NoRelief::Over36Months),
        ]
        .into_iter()
        .find_map(|(applies, reason)| applies.then_some(reason))
    }

    /// Half of the reward counts as wages, rounded up; all of it without relief.
    pub fn relief(&self) -> Relief {
        let refused = self.no_relief();
        let taxable = match refused {
            Some(_) => self.amount.0,
            None => self.amount.0 - self.amount.0.div_euclid(2),
        };
        Relief {
            refused,
            taxable: Fen(taxable),
        }
    }
}

/// The relief with its basis.
pub fn estimate(reward: &Reward) -> Estimate<Relief> {
    Estimate::new(reward.relief(), basis::PERSONAL_INCOME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_failing_condition_is_named() {
        let date = |text: &str| text.parse().unwrap();
        let mut reward = Reward {
            institution: Institution::Other,
            kind: "KF-WT".to_owned(),
            registered: false,
            notice_working_days: 14,
            received_on: date("2023-03-31"),
            paid_on: date("2026-04-01"),
            amount: Fen(101),
        };
        assert_eq!(reward.no_relief(), Some(NoRelief::Institution));
        reward.institution = Institution::PrivateNonprofit;
        assert_eq!(reward.no_relief(), Some(NoRelief::Kind));
        reward.kind = "XK-ZL".to_owned();
        assert_eq!(reward.no_relief(), Some(NoRelief::NotRegistered));
        reward.registered = true;
        assert_eq!(reward.no_relief(), Some(NoRelief::NoticeShort));
        reward.notice_working_days = 15;
        assert_eq!(reward.no_relief(), Some(NoRelief::Over36Months));
        assert_eq!(reward.relief().taxable, Fen(101));
        reward.paid_on = date("2026-03-31");
        assert_eq!(
            reward.relief(),
            Relief {
                refused: None,
                taxable: Fen(51)
            }
        );
    }
}
