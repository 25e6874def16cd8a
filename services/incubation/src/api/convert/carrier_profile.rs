//! What an operator states of its carrier, and what the service counts: both ways.
use chrono::NaiveDate;
use kezhuan_protocol::incubation::v1;

use super::carrier::told_kind;
use super::{code, day};
use crate::api::names::CARRIERS;
use crate::domain::carrier::{CarrierCounts, Figures, Kind, Leader, Profile};
use crate::error::Error;
use crate::store::carrier_cards::Card;

/// What an operator says of its carrier.
pub fn profile(given: Option<v1::Profile>) -> Result<Profile, Error> {
    let given = given.unwrap_or_default();
    let kind = v1::carrier::Kind::as_str_name;
    let leader = Leader {
        organisation: given.leader.trim().to_owned(),
        chain: given.leader_chain.trim().to_owned(),
    };
    let has_leader = !leader.organisation.is_empty() || !leader.chain.is_empty();
    Ok(Profile {
        name: given.name.trim().to_owned(),
        kind: code::of_enum("profile.kind", given.kind, kind, Kind::parse)?,
        division: given.division,
        address: given.address.trim().to_owned(),
        legal_person: given.legal_person,
        opened_on: day::read("profile.opened_on", &given.opened_on)?,
        field: Some(given.field).filter(|field| !field.is_empty()),
        leader: Some(leader).filter(|_| has_leader),
        joint_hk_macao: given.joint_hk_macao,
        area_c: given.area_c,
        tenant_area_c: given.tenant_area_c,
    })
}

/// The same on the way out.
pub fn told_profile(profile: &Profile) -> v1::Profile {
    let leader = profile.leader.as_ref();
    let of_leader = |part: fn(&Leader) -> &String| leader.map(part).cloned().unwrap_or_default();
    v1::Profile {
        name: profile.name.clone(),
        kind: told_kind(profile.kind),
        division: profile.division.clone(),
        address: profile.address.clone(),
        legal_person: profile.legal_person,
        opened_on: profile.opened_on.to_string(),
        field: profile.field.clone().unwrap_or_default(),
        leader: of_leader(|leader| &leader.organisation),
        leader_chain: of_leader(|leader| &leader.chain),
        joint_hk_macao: profile.joint_hk_macao,
        area_c: profile.area_c,
        tenant_area_c: profile.tenant_area_c,
    }
}

/// Both ways by the same names.
macro_rules! figures {
    ($($name:ident),+ $(,)?) => {
        /// Figures as they are stated.
        pub fn figures(given: Option<v1::Figures>) -> Figures {
            let given = given.unwrap_or_default();
            Figures { $($name: given.$name),+ }
        }

        /// The same on the way out.
        pub fn told_figures(figures: &Figures) -> v1::Figures {
            v1::Figures { $($name: figures.$name),+ }
        }
    };
}
figures!(
    stat_years,
    staff,
    pro_staff,
    mentors,
    tenants,
    same_field,
    financed,
    applied_ip,
    valid_ip,
    own_patents,
    college_links,
    chain_tenants,
    high_tech_tenants,
    invested,
    grown,
    graduates,
    fund_fen,
    fund_cases,
    total_income_fen,
    rent_income_fen,
    service_kinds,
    seats,
    seats_and_shared_bp,
    teams,
    new_companies,
    typical_cases,
    activities,
);

/// What the service counts on a day.
pub fn counts(on: NaiveDate, counts: &CarrierCounts) -> v1::Counts {
    v1::Counts {
        on: on.to_string(),
        tenants: counts.tenants,
        let_area_c: counts.let_area_c,
        financed: counts.financed,
        chain_tenants: counts.chain_tenants,
        high_tech_tenants: counts.high_tech_tenants,
        tech_sme_tenants: counts.tech_sme_tenants,
        graduates: counts.graduates,
        mentors: counts.mentors,
        returns: counts.returns,
    }
}

/// What everybody may know of a carrier.
pub fn card(card: &Card) -> v1::CarrierCard {
    let kind = v1::carrier::Kind::from_str_name(&card.kind);
    let grade = card.grade.as_deref();
    let grade = grade.and_then(v1::carrier::Grade::from_str_name);
    v1::CarrierCard {
        carrier: CARRIERS.name(card.id),
        name: card.name.clone(),
        kind: kind.unwrap_or_default().into(),
        grade: grade.unwrap_or_default().into(),
        tenant: card.tenant.clone(),
        division: card.division.clone(),
        remote: card.remote,
        field: card.field.clone().unwrap_or_default(),
        operator: card.operator.clone(),
    }
}
