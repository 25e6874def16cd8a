//! What a county does to its rule during the year: Pengjiang puts a version in force that fails for some
//! of its cases, and after some weeks goes back to the one before.
use chrono::NaiveDate;

/// One change of a county's timeline, made on `day`.
pub struct RuleChange {
    pub day: NaiveDate,
    pub tenant: &'static str,
    pub version: Version,
    pub hooks: &'static [&'static str],
    pub in_force_from: NaiveDate,
    pub reason: &'static str,
}

/// Which of the county's packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Uploaded for the occasion, and wrong.
    Hasty,
    /// The one that the year began with.
    First,
}

const HOOKS: &[&str] = &["tc.incentive@1", "tc.sla@1"];

/// In the order of their days.
///
/// Thirty days from mid-September on hold the national holidays, so fewer working days than the hasty version promises.
pub fn rule_changes() -> Vec<RuleChange> {
    let day = |month, day| NaiveDate::from_ymd_opt(2025, month, day).unwrap_or_default();
    vec![
        RuleChange {
            day: day(9, 4),
            tenant: "440703",
            version: Version::Hasty,
            hooks: HOOKS,
            in_force_from: day(9, 8),
            reason: "措施第三条修订：按增长上浮奖励比例",
        },
        RuleChange {
            day: day(10, 9),
            tenant: "440703",
            version: Version::First,
            hooks: HOOKS,
            in_force_from: day(10, 10),
            reason: "1.1.0 版多次转人工办理，恢复 1.0.0 版",
        },
    ]
}
