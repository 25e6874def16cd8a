//! The plan's targets for the figures counted here, as data with their source, and how a figure is judged.
use chrono::{Datelike, NaiveDate};

use super::count::completion_bp;

/// One target of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// The figure's code.
    pub code: &'static str,
    /// In fen or heads, as the figure is measured; never zero.
    pub goal: i64,
    /// "Over": reaching the goal is not enough.
    pub strictly_over: bool,
    pub source: &'static str,
}

/// How a figure stands against its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    pub met: bool,
    /// Completion in basis points, rounded down.
    pub completion_bp: i64,
    pub light: Light,
}

/// The traffic light; its thresholds are illustrative, not the plan's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    Green,
    Amber,
    Red,
}

/// Yearly turnover of technology contracts over 25 亿元, for the city as a whole.
pub const TURNOVER: Target = Target {
    code: "K6",
    goal: 250_000_000_000,
    strictly_over: true,
    source: "江门市促进科技成果转化三年行动方案(2023-08-31): 到2025年,年技术合同成交额超25亿元",
};

/// Over 1,000 tenant enterprises, for the city as a whole.
pub const TENANTS: Target = Target {
    code: "K7",
    goal: 1_000,
    strictly_over: true,
    source: "江门市促进科技成果转化三年行动方案(2023-08-31): 到2025年,在孵企业超1000家",
};

/// Every target this service can judge.
pub const TARGETS: &[Target] = &[TURNOVER, TENANTS];

/// How far completion may lag behind the year's course before the light turns red.
const LAG_BP_MAX: i64 = 1_000;

impl Target {
    /// The target of the figure with this code; the plan sets none for the others.
    pub fn of(code: &str) -> Option<&'static Target> {
        TARGETS.iter().find(|target| target.code == code)
    }

    /// Whether `value`, in fen or heads, meets the target.
    pub const fn is_met(&self, value: i64) -> bool {
        if self.strictly_over {
            value > self.goal
        } else {
            value >= self.goal
        }
    }

    /// Judges the value of `year` as it stands on `today`.
    pub fn judge(&self, value: i64, year: i32, today: NaiveDate) -> Judgement {
        // No goal is zero, and no sum or count that can be stored leaves 64 bits over it.
        let completion_bp = completion_bp(value, self.goal).unwrap_or(i64::MAX);
        let light = if completion_bp >= 10_000 {
            Light::Green
        } else if completion_bp >= elapsed_bp(year, today) - LAG_BP_MAX {
            Light::Amber
        } else {
            Light::Red
        };
        Judgement {
            met: self.is_met(value),
            completion_bp,
            light,
        }
    }
}

impl Light {
    /// The stable name sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Light::Green => "GREEN",
            Light::Amber => "AMBER",
            Light::Red => "RED",
        }
    }
}

/// The share of `year` that has passed at the end of `today`, in basis points.
fn elapsed_bp(year: i32, today: NaiveDate) -> i64 {
    match today.year().cmp(&year) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 10_000,
        std::cmp::Ordering::Equal => {
            let days = if today.leap_year() { 366 } else { 365 };
            i64::from(today.ordinal()) * 10_000 / days
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_target_is_not_over_it() {
        for (target, goal) in [(TURNOVER, 250_000_000_000), (TENANTS, 1_000)] {
            assert!(!target.is_met(goal), "{target:?}");
            assert!(target.is_met(goal + 1), "{target:?}");
            let reached = Target {
                strictly_over: false,
                ..target
            };
            assert!(reached.is_met(goal), "{target:?}");
        }
        for (code, target) in [
            ("K6", Some(&TURNOVER)),
            ("K6b", None),
            ("K7", Some(&TENANTS)),
            ("K9", None),
            ("K10", None),
            ("K10i", None),
            ("K10e", None),
        ] {
            assert_eq!(Target::of(code), target, "{code}");
        }
    }

    #[test]
    fn the_light_follows_the_course_of_the_year() {
        let day = |text: &str| text.parse().unwrap();
        // 40.00 % of the target.
        let sum = 100_000_000_000;
        for (sum, today, light) in [
            (sum, "2024-12-31", Light::Amber),
            (sum, "2025-05-01", Light::Amber),
            (sum, "2025-07-01", Light::Amber),
            (sum, "2025-07-02", Light::Red),
            (sum, "2026-01-01", Light::Red),
            (250_000_000_000, "2025-07-02", Light::Green),
            (249_999_999_999, "2025-12-31", Light::Amber),
            (0, "2025-01-01", Light::Amber),
        ] {
            assert_eq!(
                TURNOVER.judge(sum, 2025, day(today)).light,
                light,
                "{sum} {today}"
            );
        }
        let judged = TURNOVER.judge(249_999_999_999, 2025, day("2025-12-31"));
        assert_eq!((judged.met, judged.completion_bp), (false, 9_999));
    }
}
