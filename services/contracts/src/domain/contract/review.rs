//! The two reviews of an accepted contract, as far as they do not register it.
use super::acceptance::{refusal, start_clock};
use super::command::Review;
use super::decide::Context;
use super::parts::Classification;
use super::{Contract, Event, assessment, guard};
use crate::domain::actor::{Actor, Role};
use crate::domain::duty;
use crate::domain::recognition::{self, Ground};
use crate::domain::refused::Refused;
use crate::domain::time_limit;

pub(super) fn classify(
    contract: &mut Contract,
    view: &Review,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::reviewer(contract, actor, Role::Registrar)?;
    let found = assessment::assess(contract, &contract.form, view, actor, at)?;
    if let Some(ground) = found.ground {
        curable_first(contract, ground)?;
    }
    follow_track(contract, &found, at)?;
    let event = Event::ContractClassified {
        kind: found.kind,
        total: found.total,
        technical: found.technical,
    };
    contract.classification = Some(found);
    contract.refusal = None;
    Ok(event)
}

/// J and dispute are known now, and with them the track and its time limit.
fn follow_track(
    contract: &mut Contract,
    found: &Classification,
    at: &Context<'_>,
) -> Result<(), Refused> {
    let Some(mut accepted) = contract.acceptance.clone() else {
        return Err(guard::inconsistent("acceptance"));
    };
    let track = time_limit::track(
        accepted.regime,
        found.technical,
        found.disputed,
        at.parameters,
    );
    if track != accepted.track {
        let limit = time_limit::legal(accepted.regime, accepted.clock_from, track, at.calendar)?;
        let keeps_promise = accepted.promised_working_days.is_some_and(|days| {
            time_limit::promised(days, accepted.clock_from, limit, at.calendar).is_ok()
        });
        // A promise made for the longer track can't hold beyond the shorter one's legal limit.
        if !keeps_promise {
            accepted.promised_working_days = None;
        }
        start_clock(&mut accepted, track, at)?;
    }
    contract.acceptance = Some(accepted);
    Ok(())
}

/// What the applicant can put right is asked for before it counts against them.
fn curable_first(contract: &Contract, ground: Ground) -> Result<(), Refused> {
    if !ground.is_curable() || contract.supplements > 0 {
        return Ok(());
    }
    let name = ground.name();
    Err(Refused::new(
        "CURABLE_BY_SUPPLEMENT",
        format!("{},应先要求申请人补正", name.zh),
        format!("{}: ask the applicant for a supplement first", name.en),
    )
    .with("ground", ground.as_str()))
}

pub(super) fn send_back(
    contract: &mut Contract,
    note: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::second_reviewer(contract, actor, contract.first_reviewer())?;
    duty::reasoned("note", note)?;
    contract.classification = None;
    contract.refusal = Some(refusal("SENT_BACK", note, actor, at));
    Ok(Event::ContractSentBack)
}

pub(super) fn reject(
    contract: &mut Contract,
    ground: Ground,
    note: &str,
    actor: &Actor,
    at: &Context<'_>,
) -> Result<Event, Refused> {
    guard::second_reviewer(contract, actor, contract.first_reviewer())?;
    let found = contract
        .classification
        .as_ref()
        .ok_or_else(|| guard::inconsistent("classification"))?;
    let kind = found.kind;
    if !ground.concerns(kind.recognition_code()) {
        return Err(Refused::new(
            "GROUND_OF_ANOTHER_KIND",
            format!("理由“{}”不适用于{}合同", ground.name().zh, kind.name().zh),
            format!(
                "{} is no ground against a contract of kind {}",
                ground.as_str(),
                kind.as_str()
            ),
        )
        .with("ground", ground.as_str()));
    }
    met(contract, found, ground)?;
    curable_first(contract, ground)?;
    // Who sees it otherwise than the first reviewer says why.
    if found.ground != Some(ground) {
        duty::reasoned("note", note)?;
    }
    contract.refusal = Some(refusal(ground.as_str(), note, actor, at));
    Ok(Event::ContractRejected { ground })
}

/// A finding is the reviewer's; a ground that is a fact of the file has to be one.
fn met(contract: &Contract, found: &Classification, ground: Ground) -> Result<(), Refused> {
    let form = &contract.form;
    let findings = found.findings.unwrap_or(form.findings);
    let facts = findings.facts(form, found.kind, found.technical);
    if !ground.is_fact() || recognition::speaks_against(ground, &facts) == Ok(true) {
        return Ok(());
    }
    let name = ground.name();
    Err(Refused::new(
        "GROUND_NOT_MET",
        format!("案卷内容与理由“{}”不符", name.zh),
        format!("the file says otherwise: {}", name.en),
    )
    .with("ground", ground.as_str()))
}
