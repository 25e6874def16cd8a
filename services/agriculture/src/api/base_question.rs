//! What rules are asked about a base: whether it is fit, and how it did in a year. Asked before any row is held; the county's
//! rule first, the city's where the county has none.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_cases::Heard;
use kezhuan_law::regions;
use kezhuan_law::rule_pins::RulePins;

use super::base_step::{Plan, circumstances, take};
use super::{AgricultureApi, acting};
use crate::domain::actor::Actor;
use crate::domain::transformation_base::{Base, Command, Pending, reviewed};
use crate::error::Error;
use crate::rules::agr_accredit::{self, Card};
use crate::rules::{Asked, Asking, Verdict, agr_assess};
use crate::store::bases;
use crate::store::stored::Stored;

/// Who is asked in place of the county that has no rule in force: its city.
pub fn city_instead_of<T>(tenant: &str, asked: &Asked<T>) -> Option<String> {
    match asked.verdict {
        Verdict::NoRule if tenant != regions::PREFECTURE => Some(regions::PREFECTURE.to_owned()),
        Verdict::NoRule | Verdict::Answered(_) | Verdict::Failed(_) => None,
    }
}

/// What follows for a base whose review is complete, and what rules said on the way. `asking` is who proposes it.
pub async fn fitness(
    api: &AgricultureApi,
    tenant: &str,
    base: &Base,
    asking: &Actor,
) -> Result<(Command, Heard), Error> {
    let scores = reviewed(base, &circumstances(api, asking))?;
    let reader = Caller::service(crate::NAME, "");
    let held = api.database.read(&reader, async |connection| {
        bases::what_it_brings(connection, base.id, &base.organisation).await
    });
    let held = held.await?;
    let card = Card {
        reviewed: &scores,
        varieties: held.varieties,
        demonstrations: held.demonstrations,
    };
    let mut heard = Heard::default();
    let first = asking_of(api, tenant, base);
    let mut asked = api.rules.accreditation(base, card, first).await?;
    if let Some(city) = city_instead_of(tenant, &asked) {
        heard.keep(asked, base.id);
        let then = asking_of(api, &city, base);
        asked = api.rules.accreditation(base, card, then).await?;
    }
    let command = agr_accredit::command_after(&asked, &asking.subject);
    heard.keep(asked, base.id);
    Ok((command, heard))
}

/// What follows for a base that is assessed, and what rules said on the way. `asking` is who assesses it.
pub async fn rating(
    api: &AgricultureApi,
    tenant: &str,
    base: &Base,
    (on, asking): (Pending, &Actor),
) -> Result<(Command, Heard), Error> {
    let mut heard = Heard::default();
    let first = asking_of(api, tenant, base);
    let mut asked = api.rules.assessment(base, on, first).await?;
    if let Some(city) = city_instead_of(tenant, &asked) {
        heard.keep(asked, base.id);
        let then = asking_of(api, &city, base);
        asked = api.rules.assessment(base, on, then).await?;
    }
    let command = agr_assess::command_after(&asked, on, &asking.subject);
    heard.keep(asked, base.id);
    Ok((command, heard))
}

/// The step that follows an answer: the person's own, or the service's where the rule failed.
pub fn plan(before: Stored<Base>, actor: Actor, (command, heard): (Command, Heard)) -> Plan {
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

/// Asks again about a base that waits for a person: what `asking` has the service do of it.
pub async fn plan_to_ask_again(
    api: &AgricultureApi,
    before: Stored<Base>,
    asking: Actor,
) -> Result<Plan, Error> {
    let tenant = before.tenant.clone();
    // Who asked before the rule failed is asked for again.
    let asked_by = match (asking.is_service, &before.body.asked_by) {
        (true, Some(earlier)) => Actor {
            subject: earlier.clone(),
            ..asking.clone()
        },
        (true, None) | (false, _) => asking.clone(),
    };
    let (command, heard) = match before.body.pending {
        Some(on) => rating(api, &tenant, &before.body, (on, &asked_by)).await?,
        None => fitness(api, &tenant, &before.body, &asked_by).await?,
    };
    let then = taken_by(&tenant, asking.clone(), &command);
    Ok(Plan {
        steps: vec![(asking, Command::AskAgain), (then, command)],
        before,
        heard,
    })
}

/// The service asks for itself, once another rule may answer.
pub async fn ask_again_for_itself(
    api: &AgricultureApi,
    waiting: Stored<Base>,
) -> Result<(), Error> {
    let caller = Caller::service(crate::NAME, &waiting.tenant);
    let service = acting::service(&waiting.tenant);
    let plan = plan_to_ask_again(api, waiting, service).await?;
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
/// review and each year is an act of its own, and goes to the rule of its day.
fn asking_of(api: &AgricultureApi, tenant: &str, base: &Base) -> Asking {
    let today = api.clock.today();
    Asking {
        tenant: tenant.to_owned(),
        legal_date: base.asked_on.unwrap_or(today),
        as_of: today,
        pins: RulePins::default(),
    }
}
