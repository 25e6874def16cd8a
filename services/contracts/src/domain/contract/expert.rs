//! The expert track: large or disputed contracts are heard by experts before the second review.
use std::collections::BTreeSet;

use super::decide::Context;
use super::parts::Opinion;
use super::{Contract, Event, guard};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::parameters::Parameters;
use crate::domain::refused::Refused;
use crate::domain::time_limit;

/// Whether one more opinion completes the hearing.
pub(super) fn completes(contract: &Contract, parameters: &Parameters) -> bool {
    heard(contract).len() + 1 >= experts_min(parameters)
}

/// Whether enough experts were heard on the classification as it stands.
pub(super) fn is_heard(contract: &Contract, parameters: &Parameters) -> bool {
    heard(contract).len() >= experts_min(parameters)
}

fn experts_min(parameters: &Parameters) -> usize {
    usize::try_from(parameters.experts_min).unwrap_or(usize::MAX)
}

fn heard(contract: &Contract) -> BTreeSet<&str> {
    let version = contract
        .classification
        .as_ref()
        .map(|found| found.at_version);
    contract
        .opinions
        .iter()
        .filter(|opinion| Some(opinion.on_version) == version)
        .map(|opinion| opinion.expert.as_str())
        .collect()
}

pub(super) fn ask(
    contract: &mut Contract,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::second_reviewer(contract, actor, contract.first_reviewer())?;
    let found = contract
        .classification
        .as_ref()
        .ok_or_else(|| guard::inconsistent("classification"))?;
    if !time_limit::needs_experts(found.technical, found.disputed, at.parameters) {
        return Err(Refused::new(
            "EXPERT_TRACK_NOT_NEEDED",
            "技术交易额未达专家评审标准且无争议",
            "the contract is neither large enough nor disputed",
        ));
    }
    Ok(Event::ContractExpertReviewAsked)
}

pub(super) fn give(
    contract: &mut Contract,
    recognise: bool,
    text: &str,
    actor: &Actor,
) -> Result<Event, Refused> {
    actor.require_any(&[Role::Expert])?;
    guard::disinterested(contract, actor)?;
    duty::reasoned("text", text)?;
    let found = contract
        .classification
        .as_ref()
        .ok_or_else(|| guard::inconsistent("classification"))?;
    if found.by == actor.subject {
        return Err(Refused::new(
            "SAME_REVIEWER",
            "初审人不得作为专家出具意见",
            "the first reviewer does not give the expert opinion",
        ));
    }
    if heard(contract).contains(actor.subject.as_str()) {
        return Err(Refused::new(
            "EXPERT_HEARD",
            "该专家已就本次初审出具意见",
            "this expert has given their opinion on this review",
        ));
    }
    contract.opinions.push(Opinion {
        expert: actor.subject.clone(),
        recognise,
        text: text.to_owned(),
        on_version: found.at_version,
    });
    Ok(Event::ContractOpinionGiven)
}
