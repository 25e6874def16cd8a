//! What the hooks call the domain's kinds, grades and days: each hook has its own words for them.
use chrono::{Datelike, NaiveDate};

use super::bindings::{inc_accredit, inc_admission, inc_assess, inc_rent, inc_reward};
use crate::domain::carrier::{AssessmentGrade, Grade, Kind};

/// A hook's own words.
pub(super) trait Word<T> {
    fn of(from: T) -> Self;
}

macro_rules! days {
    ($($hook:ident),+) => {$(
        impl Word<NaiveDate> for $hook::Date {
            fn of(day: NaiveDate) -> Self {
                // Legal days have years of four digits; another one is no question.
                $hook::Date {
                    year: u16::try_from(day.year()).unwrap_or_default(),
                    month: u8::try_from(day.month()).unwrap_or_default(),
                    day: u8::try_from(day.day()).unwrap_or_default(),
                }
            }
        }
    )+};
}
days!(inc_admission, inc_rent, inc_reward);

macro_rules! kinds {
    ($($hook:ident),+) => {$(
        impl Word<Kind> for $hook::CarrierKind {
            fn of(kind: Kind) -> Self {
                match kind {
                    Kind::MakerSpace => $hook::CarrierKind::MakerSpace,
                    Kind::Incubator => $hook::CarrierKind::Incubator,
                    Kind::Accelerator => $hook::CarrierKind::Accelerator,
                    Kind::UniversityPark => $hook::CarrierKind::UniversityPark,
                    Kind::OverseasChineseBase => $hook::CarrierKind::OverseasChineseBase,
                }
            }
        }
    )+};
}
kinds!(
    inc_admission,
    inc_accredit,
    inc_rent,
    inc_assess,
    inc_reward
);

macro_rules! grades {
    ($($hook:ident),+) => {$(
        impl Word<Grade> for $hook::Grade {
            fn of(grade: Grade) -> Self {
                match grade {
                    Grade::County => $hook::Grade::County,
                    Grade::City => $hook::Grade::City,
                    Grade::Province => $hook::Grade::Province,
                    Grade::National => $hook::Grade::National,
                    Grade::Standard => $hook::Grade::Standard,
                    Grade::Excellent => $hook::Grade::Excellent,
                }
            }
        }
    )+};
}
grades!(inc_admission, inc_rent, inc_assess, inc_reward);

impl Word<AssessmentGrade> for inc_assess::AssessmentGrade {
    fn of(grade: AssessmentGrade) -> Self {
        match grade {
            AssessmentGrade::A => inc_assess::AssessmentGrade::A,
            AssessmentGrade::B => inc_assess::AssessmentGrade::B,
            AssessmentGrade::C => inc_assess::AssessmentGrade::C,
            AssessmentGrade::D => inc_assess::AssessmentGrade::D,
        }
    }
}

impl Word<inc_assess::AssessmentGrade> for AssessmentGrade {
    fn of(grade: inc_assess::AssessmentGrade) -> Self {
        match grade {
            inc_assess::AssessmentGrade::A => AssessmentGrade::A,
            inc_assess::AssessmentGrade::B => AssessmentGrade::B,
            inc_assess::AssessmentGrade::C => AssessmentGrade::C,
            inc_assess::AssessmentGrade::D => AssessmentGrade::D,
        }
    }
}
