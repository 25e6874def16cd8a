//! Who may claim what: the subject of a new claim, as record and law allow it.
use chrono::Datelike;
use kezhuan_auth::Caller;
use kezhuan_grants::{Error, Party, Period, Subject, Wanted};
use uuid::Uuid;

use super::IncubationBenefits;
use super::facts::{agreed, carrier, lease, tenancy};
use crate::api::LEASES;
use crate::domain::rent_claim;
use crate::domain::reward::{self, Occasion};
// What this service says goes out with the code that it has here.
use crate::error::Error as Said;
use crate::store::stored::Stored;

/// Capacities of those who read a claim beside its claimant.
const CARRIER: &str = "CARRIER";
const TENANT: &str = "TENANT";

/// The event that a reward is claimed for.
pub(super) fn occasion(wanted: &Wanted) -> Result<Occasion, Error> {
    let occasion = Occasion::parse(&wanted.occasion).ok_or_else(|| {
        Said::field(
            "occasion",
            "OCCASION_UNKNOWN",
            "请注明奖励事项：GRADUATED、HIGH_TECH 或 ACCREDITED",
            "say what is rewarded: GRADUATED, HIGH_TECH or ACCREDITED",
        )
    });
    Ok(occasion?)
}

impl IncubationBenefits {
    pub(super) async fn rent_of(
        &self,
        caller: &Caller,
        id: Uuid,
        period: Option<Period>,
    ) -> Result<Subject, Error> {
        let read = self
            .database
            .read(caller, async |connection| lease(connection, id).await);
        let Stored { body, tenant, .. } = read.await?;
        let period = period.ok_or_else(|| {
            Said::field(
                "first_day",
                "PERIOD_MISSING",
                "请填写补贴期间",
                "say the months that the claim is about",
            )
        })?;
        let today = self.database.clock().today();
        let days = (period.first_day, period.last_day);
        let months = rent_claim::months(&agreed(&body), days, today).map_err(Said::from)?;
        Ok(Subject {
            division: tenant.clone(),
            tenant,
            claimant: body.tenant.clone(),
            others: vec![party(&body.operator, CARRIER)],
            facts: months
                .iter()
                .map(|month| format!("{}/{month}", LEASES.name(id)))
                .collect(),
            legal_date: today,
            year: period.first_day.year(),
            required_materials: materials(&["LEASE", "RENT_RECEIPT"]),
        })
    }

    pub(super) async fn reward_of_tenant(
        &self,
        caller: &Caller,
        id: Uuid,
        occasion: Occasion,
    ) -> Result<Subject, Error> {
        let read = self
            .database
            .read(caller, async |connection| tenancy(connection, id).await);
        let Stored { body, tenant, .. } = read.await?;
        let happened_on = reward::happened_to_tenant(&body, occasion).map_err(Said::from)?;
        // Either side may claim what the rule pays to one of them.
        let (claimant, other) = match caller.organisation == body.organisation {
            true => (body.organisation.clone(), party(&body.operator, CARRIER)),
            false => (body.operator.clone(), party(&body.organisation, TENANT)),
        };
        Ok(Subject {
            division: tenant.clone(),
            tenant,
            claimant,
            others: vec![other],
            facts: vec![reward::fact_of_tenant(&body, occasion)],
            legal_date: happened_on,
            year: happened_on.year(),
            required_materials: materials(&[match occasion {
                Occasion::HighTech => "HIGH_TECH_CERTIFICATE",
                Occasion::Graduated | Occasion::Accredited => "GRADUATION_EVIDENCE",
            }]),
        })
    }

    pub(super) async fn reward_of_carrier(
        &self,
        caller: &Caller,
        id: Uuid,
        occasion: Occasion,
    ) -> Result<Subject, Error> {
        let read = self
            .database
            .read(caller, async |connection| carrier(connection, id).await);
        let Stored { body, tenant, .. } = read.await?;
        let status = reward::accreditation(&body, occasion).map_err(Said::from)?;
        Ok(Subject {
            division: tenant.clone(),
            tenant,
            claimant: body.operator.clone(),
            others: Vec::new(),
            facts: vec![reward::fact_of_carrier(id, status.grade)],
            legal_date: status.since,
            year: status.since.year(),
            required_materials: materials(&["ACCREDITATION"]),
        })
    }
}

fn party(organisation: &str, capacity: &str) -> Party {
    Party {
        organisation: organisation.to_owned(),
        capacity: capacity.to_owned(),
    }
}

fn materials(codes: &[&str]) -> Vec<String> {
    codes.iter().map(|code| (*code).to_owned()).collect()
}
