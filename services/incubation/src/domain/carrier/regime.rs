//! Which measures a grade is given under on a day. N2018 gave way to M2025: a national incubator is accredited no more from
//! then on, and a standard or excellent one not before.
use chrono::NaiveDate;

use super::terms::Terms;
use super::{Grade, Kind, Regime};
use crate::domain::code_list::Named;
use crate::domain::refused::Refused;

/// The measures for a grade of a kind that is applied for on `day`.
pub fn regime_of(
    kind: Kind,
    grade: Grade,
    day: NaiveDate,
    terms: &Terms,
) -> Result<Regime, Refused> {
    let ministry = day >= terms.m2025_from;
    match (grade, kind) {
        (Grade::County | Grade::City, _) => Ok(Regime::Local),
        (Grade::Province, Kind::MakerSpace | Kind::Incubator | Kind::Accelerator) => {
            Ok(Regime::Province2020)
        }
        (Grade::National, Kind::MakerSpace) => Ok(Regime::MakerFiling),
        (Grade::National, Kind::UniversityPark) => Ok(Regime::Park2019),
        (Grade::National, Kind::Incubator) if !ministry => Ok(Regime::N2018),
        (Grade::Standard | Grade::Excellent, Kind::Incubator | Kind::Accelerator) if ministry => {
            Ok(Regime::M2025)
        }
        (Grade::National, Kind::Incubator)
        | (Grade::Standard | Grade::Excellent, Kind::Incubator | Kind::Accelerator) => {
            Err(not_now(grade, terms.m2025_from))
        }
        (Grade::Province, Kind::UniversityPark | Kind::OverseasChineseBase)
        | (Grade::National, Kind::Accelerator | Kind::OverseasChineseBase)
        | (
            Grade::Standard | Grade::Excellent,
            Kind::MakerSpace | Kind::UniversityPark | Kind::OverseasChineseBase,
        ) => Err(another_kind(kind, grade)),
    }
}

fn not_now(grade: Grade, from: NaiveDate) -> Refused {
    let name = grade.localized();
    Refused::new(
        "GRADE_NOT_GIVEN_NOW",
        format!(
            "自 {from} 起适用工信部科〔2025〕131号，该日期不能申请{}",
            name.zh
        ),
        format!(
            "the ministry's measures apply from {from} on: {} is not given on this day",
            name.en
        ),
    )
    .with("grade", grade.as_str())
}

fn another_kind(kind: Kind, grade: Grade) -> Refused {
    let (carrier, asked) = (kind.localized(), grade.localized());
    Refused::new(
        "GRADE_OF_ANOTHER_KIND",
        format!("{}没有{}，请选择其他级别", carrier.zh, asked.zh),
        format!(
            "there is no {} for a {}: choose another",
            asked.en, carrier.en
        ),
    )
    .with("grade", grade.as_str())
}
