//! Exempt months as the interface tells them.
use kezhuan_protocol::incubation::v1;
use uuid::Uuid;

use crate::api::convert::figure;
use crate::api::names::CARRIERS;
use crate::domain::carrier::Grade;
use crate::domain::tax_benefit::{Benefit, Evidence, Tax, Terms};

/// What a carrier, or nobody in particular, has of a year.
pub fn message(
    carrier: Option<Uuid>,
    year: i32,
    benefit: &Benefit,
    terms: &Terms,
) -> v1::TaxBenefit {
    let months = benefit.months.iter().map(|month| figure::told(*month));
    let exempt_months: Vec<i32> = months.collect();
    v1::TaxBenefit {
        carrier: carrier.map(|id| CARRIERS.name(id)).unwrap_or_default(),
        year,
        entitled: benefit.entitled,
        months: i32::try_from(exempt_months.len()).unwrap_or(i32::MAX),
        exempt_months,
        taxes: Tax::ALL.iter().map(|tax| tax.as_str().to_owned()).collect(),
        notice: terms.notice.clone(),
        unverified: benefit.unverified,
        evidence: benefit.evidence.iter().map(evidence).collect(),
    }
}

fn evidence(evidence: &Evidence) -> v1::tax_benefit::Evidence {
    v1::tax_benefit::Evidence {
        code: evidence.ground.as_str().to_owned(),
        on: evidence.on.to_string(),
        grade: evidence.grade.map_or("", Grade::as_str).to_owned(),
        document: evidence.document.clone(),
    }
}
