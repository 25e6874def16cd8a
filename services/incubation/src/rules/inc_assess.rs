//! `inc.assess@1`: how a carrier did in a year.
use kezhuan_law::Fen;
use kezhuan_rulebook::Shelf;

use super::bindings::inc_assess::{self as hook, Ask, CarrierKind, Facts, Grade as Told};
use super::words::Word;
use super::{Asked, Asking, Rules, count, small_count};
use crate::domain::carrier::{AssessmentGrade, Grade, Kind};

/// Why a person decides in the rule's place, where its answer says so.
const NOT_ASSESSABLE: &str = "NOT_ASSESSABLE";

/// Who is assessed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessed {
    pub year: i32,
    pub kind: Kind,
    pub grade: Option<Grade>,
    /// Last year's.
    pub previous: Option<AssessmentGrade>,
}

/// What the service knows of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Indicators {
    /// Part of the tenants' area that was let.
    pub space_use_bp: u16,
    pub tenants: i64,
    pub high_tech_tenants: i64,
    pub tech_sme_tenants: i64,
    pub chain_tenants: i64,
    pub financed_tenants: i64,
    pub entered: i64,
    pub graduates: i64,
    pub investment: Fen,
    pub services: i64,
    /// Mentoring that both sides signed.
    pub mentor_logs: i64,
    pub data_quality_bp: u16,
}

/// What the rule answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assessment {
    /// In 0.01 points, 0 to 10000.
    pub score_c: u16,
    pub grade: AssessmentGrade,
}

impl<S: Shelf> Rules<S> {
    /// Asks the authority that assesses. Legal date: the assessment. An answer that is not ok says that the figures allow
    /// no assessment: a person decides.
    pub async fn assess(
        &self,
        division: &str,
        of: Assessed,
        indicators: &Indicators,
        asking: Asking,
    ) -> Result<Asked<Assessment>, S::Error> {
        let indicators = told(indicators);
        let facts = move |header| Facts {
            header,
            year: small_count(i64::from(of.year)),
            kind: CarrierKind::of(of.kind),
            grade: of.grade.map(Told::of),
            indicators,
            previous: of.previous.map(hook::AssessmentGrade::of),
        };
        let asked = self.ask::<Ask>(asking, (division, None), facts).await?;
        Ok(asked.held_to(|outcome| match outcome.ok {
            true => Ok(Assessment {
                score_c: outcome.score_c,
                grade: AssessmentGrade::of(outcome.grade),
            }),
            false => Err(NOT_ASSESSABLE),
        }))
    }
}

fn told(indicators: &Indicators) -> hook::Indicators {
    hook::Indicators {
        space_use_bp: indicators.space_use_bp,
        tenants: count(indicators.tenants),
        high_tech_tenants: count(indicators.high_tech_tenants),
        tech_sme_tenants: count(indicators.tech_sme_tenants),
        chain_tenants: count(indicators.chain_tenants),
        financed_tenants: count(indicators.financed_tenants),
        entered: count(indicators.entered),
        graduates: count(indicators.graduates),
        investment_fen: indicators.investment.get(),
        services: count(indicators.services),
        mentor_logs: count(indicators.mentor_logs),
        data_quality_bp: indicators.data_quality_bp,
    }
}
