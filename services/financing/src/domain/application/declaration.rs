//! What is known of the enterprise when it applies: its own word, and before that the word of an authority.
use chrono::{Datelike, NaiveDate};
use kezhuan_law::Fen;
use serde::{Deserialize, Serialize};

use super::Application;
use crate::domain::asset::term::whole_months;
use crate::domain::data_card::{Field, FieldKind, Known};
use crate::domain::eligibility::{Facts, Qualification, Terms};
use crate::domain::money;
use crate::domain::product::ProductKind;
use crate::domain::refused::Refused;

/// What the enterprise says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Of the last full year.
    pub revenue: Fen,
    pub qualifications: Vec<Qualification>,
    pub listed: bool,
    pub last_violation_on: Option<NaiveDate>,
}

/// What the enterprise has of the product already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InUse {
    /// Principal that it owes, and that is approved and not lent yet.
    pub outstanding: Fen,
    /// The bank it was granted a loan by this year, if any.
    pub bank_this_year: Option<String>,
}

/// What its eligibility is decided on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub facts: Facts,
    /// Qualifications that nobody but the enterprise speaks of.
    pub declared: Vec<Qualification>,
}

pub(super) fn check(declaration: &Declaration, today: NaiveDate) -> Result<(), Refused> {
    money::not_negative(&[declaration.revenue])?;
    match declaration.last_violation_on {
        Some(day) if day > today => Err(Refused::new(
            "VIOLATION_IN_FUTURE",
            "违法失信记录日期不得晚于今日",
            "a violation can't lie in the future",
        )),
        Some(_) | None => Ok(()),
    }
}

impl Application {
    /// What is known of the enterprise as of the submission; `None` before it.
    pub fn card(&self, known: &Known, in_use: InUse) -> Option<Card> {
        let (submitted_on, said) = (self.submitted_on?, self.declaration.as_ref()?);
        let mut qualifications = self.attested(known);
        let mut declared = Vec::new();
        for held in &said.qualifications {
            if !qualifications.contains(held) {
                qualifications.push(*held);
                declared.push(*held);
            }
        }
        let revenue = self.revenue(known, submitted_on.year() - 1);
        Some(Card {
            facts: Facts {
                revenue: revenue.unwrap_or(said.revenue),
                qualifications,
                bank: self.bank.clone(),
                amount: self.amount,
                term_months: i64::from(self.term_months),
                outstanding: in_use.outstanding,
                bank_this_year: in_use.bank_this_year,
                violation_months: said
                    .last_violation_on
                    .map(|day| whole_months(day, submitted_on)),
                listed: said.listed,
            },
            declared,
        })
    }

    /// The facts with the host's own conditions; `None` where the product has none.
    pub fn host(&self, card: &Card, terms: &Terms) -> Option<(Facts, Terms)> {
        let is_the_city_s = self.product.kind == ProductKind::YiKeDai;
        is_the_city_s.then(|| (card.facts.clone(), terms.clone()))
    }

    /// Qualifications that somebody else than the enterprise told of.
    fn attested(&self, known: &Known) -> Vec<Qualification> {
        let told = self.told_of(known, FieldKind::Qualification);
        let mut attested = Vec::new();
        for held in told.filter_map(|field| Qualification::parse(&field.value)) {
            if !attested.contains(&held) {
                attested.push(held);
            }
        }
        attested
    }

    /// The revenue of a year, in fen, as an authority told it; the newest telling where several did.
    fn revenue(&self, known: &Known, year: i32) -> Option<Fen> {
        let of_year = year.to_string();
        let told = self.told_of(known, FieldKind::Revenue);
        let newest = told
            .filter(|field| field.source.reference == of_year)
            .max_by_key(|field| field.told_at)?;
        newest.value.parse().ok().map(Fen)
    }

    fn told_of<'k>(&'k self, known: &'k Known, kind: FieldKind) -> impl Iterator<Item = &'k Field> {
        known
            .facts()
            .filter(move |field| field.kind == kind && field.source.name != self.enterprise)
    }
}
