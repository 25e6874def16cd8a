//! The registration itself: by a second reviewer, of a recognised contract with a complete file.
use super::command::NewRegistration;
use super::decide::Context;
use super::parts::Registration;
use super::{Contract, Event, expert, guard};
use crate::domain::actor::Actor;
use crate::domain::recognition::Decision;
use crate::domain::refused::Refused;
use crate::domain::time_limit::Track;

use super::parts::Classification;

pub(super) fn register(
    contract: &mut Contract,
    new: &NewRegistration,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::second_reviewer(contract, actor, contract.first_reviewer())?;
    let fingerprint = contract.form.fingerprint().unwrap_or_default();
    at_rate_of_today(contract, new.exchange_rate_e4, at)?;
    let found = contract
        .classification
        .as_ref()
        .ok_or_else(|| guard::inconsistent("classification"))?;
    recognised(found)?;
    guard::complete_file(&contract.form, at.materials)?;
    heard_where_needed(contract, at)?;
    if new.certificate_number.trim().is_empty() {
        return Err(guard::inconsistent("certificate_number"));
    }
    contract.registration = Some(Registration {
        registered_on: at.today,
        certificate_number: new.certificate_number.clone(),
        national_number: new
            .national_number
            .clone()
            .filter(|number| !number.is_empty()),
        office: actor.organisation.clone(),
        by: actor.subject.clone(),
        in_force_from: at.today,
    });
    contract.form_version = 1;
    contract.refusal = None;
    Ok(Event::ContractRegistered {
        version: contract.registered_version()?,
    })
}

/// Holds that the recognition rules have nothing against the contract.
pub(super) fn recognised(found: &Classification) -> Result<(), Refused> {
    let Some(ground) = found.ground else {
        return Ok(());
    };
    debug_assert_ne!(found.decision, Decision::Recognised);
    let name = ground.name();
    Err(Refused::new(
        "NOT_RECOGNISED",
        format!("初审结论为不符合认定条件:{}", name.zh),
        format!("the first review did not recognise it: {}", name.en),
    )
    .with("ground", ground.as_str()))
}

fn heard_where_needed(contract: &Contract, at: &Context<'_>) -> Result<(), Refused> {
    let track = contract.acceptance.as_ref().map(|accepted| accepted.track);
    if track != Some(Track::Expert) || expert::is_heard(contract, at.parameters) {
        return Ok(());
    }
    Err(Refused::new(
        "EXPERT_OPINION_MISSING",
        format!(
            "专家程序须有不少于{}名专家对本次初审出具意见",
            at.parameters.experts_min
        ),
        format!(
            "the expert track needs the opinions of {} experts on this review",
            at.parameters.experts_min
        ),
    ))
}
