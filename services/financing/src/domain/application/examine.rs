//! Before the bank looks at it: is the enterprise eligible, and what are its rights worth.
use kezhuan_law::Fen;

use super::command::Examination;
use super::decide::{Circumstances, Event};
use super::{Application, AssetValue, Carried, State, Valued};
use crate::domain::actor::Role;
use crate::domain::refused::Refused;
use crate::domain::{duty, money};

pub(super) fn examine(
    application: &mut Application,
    examination: Examination,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    // A rule that failed neither passes nor refuses: a person of the city says what it could not.
    if application.state == State::Manual {
        duty::official(at.actor, Role::CityStb, &application.parties())?;
        duty::reasoned("reason", &examination.reason)?;
        application.examined_by = Some(at.actor.subject.clone());
    } else {
        duty::service(at.actor)?;
    }
    let reasons = examination.reasons();
    application.failure = None;
    application.decision = examination.decision.or(application.decision);
    application.reasons.clone_from(&reasons);
    Ok(match reasons.is_empty() {
        true => Event::ApplicationEligible,
        false => Event::ApplicationIneligible { reasons },
    })
}

/// By a person of the city, or because a newer rule came into force.
pub(super) fn ask_again(
    application: &mut Application,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    if !at.actor.is_service {
        duty::official(at.actor, Role::CityStb, &application.parties())?;
    }
    application.failure = None;
    Ok(Event::ApplicationAskedAgain)
}

pub(super) fn value(
    application: &mut Application,
    values: Vec<AssetValue>,
    collateral: Option<Carried>,
    at: &Circumstances<'_>,
) -> Result<Event, Refused> {
    if !at.actor.is_of(Role::Bank, &application.bank) {
        duty::official(at.actor, Role::Valuer, &[&application.enterprise])?;
    }
    let all = application.assets.len() == values.len()
        && application
            .assets
            .iter()
            .all(|asset| values.iter().any(|valued| valued.asset == *asset));
    if !all {
        return Err(Refused::new(
            "VALUES_INCOMPLETE",
            "须逐项评估申请中列明的全部权利",
            "each right of the application is valued, and no other",
        ));
    }
    if let Some(over) = values.iter().find(|valued| valued.valid_until < at.today) {
        return Err(Refused::new(
            "VALUATION_EXPIRED",
            format!("评估报告已于 {} 失效", over.valid_until),
            format!(
                "the valuation could be relied on until {}",
                over.valid_until
            ),
        ));
    }
    for valued in &values {
        money::positive(valued.value)?;
    }
    let total = Fen::checked_sum(values.iter().map(|valued| valued.value))?;
    application.valued = Some(Valued {
        total,
        by: at.actor.organisation.clone(),
        valued_on: at.today,
        valid_until: values.iter().map(|valued| valued.valid_until).min(),
        values,
    });
    application.collateral = collateral;
    Ok(Event::ApplicationValued { total })
}
