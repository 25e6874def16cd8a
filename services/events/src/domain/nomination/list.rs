//! The list of excellent achievements: what stays of a nomination for everybody.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Nomination, Unit};
use crate::domain::award_mean::Band;

/// One entry. It names no person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcellentAchievement {
    /// Of the nomination.
    pub id: Uuid,
    pub number: String,
    pub round: Uuid,
    pub title: String,
    pub summary: String,
    pub keywords: Vec<String>,
    pub chain: String,
    pub maturity: i64,
    pub units: Vec<Unit>,
    pub band: Band,
    pub certificate: String,
    pub awarded_on: NaiveDate,
    pub revoked_on: Option<NaiveDate>,
}

impl ExcellentAchievement {
    /// What the list says of a nomination; nothing of one that was not awarded.
    pub fn of(nomination: &Nomination) -> Option<ExcellentAchievement> {
        let prize = nomination.prize.as_ref()?;
        let (form, revocation) = (&nomination.form, nomination.revocation.as_ref());
        Some(ExcellentAchievement {
            id: nomination.id,
            number: nomination.number.clone(),
            round: nomination.round,
            title: form.title.clone(),
            summary: form.summary.clone(),
            keywords: form.keywords.clone(),
            chain: form.chain.clone(),
            maturity: form.maturity,
            units: form.units.clone(),
            band: prize.band,
            certificate: prize.certificate.clone(),
            awarded_on: prize.awarded_on,
            revoked_on: revocation.map(|revocation| revocation.revoked_on),
        })
    }
}
