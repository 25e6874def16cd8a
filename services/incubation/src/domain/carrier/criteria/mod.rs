//! What the measures ask of each grade: which conditions a carrier fails. Counts and areas are compared as products, so that
//! nothing is rounded.
pub mod city;
mod condition;
pub mod maker;
pub mod miit;
pub mod n2018;
pub mod park;
pub mod province;
pub mod standard;

use chrono::{Datelike, NaiveDate};
use kezhuan_law::calendar::add_months;

pub use condition::Condition;

use super::terms::Terms;
use super::{Figures, Kind, Profile, Regime};

/// What is held against the conditions.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub profile: &'a Profile,
    pub figures: &'a Figures,
    /// The day of the application.
    pub day: NaiveDate,
}

impl Subject<'_> {
    /// Whole months that the carrier has been running.
    pub fn months(&self) -> i64 {
        whole_months(self.profile.opened_on, self.day)
    }

    /// Whole years that the carrier has been running.
    pub fn years(&self) -> i64 {
        self.months() / 12
    }
}

/// The conditions that the host knows of a grade and that are not met, in the order the measures name them.
pub fn fails(regime: Regime, is_excellent: bool, of: Subject<'_>, terms: &Terms) -> Vec<Condition> {
    match regime {
        Regime::Local => match of.profile.kind {
            Kind::Incubator | Kind::Accelerator => city::City::of(of).fails(&terms.city),
            // No figures of theirs were read: office or rule decides.
            Kind::MakerSpace | Kind::UniversityPark | Kind::OverseasChineseBase => Vec::new(),
        },
        Regime::Province2020 => terms.province.fails(of),
        Regime::MakerFiling => maker::Maker::of(of).fails(),
        Regime::Park2019 => park::Park::of(of).fails(),
        Regime::N2018 => {
            let person = (!of.profile.legal_person).then_some(Condition::LegalPerson);
            let figures = n2018::N2018::of(of).fails();
            person.into_iter().chain(figures).collect()
        }
        // The excellent grade is given by comparison, not by figures.
        Regime::M2025 if is_excellent => Vec::new(),
        Regime::M2025 => {
            let mut fails = miit::Miit::of(of).fails();
            fails.extend(terms.standard.fails(of));
            fails
        }
    }
}

/// Months that have passed whole between two days; 0 where the second is not later.
fn whole_months(from: NaiveDate, to: NaiveDate) -> i64 {
    let month = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let apart = month(to) - month(from);
    let reached = i32::try_from(apart)
        .ok()
        .and_then(|months| add_months(from, months));
    match reached {
        Some(day) if day > to => (apart - 1).max(0),
        Some(_) | None => apart.max(0),
    }
}

/// `part / whole < share`, exactly; of a whole of 0 nothing is less.
fn is_below(part: i64, whole: i64, share_bp: i64) -> bool {
    i128::from(part) * 10_000 < i128::from(whole) * i128::from(share_bp)
}

/// Square metres as areas are kept.
const fn square_metres(whole: i64) -> i64 {
    whole.saturating_mul(100)
}

/// The conditions whose test fails, in order.
fn failing<const N: usize>(tests: [(bool, Condition); N]) -> Vec<Condition> {
    let failed = tests.into_iter().filter(|(fails, _)| *fails);
    failed.map(|(_, condition)| condition).collect()
}

#[cfg(test)]
mod tests;
