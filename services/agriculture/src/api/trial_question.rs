//! What an authority's rule says of a measured trial, asked before any row is held: the county's rule first, the city's where
//! the county has none.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;

use super::base_question::city_instead_of;
use super::trial_step::{Plan, circumstances, decide, take_all};
use super::{AgricultureApi, acting};
use crate::domain::actor::Actor;
use crate::domain::refused::Refused;
use crate::domain::trial::{Answer, Command, Host, RuleOutcome, Trial, verifiable};
use crate::error::Error;
use crate::rules::agr_trial_accept::Measured;
use crate::rules::{Asked, Asking, Verdict};
use crate::store::stored::Stored;

/// What follows for a trial that `asking` has verified.
pub async fn plan_to_verify(
    api: &AgricultureApi,
    before: Stored<Trial>,
    asking: Actor,
) -> Result<Plan, Error> {
    let (command, heard) = verification(api, &before.tenant, &before.body, &asking).await?;
    Ok(Plan {
        before,
        steps: vec![(asking, command)],
        heard,
    })
}

/// What follows for a trial whose rule failed, and is asked again.
pub async fn plan_to_ask_again(
    api: &AgricultureApi,
    before: Stored<Trial>,
    asking: Actor,
) -> Result<Plan, Error> {
    let back = decide(api, &before.body, (&asking, Command::AskAgain))?;
    let (command, heard) = verification(api, &before.tenant, &back.trial, &asking).await?;
    Ok(Plan {
        before,
        steps: vec![(asking.clone(), Command::AskAgain), (asking, command)],
        heard,
    })
}

/// The service asks for itself, once another rule may answer.
pub async fn ask_again_for_itself(
    api: &AgricultureApi,
    waiting: Stored<Trial>,
) -> Result<(), Error> {
    let tenant = waiting.tenant.clone();
    let plan = plan_to_ask_again(api, waiting, acting::service(&tenant)).await?;
    let given = Arc::new((api.clone(), plan));
    let caller = Caller::service(crate::NAME, &tenant);
    let written = api.database.write_as(&caller, move |write| {
        let given = given.clone();
        Box::pin(async move {
            let (api, plan) = &*given;
            take_all(write, api, plan).await?;
            Ok::<_, Error>(())
        })
    });
    written.await
}

async fn verification(
    api: &AgricultureApi,
    tenant: &str,
    trial: &Trial,
    asking: &Actor,
) -> Result<(Command, Heard), Error> {
    let mut heard = Heard::default();
    // What the domain refuses, or voids itself, needs no rule.
    match verifiable(trial, &circumstances(api, asking))? {
        Host::Void(_) => return Ok((Command::Verify { asked: None }, heard)),
        Host::Ask => {}
    }
    let mut asked = ask(api, trial, tenant).await?;
    if let Some(city) = city_instead_of(tenant, &asked) {
        heard.keep(asked, trial.id);
        asked = ask(api, trial, &city).await?;
    }
    let outcome = outcome(&asked);
    heard.keep(asked, trial.id);
    let asked = Some(outcome);
    Ok((Command::Verify { asked }, heard))
}

async fn ask(
    api: &AgricultureApi,
    trial: &Trial,
    tenant: &str,
) -> Result<Asked<Vec<String>>, Error> {
    let today = api.clock.today();
    let asking = Asking {
        tenant: tenant.to_owned(),
        legal_date: trial.asked_on().unwrap_or(today),
        as_of: today,
        pins: trial.pins.clone(),
    };
    api.rules.trial_acceptance(told(trial)?, asking).await
}

/// The domain holds each figure within what the hook takes.
fn told(trial: &Trial) -> Result<Measured, Error> {
    let figures = trial.figures.as_ref().ok_or_else(inconsistent)?;
    let cv_bp = figures.cv_bp.map(u32::try_from).transpose();
    Ok(Measured {
        division: trial.division.clone(),
        crop: trial.crop.as_str().to_owned(),
        season: trial.season,
        replications: u16::try_from(figures.replications).map_err(|_| inconsistent())?,
        cv_bp: cv_bp.map_err(|_| inconsistent())?,
        check_yield_c: figures.check_yield_c,
        yield_c: figures.yield_c,
        plot_yields_c: figures.replication_yields_c.clone(),
        increase_bp: i32::try_from(figures.increase_bp).map_err(|_| inconsistent())?,
        // A trial that was hit by one is void before any rule is asked.
        is_disaster: false,
        experts: u16::try_from(trial.standing_opinions().count()).map_err(|_| inconsistent())?,
    })
}

fn outcome(asked: &Asked<Vec<String>>) -> RuleOutcome {
    let decision = asked.id;
    match &asked.verdict {
        Verdict::Answered(against) => RuleOutcome::Answered {
            answer: Answer {
                accept: against.is_empty(),
                reasons: against.clone(),
            },
            decision,
        },
        Verdict::NoRule => RuleOutcome::NoRule { decision },
        Verdict::Failed(failure) => RuleOutcome::Failed {
            failure: failure.clone(),
            decision: Some(decision),
        },
    }
}

fn inconsistent() -> Refused {
    Refused::new(
        "RECORD_INCONSISTENT",
        "试验数据超出规则可处理的范围，请联系运维",
        "the trial's figures are no question a rule takes: tell the operators",
    )
}
