//! What rules are asked about a nomination's scores, and what is asked again where a rule failed. Asked before any row is held, of the
//! city, whose award it is.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_law::regions::PREFECTURE;
use kezhuan_law::rule_pins::RulePins;

use super::assignment_question::{assignment, unconcerned, without_recused};
use super::nomination_step::{Plan, circumstances, round_of, take};
use super::prize_question::prize;
use super::{EventsApi, acting};
use crate::domain::actor::Actor;
use crate::domain::award_round::AwardRound;
use crate::domain::nomination::{
    self, Blocked, Command, Counted, Failure, Nomination, Scoring, reviewed,
};
use crate::error::Error;
use crate::rules::evt_award_score::{Scored, Sheet};
use crate::rules::{Asking, Verdict};
use crate::store::stored::Stored;

/// What follows for scores that are all in, and what the rule said. `asking` is who concludes the scoring.
pub async fn scoring(
    api: &EventsApi,
    (nomination, round): (&Nomination, &AwardRound),
    asking: &Actor,
) -> Result<(Command, Heard), Error> {
    let scores = reviewed(
        nomination,
        &circumstances(api, asking, (round, Counted::default())),
    )?;
    let dimensions = round.dimensions.iter();
    let sheets = scores.sheets.into_iter().map(|sheet| Sheet {
        total_c: sheet.total_c,
        scores_c: sheet.scores_c,
    });
    let scored = Scored {
        division: PREFECTURE.to_owned(),
        programme: round.code.clone(),
        dimensions: dimensions.map(|dimension| dimension.name.clone()).collect(),
        sheets: sheets.collect(),
        host: scores.mean,
    };
    let question = asking_of(api, PREFECTURE, nomination);
    let asked = api.rules.award_score(scored, question).await?;
    let decision = Some(asked.id);
    let command = match &asked.verdict {
        Verdict::Answered(mean) => Command::Conclude {
            scoring: Scoring::Rule(*mean),
            decision,
        },
        Verdict::NoRule => Command::Conclude {
            scoring: Scoring::Host,
            decision,
        },
        Verdict::Failed(failure) => Command::ReportFailure(Failure {
            failure: failure.clone(),
            decision,
            asked_by: asking.subject.clone(),
            blocked: Blocked::Scoring,
        }),
    };
    let mut heard = Heard::default();
    heard.keep(asked, nomination.id);
    Ok((command, heard))
}

/// The step that follows an answer: the person's own, or the service's where the rule failed.
pub fn plan(before: Stored<Nomination>, actor: Actor, (command, heard): (Command, Heard)) -> Plan {
    let by = taken_by(&before.tenant, actor, &command);
    Plan {
        steps: vec![(by, command)],
        before,
        heard,
    }
}

fn taken_by(tenant: &str, actor: Actor, command: &Command) -> Actor {
    match matches!(command, Command::ReportFailure(_)) {
        true => acting::service(tenant),
        false => actor,
    }
}

/// Holds that the domain takes a plan, before anything is written; where it does not, what rules said is kept all the same.
pub async fn held(api: &EventsApi, plan: Plan, round: &AwardRound) -> Result<Plan, Error> {
    let mut nomination = plan.before.body.clone();
    for (actor, command) in &plan.steps {
        let at = circumstances(api, actor, (round, Counted::default()));
        match nomination::decide(&nomination, command.clone(), &at) {
            Ok(decided) => nomination = decided.nomination,
            Err(refused) => {
                let tenant = plan.before.tenant.clone();
                plan.heard.store_alone(&api.database, &tenant).await?;
                return Err(refused.into());
            }
        }
    }
    Ok(plan)
}

/// Asks again about a nomination that waits for a person: what `asking` has the service do of it. Experts whom the host or a rule
/// recuses now are left out.
pub async fn plan_to_ask_again(
    api: &EventsApi,
    (before, round): (Stored<Nomination>, &AwardRound),
    asking: Actor,
) -> Result<Plan, Error> {
    // Who asked before the rule failed is asked for again.
    let asked_by = match (asking.is_service, &before.body.asked_by) {
        (true, Some(earlier)) => Actor {
            subject: earlier.clone(),
            ..asking.clone()
        },
        (true, None) | (false, _) => asking.clone(),
    };
    let of = &before.body;
    let (command, heard) = match &of.blocked {
        Some(Blocked::Assignment(experts)) => {
            let experts = unconcerned((of, round), experts);
            let (command, heard) = assignment(api, of, experts, &asked_by).await?;
            (without_recused(command), heard)
        }
        Some(Blocked::Prize) => prize(api, (of, round), &asked_by).await?,
        Some(Blocked::Scoring) | None => scoring(api, (of, round), &asked_by).await?,
    };
    let then = taken_by(&before.tenant, asking.clone(), &command);
    Ok(Plan {
        steps: vec![(asking, Command::AskAgain), (then, command)],
        before,
        heard,
    })
}

/// The service asks for itself, once another rule may answer.
pub async fn ask_again_for_itself(
    api: &EventsApi,
    waiting: Stored<Nomination>,
) -> Result<(), Error> {
    let caller = Caller::service(crate::NAME, &waiting.tenant);
    let round = waiting.body.round;
    let read = api.database.read(&caller, async |connection| {
        round_of(connection, round).await
    });
    let round = read.await?;
    let actor = acting::service(&waiting.tenant);
    let plan = plan_to_ask_again(api, (waiting, &round), actor).await?;
    let given = Arc::new((api.clone(), plan));
    let written = api.database.write_as(&caller, move |write| {
        let given = given.clone();
        Box::pin(async move {
            let (api, plan) = &*given;
            take(write, api, plan).await?;
            Ok::<_, Error>(())
        })
    });
    written.await
}

/// Legal date: the act asked about, which is the day somebody took the step, also where a rule failed then and is asked again. Each
/// is an act of its own, and goes to the rule of its day; a prize to that of the award.
pub fn asking_of(api: &EventsApi, tenant: &str, nomination: &Nomination) -> Asking {
    let today = api.clock.today();
    Asking {
        tenant: tenant.to_owned(),
        legal_date: nomination.asked_on.unwrap_or(today),
        as_of: today,
        pins: RulePins::default(),
    }
}
