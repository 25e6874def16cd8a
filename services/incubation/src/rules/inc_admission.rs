//! `inc.admission@1`: what an authority asks of a start-up that wants in, beside the host's own rule.
use chrono::NaiveDate;
use kezhuan_rulebook::Shelf;

use super::bindings::inc_admission::{
    Ask, Carrier, CarrierKind, Date, Facts, Grade as Told, Tenant,
};
use super::words::Word;
use super::{Asked, Asking, Rules, count};
use crate::domain::carrier::{Grade, Kind};

/// The start-up.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer<'a> {
    pub founded: NaiveDate,
    /// The day it moves in.
    pub entry: NaiveDate,
    pub field: &'a str,
    /// Code of the key chain it belongs to.
    pub chain: Option<&'a str>,
    pub is_tech_sme: bool,
    pub is_high_tech: bool,
    pub is_overseas_chinese: bool,
    /// Where it comes from; `None`: founded here.
    pub source_region: Option<&'a str>,
    pub staff: i64,
}

/// The carrier as it stands.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    pub kind: Kind,
    pub grade: Option<Grade>,
    /// Of a professional carrier.
    pub field: Option<&'a str>,
    /// Of one that a chain leader runs.
    pub leader_chain: Option<&'a str>,
    pub is_remote: bool,
    /// Now inside.
    pub tenants: i64,
    /// For tenants, and let of that, in 0.01 m².
    pub tenant_area_c: i64,
    pub let_area_c: i64,
}

/// What the rule answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    pub ok: bool,
    /// How much the start-up is wanted, 0 to 100.
    pub priority: u16,
    pub reasons: Vec<String>,
}

impl<S: Shelf> Rules<S> {
    /// Asks about a start-up that the host's rule admits: whom that refuses, no rule admits. Legal date: the application.
    pub async fn admission(
        &self,
        division: &str,
        newcomer: &Newcomer<'_>,
        house: &House<'_>,
        asking: Asking,
    ) -> Result<Asked<Admission>, S::Error> {
        let (tenant, carrier) = (tenant(newcomer), carrier(house));
        let facts = move |header| Facts {
            header,
            tenant,
            carrier,
            host_admits: true,
        };
        let asked = self.ask::<Ask>(asking, (division, None), facts).await?;
        Ok(asked.held_to(|outcome| {
            Ok(Admission {
                ok: outcome.ok,
                priority: outcome.priority,
                reasons: outcome.reasons,
            })
        }))
    }
}

fn tenant(newcomer: &Newcomer<'_>) -> Tenant {
    Tenant {
        founded: Date::of(newcomer.founded),
        entry: Date::of(newcomer.entry),
        field: newcomer.field.to_owned(),
        chain: newcomer.chain.map(str::to_owned),
        is_tech_sme: newcomer.is_tech_sme,
        is_high_tech: newcomer.is_high_tech,
        is_overseas_chinese: newcomer.is_overseas_chinese,
        source_region: newcomer.source_region.map(str::to_owned),
        staff: count(newcomer.staff),
    }
}

fn carrier(house: &House<'_>) -> Carrier {
    Carrier {
        kind: CarrierKind::of(house.kind),
        grade: house.grade.map(Told::of),
        field: house.field.map(str::to_owned),
        leader_chain: house.leader_chain.map(str::to_owned),
        is_remote: house.is_remote,
        tenants: count(house.tenants),
        tenant_area_c: house.tenant_area_c,
        let_area_c: house.let_area_c,
    }
}
