//! What claims are about, as rules are told of it.
use chrono::{Months, NaiveDate};
use kezhuan_grants::{Claim, Error};
use kezhuan_law::Fen;
use sqlx::PgConnection;
use uuid::Uuid;

use super::About;
use crate::api::{CARRIERS, LEASES, TENANCIES};
use crate::domain::carrier::Carrier;
use crate::domain::lease::Lease;
use crate::domain::rent_claim::{self, Let};
use crate::domain::reward::{self, Occasion};
use crate::domain::tenancy::Tenancy;
use crate::rules::inc_rent::{Rented, Renter};
use crate::rules::inc_reward::{Graduate, Rewarded};
use crate::store::stored::Stored;
use crate::store::{carriers, leases, tenancies};

/// What a rule is told of, as the service reads it.
pub(super) enum Facts {
    Rent(Box<(Lease, Tenancy, Carrier)>),
    Tenant(Box<(Tenancy, Carrier)>),
    Carrier(Box<Carrier>),
}

impl Facts {
    pub(super) async fn of(connection: &mut PgConnection, about: About) -> Result<Facts, Error> {
        match about {
            About::Lease(id) => {
                let lease = lease(connection, id).await?.body;
                let tenancy = tenancy(connection, lease.tenancy).await?.body;
                let carrier = carrier(connection, lease.carrier).await?.body;
                Ok(Facts::Rent(Box::new((lease, tenancy, carrier))))
            }
            About::Tenancy(id) => {
                let tenancy = tenancy(connection, id).await?.body;
                let carrier = carrier(connection, tenancy.carrier).await?.body;
                Ok(Facts::Tenant(Box::new((tenancy, carrier))))
            }
            About::Carrier(id) => {
                let carrier = carrier(connection, id).await?.body;
                Ok(Facts::Carrier(Box::new(carrier)))
            }
        }
    }
}

pub(super) async fn lease(connection: &mut PgConnection, id: Uuid) -> Result<Stored<Lease>, Error> {
    let found = leases::find(connection, id).await?;
    Ok(found.ok_or_else(|| LEASES.not_found(id))?)
}

pub(super) async fn tenancy(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Stored<Tenancy>, Error> {
    let found = tenancies::find(connection, id).await?;
    Ok(found.ok_or_else(|| TENANCIES.not_found(id))?)
}

pub(super) async fn carrier(
    connection: &mut PgConnection,
    id: Uuid,
) -> Result<Stored<Carrier>, Error> {
    let found = carriers::find(connection, id).await?;
    Ok(found.ok_or_else(|| CARRIERS.not_found(id))?)
}

/// A lease as claims look at it; one that nobody signed lets nothing.
pub(super) fn agreed(lease: &Lease) -> Let {
    let nothing = (NaiveDate::MAX, NaiveDate::MIN);
    let (first_day, last_day) = lease.occupied().unwrap_or(nothing);
    let free = lease
        .starts_on
        .checked_add_months(Months::new(lease.free_months));
    Let {
        first_day,
        last_day,
        free_until: free
            .filter(|_| lease.free_months > 0)
            .and_then(|day| day.pred_opt()),
        area_c: lease.area_c,
        rent: lease.rent,
    }
}

/// The rent of a claim's months; nothing where they are no longer all let.
pub(super) fn rent_paid(lease: &Lease, claim: &Claim) -> Option<Fen> {
    let agreed = agreed(lease);
    let still_let = claim.period.is_some_and(|period| {
        agreed.first_day <= period.first_day && period.last_day <= agreed.last_day
    });
    match still_let {
        true => rent_claim::rent(&agreed, claim.facts.len()),
        false => Some(Fen::ZERO),
    }
}

pub(super) fn rented<'a>(
    lease: &Lease,
    tenancy: &'a Tenancy,
    carrier: &Carrier,
    claim: &Claim,
) -> Rented<'a> {
    let year = claim.year;
    Rented {
        area_c: lease.area_c,
        rent: lease.rent,
        months: i64::try_from(claim.facts.len()).unwrap_or(i64::MAX),
        rent_paid: rent_paid(lease, claim).unwrap_or(Fen(i64::MAX)),
        tenant: Renter {
            founded: tenancy.founded_on.unwrap_or(tenancy.entry_on),
            entry: tenancy.entry_on,
            field: tenancy.field.as_str(),
            chain: tenancy.chain.as_deref(),
            is_tech_sme: tenancy.is_tech_sme_by(year),
            is_high_tech: tenancy.is_high_tech_by(year),
            is_overseas_chinese: tenancy.is_overseas_chinese,
            priority: tenancy.decision.map(|_| u16::from(tenancy.priority)),
        },
        kind: carrier.profile.kind,
        grade: carrier.grade(),
        is_remote: carrier.profile.is_remote(),
    }
}

pub(super) fn rewarded_tenant<'a>(
    tenancy: &'a Tenancy,
    carrier: &'a Carrier,
    claim: &Claim,
) -> Rewarded<'a> {
    Rewarded {
        occasion: Occasion::parse(&claim.occasion).unwrap_or(Occasion::Graduated),
        happened_on: claim.legal_date,
        tenant: Some(Graduate {
            entry: tenancy.entry_on,
            graduated_on: reward::graduated_on(tenancy),
            high_tech_on: reward::high_tech_on(tenancy),
            chain: tenancy.chain.as_deref(),
            is_overseas_chinese: tenancy.is_overseas_chinese,
        }),
        kind: carrier.profile.kind,
        grade: carrier.grade(),
        previous_grade: carrier.grade(),
        is_leader_run: carrier.profile.leader.is_some(),
        operator: &carrier.operator,
        enterprise: Some(tenancy.organisation.as_str()),
    }
}

pub(super) fn rewarded_carrier<'a>(carrier: &'a Carrier, claim: &Claim) -> Rewarded<'a> {
    Rewarded {
        occasion: Occasion::Accredited,
        happened_on: claim.legal_date,
        tenant: None,
        kind: carrier.profile.kind,
        grade: carrier.grade(),
        previous_grade: reward::grade_before(carrier),
        is_leader_run: carrier.profile.leader.is_some(),
        operator: &carrier.operator,
        enterprise: None,
    }
}
