//! Assessments of bases.
use kezhuan_cases::reader::shown;
use kezhuan_protocol::agriculture::v1;
use uuid::Uuid;

use super::figure;
use crate::api::names::{BASES, DECISIONS};
use crate::domain::score::{Grade, Indicators};
use crate::domain::transformation_base::{Assessment, Pending};
use crate::error::Error;

/// One assessment of a base; people's names only to the authority.
pub fn message(base: Uuid, assessment: &Assessment, to_authority: bool) -> v1::Assessment {
    let kind = assessment.kind.as_str();
    v1::Assessment {
        base: BASES.name(base),
        kind: v1::assessment::Kind::from_str_name(kind)
            .unwrap_or_default()
            .into(),
        year: assessment.year,
        assessed_on: assessment.assessed_on.to_string(),
        assessed_by: shown(Some(&assessment.assessed_by), to_authority),
        indicators: assessment.indicators.as_ref().map(indicators),
        value_growth_bp: assessment.value_growth_bp,
        score_c: assessment.score_c.map(figure::told_of).unwrap_or_default(),
        grade: grade(assessment.grade).into(),
        code: assessment.code.as_str().to_owned(),
        by_hand: assessment.by_hand,
        reason: assessment.reason.clone(),
        decision: decision(assessment.decision),
    }
}

/// A grade as messages write it.
pub fn grade(grade: Grade) -> v1::base::Grade {
    v1::base::Grade::from_str_name(grade.as_str()).unwrap_or_default()
}

/// The name of a stored decision; empty where there is none.
pub fn decision(id: Option<Uuid>) -> String {
    id.map(|id| DECISIONS.name(id)).unwrap_or_default()
}

fn indicators(told: &Indicators) -> v1::BaseIndicators {
    v1::BaseIndicators {
        transformation: figure::told_of(told.transformation),
        demonstration: figure::told_of(told.demonstration),
        extension: figure::told_of(told.extension),
        management: figure::told_of(told.management),
    }
}

/// What an assessment is made on.
pub fn read(input: &v1::AssessBaseRequest) -> Result<Pending, Error> {
    let Some(given) = &input.indicators else {
        return Err(Error::field(
            "indicators",
            "INDICATORS_MISSING",
            "缺少考核指标",
            "the indicators are missing",
        ));
    };
    let growth = input.value_growth_bp;
    if growth.is_some_and(|bp| !(-10_000..=1_000_000).contains(&bp)) {
        return Err(Error::field(
            "value_growth_bp",
            "NUMBER_OUT_OF_RANGE",
            "应在 -10000 至 1000000 之间",
            "lies between -10000 and 1000000",
        ));
    }
    Ok(Pending {
        year: input.year,
        indicators: Indicators {
            transformation: given.transformation.into(),
            demonstration: given.demonstration.into(),
            extension: given.extension.into(),
            management: given.management.into(),
        },
        value_growth_bp: growth,
    })
}
