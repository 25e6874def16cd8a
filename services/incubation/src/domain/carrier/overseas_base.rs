//! The status of an innovation base for people from Hong Kong, Macao, Taiwan and overseas (港澳台侨创新创业基地) of 侨梦苑, which an
//! accredited carrier may have beside its grade. The city gives it.
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::command::{Circumstances, Event};
use super::decide::Outcome;
use super::{BaseStatus, Carrier, Kind, office};
use crate::domain::duty;
use crate::domain::refused::Refused;

/// How far it has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    pub status: BaseStatus,
    /// What the base offers to whom.
    pub statement: String,
    pub applied_on: NaiveDate,
    pub decided_on: Option<NaiveDate>,
    pub reason: String,
}

pub(super) fn apply(carrier: &mut Carrier, statement: String, at: &Circumstances<'_>) -> Outcome {
    office::operator(carrier, at)?;
    duty::reasoned("statement", &statement)?;
    let status = carrier.base.as_ref().map(|base| base.status);
    let is_one = carrier.profile.kind == Kind::OverseasChineseBase;
    if is_one || matches!(status, Some(BaseStatus::Applied | BaseStatus::Granted)) {
        return Err(Refused::new(
            "BASE_KNOWN",
            "该载体已是或已申请港澳台侨创新创业基地",
            "the carrier is such a base, or has asked to be one",
        ));
    }
    carrier.base = Some(Base {
        status: BaseStatus::Applied,
        statement,
        applied_on: at.today,
        decided_on: None,
        reason: String::new(),
    });
    Ok(Event::CarrierBaseApplied)
}

pub(super) fn answer(
    carrier: &mut Carrier,
    granted: bool,
    reason: String,
    at: &Circumstances<'_>,
) -> Outcome {
    office::of_city(carrier, at)?;
    duty::reasoned("reason", &reason)?;
    let waiting = carrier.base.as_mut();
    let Some(base) = waiting.filter(|base| base.status == BaseStatus::Applied) else {
        return Err(Refused::new(
            "BASE_NOT_APPLIED_FOR",
            "该载体没有待办的港澳台侨创新创业基地申请",
            "the carrier does not wait for the status of a base",
        ));
    };
    base.status = match granted {
        true => BaseStatus::Granted,
        false => BaseStatus::Refused,
    };
    base.decided_on = Some(at.today);
    base.reason = reason;
    Ok(Event::CarrierBaseDecided { granted })
}
