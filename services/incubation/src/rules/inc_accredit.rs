//! `inc.accredit@1`: what city and counties ask of a carrier. National and provincial grades are not a rule's to give.
use kezhuan_law::Fen;
use kezhuan_rulebook::Shelf;

use super::bindings::inc_accredit::{self as hook, Ask, Carrier, CarrierKind, Facts};
use super::words::Word;
use super::{Asked, Asking, Rules, count, small_count};
use crate::domain::carrier::{Grade, Kind};

/// A grade that a rule may give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    County,
    City,
}

impl Applied {
    /// `None` of a grade that the nation or the province gives.
    pub const fn of(grade: Grade) -> Option<Applied> {
        match grade {
            Grade::County => Some(Applied::County),
            Grade::City => Some(Applied::City),
            Grade::Province | Grade::National | Grade::Standard | Grade::Excellent => None,
        }
    }
}

/// The carrier as the rule is told of it; areas in 0.01 m².
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarrierFigures {
    pub kind: Kind,
    pub is_professional: bool,
    pub is_leader_run: bool,
    pub is_remote: bool,
    pub is_legal_person: bool,
    pub years: i64,
    pub area_c: i64,
    pub tenant_area_c: i64,
    pub staff: i64,
    pub pro_staff: i64,
    pub mentors: i64,
    pub tenants: i64,
    /// Of the tenants, in the carrier's field.
    pub same_field: i64,
    pub financed: i64,
    pub chain_tenants: i64,
    pub high_tech_tenants: i64,
    pub graduates: i64,
    pub fund: Fen,
    pub fund_cases: i64,
    pub service_kinds: i64,
    /// Yearly returns that were accepted.
    pub returns: i64,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accreditation {
    /// `None`: not accredited, for the reasons.
    pub grade: Option<Grade>,
    pub reasons: Vec<String>,
}

impl<S: Shelf> Rules<S> {
    /// Asks the authority that accredits. Legal date: the application.
    pub async fn accredit(
        &self,
        division: &str,
        applied: Applied,
        figures: &CarrierFigures,
        asking: Asking,
    ) -> Result<Asked<Accreditation>, S::Error> {
        let (level, carrier) = (level(applied), carrier(figures));
        let facts = move |header| Facts {
            header,
            applied: level,
            carrier,
        };
        let asked = self.ask::<Ask>(asking, (division, None), facts).await?;
        Ok(asked.held_to(|outcome| {
            Ok(Accreditation {
                grade: grade(outcome.grade),
                reasons: outcome.reasons,
            })
        }))
    }
}

fn level(applied: Applied) -> hook::Level {
    match applied {
        Applied::County => hook::Level::County,
        Applied::City => hook::Level::City,
    }
}

fn grade(grade: hook::Grade) -> Option<Grade> {
    match grade {
        hook::Grade::None => None,
        hook::Grade::County => Some(Grade::County),
        hook::Grade::City => Some(Grade::City),
    }
}

fn carrier(figures: &CarrierFigures) -> Carrier {
    Carrier {
        kind: CarrierKind::of(figures.kind),
        is_professional: figures.is_professional,
        is_leader_run: figures.is_leader_run,
        is_remote: figures.is_remote,
        is_legal_person: figures.is_legal_person,
        years: small_count(figures.years),
        area_c: figures.area_c,
        tenant_area_c: figures.tenant_area_c,
        staff: count(figures.staff),
        pro_staff: count(figures.pro_staff),
        mentors: count(figures.mentors),
        tenants: count(figures.tenants),
        same_field: count(figures.same_field),
        financed: count(figures.financed),
        chain_tenants: count(figures.chain_tenants),
        high_tech_tenants: count(figures.high_tech_tenants),
        graduates: count(figures.graduates),
        fund_fen: figures.fund.get(),
        fund_cases: count(figures.fund_cases),
        service_kinds: count(figures.service_kinds),
        returns: count(figures.returns),
    }
}
