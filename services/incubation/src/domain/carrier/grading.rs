//! How a year is graded where no rule is in force: its indicators, weighed.
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::finding::FoundBy;
use super::{AssessmentGrade, CarrierYear};

pub(super) const WHOLE_BP: i64 = 10_000;

/// How a year is graded where no rule is in force; every figure is illustrative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Weights of the parts of the score, 10,000 together.
    pub space_use_bp: i64,
    pub graduates_bp: i64,
    pub high_tech_bp: i64,
    pub investment_bp: i64,
    pub services_bp: i64,
    pub data_quality_bp: i64,
    /// Of the tenants: what counts as all there is to reach.
    pub graduates_full_bp: i64,
    pub high_tech_full_bp: i64,
    pub financed_full_bp: i64,
    /// Services and signed mentoring per tenant that count as all there is to reach.
    pub services_full_per_tenant: i64,
    /// From which score on, in 0.01 points.
    pub a_from_c: i64,
    pub b_from_c: i64,
    pub c_from_c: i64,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            space_use_bp: 2_000,
            graduates_bp: 2_000,
            high_tech_bp: 1_500,
            investment_bp: 1_500,
            services_bp: 1_500,
            data_quality_bp: 1_500,
            graduates_full_bp: 1_000,
            high_tech_full_bp: 2_000,
            financed_full_bp: 1_000,
            services_full_per_tenant: 4,
            a_from_c: 8_500,
            b_from_c: 7_000,
            c_from_c: 6_000,
        }
    }
}

/// What is graded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Indicators {
    pub space_use_bp: u16,
    pub year: CarrierYear,
    pub data_quality_bp: u16,
}

/// A grade, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graded {
    pub grade: AssessmentGrade,
    /// In 0.01 points, 0 to 10,000.
    pub score_c: u16,
    pub by: FoundBy,
    pub decision: Option<Uuid>,
    pub reasons: Vec<String>,
}

impl Indicators {
    /// Of a year that was counted, for a carrier with so much room for tenants.
    pub fn of(year: CarrierYear, tenant_area_c: i64, data_quality_bp: u16) -> Indicators {
        let whole = tenant_area_c.max(1);
        let used = i128::from(year.let_area_c.clamp(0, whole)) * i128::from(WHOLE_BP);
        let space_use_bp = used / i128::from(whole);
        Indicators {
            space_use_bp: u16::try_from(space_use_bp).unwrap_or(u16::MAX),
            year,
            data_quality_bp,
        }
    }
}

impl Terms {
    /// The grade of a year by these figures.
    pub fn grade(&self, of: &Indicators, decision: Option<Uuid>) -> Graded {
        let year = &of.year;
        let services = year.services.saturating_add(year.mentor_logs);
        let parts = [
            (self.space_use_bp, i64::from(of.space_use_bp)),
            (
                self.graduates_bp,
                reached(year.graduates, year.tenants, self.graduates_full_bp),
            ),
            (
                self.high_tech_bp,
                reached(year.high_tech_tenants, year.tenants, self.high_tech_full_bp),
            ),
            (
                self.investment_bp,
                reached(year.financed_tenants, year.tenants, self.financed_full_bp),
            ),
            (
                self.services_bp,
                reached(
                    services,
                    year.tenants,
                    self.services_full_per_tenant.saturating_mul(WHOLE_BP),
                ),
            ),
            (self.data_quality_bp, i64::from(of.data_quality_bp)),
        ];
        let weighed: i128 = parts
            .iter()
            .map(|(weight, part)| i128::from(*weight) * i128::from(*part))
            .sum();
        let score = (weighed / i128::from(WHOLE_BP)).clamp(0, i128::from(WHOLE_BP));
        let score_c = u16::try_from(score).unwrap_or_default();
        Graded {
            grade: self.of_score(i64::from(score_c)),
            score_c,
            by: FoundBy::Host,
            decision,
            reasons: Vec::new(),
        }
    }

    fn of_score(&self, score_c: i64) -> AssessmentGrade {
        match score_c {
            score if score >= self.a_from_c => AssessmentGrade::A,
            score if score >= self.b_from_c => AssessmentGrade::B,
            score if score >= self.c_from_c => AssessmentGrade::C,
            _ => AssessmentGrade::D,
        }
    }
}

/// How much of `full_bp` of the tenants `part` reaches, in basis points.
fn reached(part: i64, tenants: i64, full_bp: i64) -> i64 {
    let full = i128::from(tenants) * i128::from(full_bp);
    if full <= 0 {
        return 0;
    }
    let reached = i128::from(part) * i128::from(WHOLE_BP) * i128::from(WHOLE_BP) / full;
    i64::try_from(reached.clamp(0, i128::from(WHOLE_BP))).unwrap_or_default()
}
