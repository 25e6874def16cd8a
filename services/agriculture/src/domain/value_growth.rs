//! How much the value of a base's products grew, as far as its assessments tell.
use super::transformation_base::Assessment;

/// What was last reported for that year or the one before, in basis points; older figures tell nothing of it.
pub fn reported(assessments: &[Assessment], year: i32) -> Option<i32> {
    let latest = assessments.iter().rev();
    let mut recent = latest.filter(|one| one.year == year || one.year.checked_add(1) == Some(year));
    recent.find_map(|one| one.value_growth_bp)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::score::Grade;
    use crate::domain::transformation_base::{AssessmentKind, lifecycle};

    fn assessed(year: i32, value_growth_bp: Option<i32>) -> Assessment {
        Assessment {
            kind: AssessmentKind::Yearly,
            year,
            assessed_on: chrono::NaiveDate::from_ymd_opt(year, 12, 1).unwrap(),
            assessed_by: "zhao".to_owned(),
            indicators: None,
            value_growth_bp,
            score_c: Some(8_000),
            grade: Grade::Qualified,
            code: lifecycle::Code::Ok,
            by_hand: false,
            reason: String::new(),
            decision: None,
        }
    }

    #[test]
    fn the_latest_report_of_the_last_two_years_counts() {
        let history = [
            assessed(2023, Some(300)),
            assessed(2024, Some(800)),
            assessed(2025, None),
        ];
        for (year, grown) in [
            (2022, None),
            (2023, Some(300)),
            (2024, Some(800)),
            (2025, Some(800)),
            (2026, None),
        ] {
            assert_eq!(reported(&history, year), grown, "{year}");
        }
        assert_eq!(reported(&[], 2025), None);
    }
}
