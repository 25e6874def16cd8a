//! How an extension begins: on an accepted demonstration, of a variety that may be promoted.
use uuid::Uuid;

use super::decide::Circumstances;
use super::{Extension, State, Totals};
use crate::domain::capacity;
use crate::domain::demonstration::Demonstration;
use crate::domain::refused::Refused;
use crate::domain::season::Season;
use crate::domain::variety::{Action, Variety};

/// What is asked for, and the id the edge gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewExtension {
    pub id: Uuid,
    pub season: Season,
}

/// Opens the extension of what a demonstration showed.
pub fn open(
    new: NewExtension,
    (demonstration, variety): (&Demonstration, &Variety),
    at: &Circumstances<'_>,
) -> Result<Extension, Refused> {
    capacity::owner(at.actor, &demonstration.operator)?;
    let Some(measurement) = demonstration
        .measurement
        .as_ref()
        .filter(|_| demonstration.is_accepted())
    else {
        return Err(Refused::new(
            "DEMONSTRATION_NOT_ACCEPTED",
            "示范尚未通过验收，不能据此推广",
            "the demonstration is not accepted: nothing is extended from it yet",
        ));
    };
    if new.season.year() < demonstration.season.year() {
        return Err(Refused::new(
            "SEASON_TOO_EARLY",
            "推广季别不能早于示范所在年度",
            "nothing is extended in a year before its demonstration",
        ));
    }
    // 种子法: approval, registration, biosafety certificate.
    variety.permits("demonstration", Action::Extend, at.listed)?;
    Ok(Extension {
        id: new.id,
        demonstration: demonstration.id,
        base: demonstration.base,
        division: demonstration.division.clone(),
        operator: demonstration.operator.clone(),
        variety: variety.id,
        variety_owner: variety.owner.clone(),
        crop: variety.crop.clone(),
        season: new.season,
        yield_c: measurement.yield_c,
        check_yield_c: measurement.check_yield_c,
        state: State::Open,
        version: 1,
        opened_by: at.actor.subject.clone(),
        totals: Totals::default(),
        trainings: Vec::new(),
        report: None,
        confirmation: None,
        sent_back: None,
    })
}
