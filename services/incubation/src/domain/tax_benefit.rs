//! Which carriers' taxes are exempt, and when: 财税〔2018〕120号, extended by later notices to 2027-12-31. Property tax, urban
//! land-use tax, and VAT on incubation services, for incubators and university parks of the nation or the province, and for
//! maker spaces on the nation's file.
use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::carrier::{Carrier, Grade, Kind, Status};
use super::code_list::code_list;
use super::tax_months::exempt_months;

code_list! {
    /// What is exempt.
    Tax {
        Property = "PROPERTY_TAX", "房产税", "property tax";
        LandUse = "URBAN_LAND_USE_TAX", "城镇土地使用税", "urban land-use tax";
        ValueAdded = "VAT_ON_INCUBATION_SERVICES", "孵化服务增值税", "value-added tax on incubation services";
    }
}

code_list! {
    /// What the months stand on.
    Ground {
        Accredited = "ACCREDITED", "获得认定", "accredited";
        GradeChanged = "GRADE_CHANGED", "级别变更", "another grade";
        Revoked = "REVOKED", "取消资格", "the status was taken away";
    }
}

/// What nobody has verified yet, and the notice that is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Terms {
    /// Whether the grades of 工信部科〔2025〕131号 count as the nation's in the tax notice. Unverified.
    pub m2025_is_national: bool,
    pub notice: String,
}

impl Default for Terms {
    fn default() -> Terms {
        Terms {
            m2025_is_national: true,
            notice: "财税〔2018〕120号，延续执行至2027年12月31日".to_owned(),
        }
    }
}

/// One day that the months stand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub ground: Ground,
    pub on: NaiveDate,
    pub grade: Option<Grade>,
    pub document: String,
}

/// What a carrier has of a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Benefit {
    /// Kind and a grade it has or had are among those the notice names.
    pub entitled: bool,
    /// The exempt months, 1 to 12, in order.
    pub months: Vec<u32>,
    /// Some of them hang on a grade of 2025, which the notice does not name.
    pub unverified: bool,
    pub evidence: Vec<Evidence>,
}

/// The exempt months of a carrier's year, by what it was accredited as.
pub fn benefit(carrier: &Carrier, year: i32, terms: &Terms) -> Benefit {
    let kind = carrier.profile.kind;
    let statuses = carrier.statuses.iter();
    let entitling: Vec<&Status> = statuses
        .filter(|status| is_named(kind, status.grade, terms))
        .collect();
    let mut months = BTreeSet::new();
    let mut unverified = false;
    for run in runs(&entitling) {
        let until = run.until.map(|until| withdrawn_on(carrier, until));
        if let Some((first, last)) = exempt_months(run.since, until, year) {
            months.extend(first..=last);
            unverified |= run.of_2025;
        }
    }
    Benefit {
        entitled: !entitling.is_empty(),
        months: months.into_iter().collect(),
        unverified,
        evidence: evidence(carrier, &entitling),
    }
}

/// The exempt months of a carrier that the notice names, from its days alone.
pub fn estimate(accredited_on: NaiveDate, revoked_on: Option<NaiveDate>, year: i32) -> Benefit {
    let months = exempt_months(accredited_on, revoked_on, year);
    let day = |ground, on| Evidence {
        ground,
        on,
        grade: None,
        document: String::new(),
    };
    let accredited = [day(Ground::Accredited, accredited_on)].into_iter();
    Benefit {
        entitled: true,
        months: months.map_or_else(Vec::new, |(first, last)| (first..=last).collect()),
        unverified: false,
        evidence: accredited
            .chain(revoked_on.map(|on| day(Ground::Revoked, on)))
            .collect(),
    }
}

/// Whether the notice names such a carrier.
fn is_named(kind: Kind, grade: Grade, terms: &Terms) -> bool {
    let of_nation_or_province = match grade {
        Grade::Province | Grade::National => true,
        Grade::Standard | Grade::Excellent => terms.m2025_is_national,
        Grade::County | Grade::City => false,
    };
    match kind {
        Kind::Incubator | Kind::UniversityPark => of_nation_or_province,
        // Only the nation's file counts.
        Kind::MakerSpace => grade == Grade::National,
        // The notice's words are of incubators; the measures of 2025 take accelerators in.
        Kind::Accelerator => {
            matches!(grade, Grade::Standard | Grade::Excellent) && of_nation_or_province
        }
        Kind::OverseasChineseBase => false,
    }
}

/// Statuses without a day between them.
#[derive(Debug, Clone, Copy)]
struct Run {
    since: NaiveDate,
    until: Option<NaiveDate>,
    of_2025: bool,
}

/// Another grade without a gap does not begin anew: its months go on.
fn runs(statuses: &[&Status]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for status in statuses {
        let of_2025 = matches!(status.grade, Grade::Standard | Grade::Excellent);
        match runs
            .last_mut()
            .filter(|run| goes_on(run.until, status.since))
        {
            Some(run) => {
                run.until = status.until;
                run.of_2025 |= of_2025;
            }
            None => runs.push(Run {
                since: status.since,
                until: status.until,
                of_2025,
            }),
        }
    }
    runs
}

fn goes_on(until: Option<NaiveDate>, since: NaiveDate) -> bool {
    let next = until.and_then(|until| until.succ_opt());
    next.is_none_or(|next| since <= next)
}

/// The day of the withdrawal: where a status was taken away the day that says so, which its last day is or comes before.
fn withdrawn_on(carrier: &Carrier, until: NaiveDate) -> NaiveDate {
    let revoked = carrier
        .revocation
        .as_ref()
        .map(|revocation| revocation.revoked_on);
    revoked
        .filter(|revoked| *revoked == until || Some(*revoked) == until.succ_opt())
        .unwrap_or(until)
}

fn evidence(carrier: &Carrier, entitling: &[&Status]) -> Vec<Evidence> {
    let mut evidence: Vec<Evidence> = entitling
        .iter()
        .enumerate()
        .map(|(index, status)| Evidence {
            ground: match index
                .checked_sub(1)
                .and_then(|before| entitling.get(before))
            {
                Some(before) if goes_on(before.until, status.since) => Ground::GradeChanged,
                Some(_) | None => Ground::Accredited,
            },
            on: status.since,
            grade: Some(status.grade),
            document: status.document.clone(),
        })
        .collect();
    let revocation = carrier
        .revocation
        .as_ref()
        .filter(|_| !entitling.is_empty());
    evidence.extend(revocation.map(|revocation| Evidence {
        ground: Ground::Revoked,
        on: revocation.revoked_on,
        grade: None,
        document: String::new(),
    }));
    evidence.sort_by_key(|evidence| evidence.on);
    evidence
}

#[cfg(test)]
mod tests;
