//! Public notices as everybody sees them.
use kezhuan_cases::notices;
use kezhuan_protocol::events::v1;
use serde::Deserialize;

use super::{nomination, nomination_part, public_notice};
use crate::api::names::NOMINATIONS;
use crate::domain::award_mean::Band;
use crate::domain::nomination::Unit;
use crate::error::Error;

/// What the notice of a nomination shows beside its title.
#[derive(Deserialize)]
struct Proposal {
    band: Band,
    nominator: String,
    units: Vec<Unit>,
    people: Vec<String>,
}

/// What everybody sees of a published nomination.
pub fn published(row: &notices::Published) -> Result<v1::CaseNotice, Error> {
    let shown = row.shown.as_ref().map(|shown| shown.0.clone());
    let proposal = serde_json::from_value::<Proposal>(shown.unwrap_or_default());
    let proposal = proposal.map_err(|cause| Error::Damaged("public notice", cause))?;
    let units = proposal.units.iter().map(nomination_part::unit);
    Ok(v1::CaseNotice {
        case: NOMINATIONS.name(row.id),
        number: row.number.clone(),
        tenant: row.tenant.clone(),
        title: row.title.clone(),
        organisation: row.organisation.clone(),
        notice: Some(public_notice::message(&row.notice)),
        band: nomination::band(proposal.band).into(),
        nominator: proposal.nominator,
        units: units.collect(),
        people: proposal.people,
    })
}
