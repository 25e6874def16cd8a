//! `inc.rent@1`: what of a tenant's rent its county pays.
use chrono::NaiveDate;
use kezhuan_grants::{Answer, Question};
use kezhuan_law::Fen;
use kezhuan_rulebook::Shelf;

use super::bindings::inc_rent::{Ask, Carrier, CarrierKind, Date, Facts, Grade as Told, Tenant};
use super::words::Word;
use super::{Asked, Rules, small_count};
use crate::domain::carrier::{Grade, Kind};

/// What was rented, by whom and where.
#[derive(Debug, Clone, Copy)]
pub struct Rented<'a> {
    /// In 0.01 m².
    pub area_c: i64,
    /// Per square metre and month.
    pub rent: Fen,
    /// Claimed.
    pub months: i64,
    /// For these months.
    pub rent_paid: Fen,
    pub tenant: Renter<'a>,
    pub kind: Kind,
    pub grade: Option<Grade>,
    pub is_remote: bool,
}

/// The tenant.
#[derive(Debug, Clone, Copy)]
pub struct Renter<'a> {
    pub founded: NaiveDate,
    pub entry: NaiveDate,
    pub field: &'a str,
    pub chain: Option<&'a str>,
    pub is_tech_sme: bool,
    pub is_high_tech: bool,
    pub is_overseas_chinese: bool,
    /// What `inc.admission` answered; `None`: nobody asked.
    pub priority: Option<u16>,
}

impl<S: Shelf> Rules<S> {
    /// Asks the county. Legal date: the claim.
    pub async fn rent(
        &self,
        rented: &Rented<'_>,
        question: &Question,
    ) -> Result<Asked<Answer>, S::Error> {
        let (year_paid_fen, paid_months) = (question.paid_year().get(), paid_months(question));
        let (area_c, rent_fen) = (rented.area_c, rented.rent.get());
        let (months, rent_paid_fen) = (small_count(rented.months), rented.rent_paid.get());
        let (tenant, carrier) = (tenant(&rented.tenant), carrier(rented));
        let facts = move |header| Facts {
            header,
            area_c,
            rent_fen,
            months,
            rent_paid_fen,
            year_paid_fen,
            paid_months,
            tenant,
            carrier,
        };
        let of = (
            question.claim.division.as_str(),
            question.budget_left.map(Fen::get),
        );
        let asked = self.ask::<Ask>(question.asking.clone(), of, facts).await?;
        // The law's second look is the platform's, over answers of rules and of people alike.
        Ok(asked.held_to(|outcome| {
            Ok(Answer {
                ok: outcome.ok,
                amount: Fen(outcome.amount_fen),
                payee: None,
                reasons: outcome.reasons,
            })
        }))
    }
}

/// What the tenant was subsidised for before: a claim's facts are its months.
fn paid_months(question: &Question) -> u16 {
    let its = question
        .earlier
        .iter()
        .filter(|earlier| earlier.payee == question.claim.claimant);
    let months: usize = its.map(|earlier| earlier.facts.len()).sum();
    u16::try_from(months).unwrap_or(u16::MAX)
}

fn tenant(renter: &Renter<'_>) -> Tenant {
    Tenant {
        founded: Date::of(renter.founded),
        entry: Date::of(renter.entry),
        field: renter.field.to_owned(),
        chain: renter.chain.map(str::to_owned),
        is_tech_sme: renter.is_tech_sme,
        is_high_tech: renter.is_high_tech,
        is_overseas_chinese: renter.is_overseas_chinese,
        priority: renter.priority,
    }
}

fn carrier(rented: &Rented<'_>) -> Carrier {
    Carrier {
        kind: CarrierKind::of(rented.kind),
        grade: rented.grade.map(Told::of),
        is_remote: rented.is_remote,
    }
}
