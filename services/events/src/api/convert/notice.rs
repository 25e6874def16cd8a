//! Public notices and what is brought forward against them.
use kezhuan_cases::notices;
use kezhuan_cases::reader::shown;
use kezhuan_protocol::events::v1;
use serde::Deserialize;

use super::{nomination, nomination_part};
use crate::api::names::NOMINATIONS;
use crate::domain::award_mean::Band;
use crate::domain::nomination::Unit;
use crate::domain::notice::{Length, Objection, PublicNotice, Resolution};
use crate::error::Error;

/// A notice as it was opened.
pub fn message(notice: &PublicNotice) -> v1::PublicNotice {
    v1::PublicNotice {
        start_date: notice.start.to_string(),
        last_day: notice.last_day.to_string(),
        working_days: match notice.length {
            Length::WorkingDays(days) => i32::try_from(days).unwrap_or(i32::MAX),
            Length::CalendarDays(_) => 0,
        },
    }
}

/// An objection and what became of it; people's names only to the authority.
pub fn objection(objection: &Objection, to_authority: bool) -> v1::Objection {
    use v1::objection::Outcome;
    let resolution = objection.resolution.as_ref();
    let outcome = match resolution.map(|resolution| resolution.upheld) {
        None => Outcome::Unspecified,
        Some(false) => Outcome::Dismissed,
        Some(true) => Outcome::Upheld,
    };
    let told = |of: fn(&Resolution) -> String| resolution.map(of).unwrap_or_default();
    let resolved_by = resolution.map(|resolution| resolution.resolved_by.as_str());
    v1::Objection {
        objector: shown(Some(&objection.objector), to_authority),
        text: objection.text.clone(),
        filed_on: objection.filed_on.to_string(),
        outcome: outcome.into(),
        outcome_reason: told(|resolution| resolution.reason.clone()),
        resolved_by: shown(resolved_by, to_authority),
        resolved_on: told(|resolution| resolution.resolved_on.to_string()),
    }
}

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
        notice: Some(message(&row.notice)),
        band: nomination::band(proposal.band).into(),
        nominator: proposal.nominator,
        units: units.collect(),
        people: proposal.people,
    })
}
