//! What is brought forward against a public notice, as callers see it.
use kezhuan_law::notice::{Objection, Resolution};
use kezhuan_protocol::cases;
use kezhuan_protocol::cases::objection::Outcome;

use crate::reader::shown;

/// Whose names the reader of an objection is told.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    pub objector: bool,
    pub resolver: bool,
}

/// An objection and what became of it.
pub fn message(objection: &Objection, named: Named) -> cases::Objection {
    let resolution = objection.resolution.as_ref();
    let outcome = match resolution.map(|resolution| resolution.upheld) {
        None => Outcome::Unspecified,
        Some(false) => Outcome::Dismissed,
        Some(true) => Outcome::Upheld,
    };
    let told = |of: fn(&Resolution) -> String| resolution.map(of).unwrap_or_default();
    let resolved_by = resolution.map(|resolution| resolution.resolved_by.as_str());
    cases::Objection {
        objector: shown(Some(&objection.objector), named.objector),
        text: objection.text.clone(),
        filed_on: objection.filed_on.to_string(),
        outcome: outcome.into(),
        outcome_reason: told(|resolution| resolution.reason.clone()),
        resolved_by: shown(resolved_by, named.resolver),
        resolved_on: told(|resolution| resolution.resolved_on.to_string()),
    }
}
