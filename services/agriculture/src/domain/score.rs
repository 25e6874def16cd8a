//! How a base did in a year: four indicators, their weights, and the grade they make. The figures are illustrative; a county's
//! package may weigh otherwise (`agr.assess`).
use serde::{Deserialize, Serialize};

use super::code_list::code_list;

/// The best an indicator can be.
pub const INDICATOR_MAX: i64 = 100;

code_list! {
    /// What a yearly assessment ends in.
    Grade {
        Excellent = "EXCELLENT", "优秀", "excellent";
        Qualified = "QUALIFIED", "合格", "qualified";
        Rectify = "RECTIFY", "限期整改", "to be rectified";
        Fail = "FAIL", "不合格", "failed";
    }
}

/// What is looked at, each from 0 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicators {
    pub transformation: i64,
    pub demonstration: i64,
    pub extension: i64,
    pub management: i64,
}

/// How much each indicator counts, in points of a hundred, and from how many hundredths of a point which grade is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    pub transformation_weight: u8,
    pub demonstration_weight: u8,
    pub extension_weight: u8,
    pub management_weight: u8,
    pub excellent_from_c: i64,
    pub qualified_from_c: i64,
    pub rectify_from_c: i64,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            transformation_weight: 40,
            demonstration_weight: 25,
            extension_weight: 20,
            management_weight: 15,
            excellent_from_c: 8_500,
            qualified_from_c: 7_000,
            rectify_from_c: 6_000,
        }
    }
}

/// A score and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// In hundredths of a point.
    pub score_c: i64,
    pub grade: Grade,
}

impl Indicators {
    /// Whether each lies between 0 and 100.
    pub fn are_in_range(&self) -> bool {
        let all = [
            self.transformation,
            self.demonstration,
            self.extension,
            self.management,
        ];
        all.iter().all(|one| (0..=INDICATOR_MAX).contains(one))
    }
}

impl Terms {
    /// The weighted score; `None` where an indicator is out of its range.
    pub fn score(&self, indicators: &Indicators) -> Option<Score> {
        if !indicators.are_in_range() {
            return None;
        }
        let score_c = i64::from(self.transformation_weight) * indicators.transformation
            + i64::from(self.demonstration_weight) * indicators.demonstration
            + i64::from(self.extension_weight) * indicators.extension
            + i64::from(self.management_weight) * indicators.management;
        Some(Score {
            score_c,
            grade: self.grade(score_c),
        })
    }

    /// The grade that so many hundredths of a point are given.
    pub fn grade(&self, score_c: i64) -> Grade {
        if score_c >= self.excellent_from_c {
            Grade::Excellent
        } else if score_c >= self.qualified_from_c {
            Grade::Qualified
        } else if score_c >= self.rectify_from_c {
            Grade::Rectify
        } else {
            Grade::Fail
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(points: i64) -> Indicators {
        Indicators {
            transformation: points,
            demonstration: points,
            extension: points,
            management: points,
        }
    }

    #[test]
    fn a_grade_begins_at_its_limit() {
        let terms = Terms::default();
        for (points, grade) in [
            (100, Grade::Excellent),
            (85, Grade::Excellent),
            (84, Grade::Qualified),
            (70, Grade::Qualified),
            (69, Grade::Rectify),
            (60, Grade::Rectify),
            (59, Grade::Fail),
            (0, Grade::Fail),
        ] {
            let score = terms.score(&all(points)).unwrap();
            assert_eq!((score.score_c, score.grade), (points * 100, grade));
        }
        assert_eq!(terms.grade(8_499), Grade::Qualified);
    }

    #[test]
    fn what_is_out_of_range_has_no_score() {
        for points in [-1, 101, i64::MAX, i64::MIN] {
            assert_eq!(Terms::default().score(&all(points)), None);
        }
    }
}
