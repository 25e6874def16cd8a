//! What a tenant did in a calendar year, from whoever says so: the return, assessments and its graduation stand on it.
use chrono::{Datelike, NaiveDate};
use kezhuan_law::Fen;
use kezhuan_law::refused::{FieldViolation, Refused};
use serde::{Deserialize, Serialize};

/// One year. Counts are of its last day where they are no flows; of a year that runs it is what there is so far. A year before
/// the entry is what growth is measured against.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Year {
    pub year: i32,
    pub revenue: Fen,
    /// Spent on research and development.
    pub research: Fen,
    pub taxes: Fen,
    pub public_funding: Fen,
    /// Angel and venture capital paid up in the year.
    pub venture_capital: Fen,
    pub staff: u32,
    /// Of them, with a college degree.
    pub college_graduates: u32,
    pub ip_applications: u32,
    pub ip_grants: u32,
    /// IP rights in force, of every kind.
    pub valid_ip: u32,
    /// Of them, inventions.
    pub valid_inventions: u32,
    /// The day of the certificate that was valid in the year.
    pub high_tech_on: Option<NaiveDate>,
    /// The day it got into the register of technology SMEs in the year.
    pub tech_sme_on: Option<NaiveDate>,
    pub acquired_or_listed_on: Option<NaiveDate>,
    /// Who says so: the return, the tax bureau, an audit report.
    pub source: String,
    pub recorded_on: NaiveDate,
    pub recorded_by: String,
}

impl Year {
    /// Holds that the figures can be those of one year that has begun.
    pub(super) fn check(&self, today: NaiveDate) -> Result<(), Refused> {
        let mut wrong = Vec::new();
        if self.year > today.year() || self.year < 1990 {
            wrong.push(violation(
                "year",
                "该年度尚未开始或过早",
                "a year that has begun",
            ));
        }
        for (field, amount) in self.amounts() {
            if amount < Fen::ZERO {
                wrong.push(violation(field, "金额不能为负数", "not less than nothing"));
            }
        }
        for (field, part, whole) in [
            ("college_graduates", self.college_graduates, self.staff),
            ("valid_inventions", self.valid_inventions, self.valid_ip),
        ] {
            if part > whole {
                wrong.push(violation(
                    field,
                    "其中数不能大于总数",
                    "not more than the whole",
                ));
            }
        }
        for (field, day) in self.days() {
            if day.is_some_and(|day| day > today || day.year() > self.year) {
                wrong.push(violation(
                    field,
                    "日期不能晚于今天或该年度",
                    "not after today, nor after the year",
                ));
            }
        }
        if self.source.trim().is_empty() {
            wrong.push(violation("source", "请填写数据来源", "say who says so"));
        }
        match wrong.is_empty() {
            true => Ok(()),
            false => Err(Refused::new(
                "YEAR_FIGURES_INVALID",
                "年度数据有误，请按字段提示改正",
                "the figures of the year don't hold: mend the fields that are named",
            )
            .with_fields(wrong)),
        }
    }

    fn amounts(&self) -> [(&'static str, Fen); 5] {
        [
            ("revenue_fen", self.revenue),
            ("research_fen", self.research),
            ("taxes_fen", self.taxes),
            ("public_funding_fen", self.public_funding),
            ("venture_capital_fen", self.venture_capital),
        ]
    }

    fn days(&self) -> [(&'static str, Option<NaiveDate>); 3] {
        [
            ("high_tech_on", self.high_tech_on),
            ("tech_sme_on", self.tech_sme_on),
            ("acquired_or_listed_on", self.acquired_or_listed_on),
        ]
    }

    /// Whether revenue or research grew by more than a fifth on the year before.
    pub fn grew_on(&self, before: &Year) -> bool {
        grew(before.revenue, self.revenue) || grew(before.research, self.research)
    }
}

/// More than 20 %, exactly; from nothing there is no growth to measure.
fn grew(before: Fen, after: Fen) -> bool {
    let (before, after) = (i128::from(before.get()), i128::from(after.get()));
    before > 0 && after * 100 > before * 120
}

fn violation(field: &'static str, zh: &'static str, en: &'static str) -> FieldViolation {
    FieldViolation::new(format!("figures.{field}"), "YEAR_FIGURES_INVALID", zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::tenancy::tests::figures;

    #[test]
    fn growth_is_more_than_a_fifth() {
        for (before, after, expected) in [
            (100, 120, false),
            (100, 121, true),
            (0, 1_000, false),
            (i64::MAX, i64::MAX, false),
        ] {
            assert_eq!(grew(Fen(before), Fen(after)), expected, "{before} {after}");
        }
        let before = Year {
            research: Fen(10),
            ..figures(2024)
        };
        let after = Year {
            research: Fen(13),
            ..figures(2025)
        };
        assert!(after.grew_on(&before));
    }

    #[test]
    fn what_is_wrong_is_told_field_by_field() {
        let today = "2026-03-02".parse().unwrap();
        assert_eq!(figures(2025).check(today), Ok(()));
        let wrong = Year {
            year: 2027,
            revenue: Fen(-1),
            staff: 1,
            college_graduates: 2,
            valid_inventions: 1,
            high_tech_on: Some("2026-03-03".parse().unwrap()),
            source: " ".to_owned(),
            ..figures(2025)
        };
        let refused = wrong.check(today).unwrap_err();
        let fields: Vec<&str> = refused
            .fields
            .iter()
            .map(|wrong| wrong.field.as_str())
            .collect();
        assert_eq!(
            fields,
            [
                "figures.year",
                "figures.revenue_fen",
                "figures.college_graduates",
                "figures.valid_inventions",
                "figures.high_tech_on",
                "figures.source",
            ]
        );
    }
}
