//! Whether an enterprise and its loan qualify: the host's own conditions first, then the authority's rule. Asked before any
//! row is held; the answer is the service's to carry out.
use std::sync::Arc;

use chrono::Datelike;
use kezhuan_auth::Caller;
use kezhuan_law::Fen;

use super::application_step::{Plan, take};
use super::heard::{Heard, city_instead_of};
use super::{FinancingApi, acting};
use crate::domain::actor::Actor;
use crate::domain::application::{Application, Card, Command, Examination, State};
use crate::domain::duty;
use crate::domain::eligibility::{Facts, Terms};
use crate::error::Error;
use crate::rules::ip_eligibility::{self, command_after, is_left_to_rules};
use crate::rules::{Asked, Asking};
use crate::store::stored::Stored;
use crate::store::{applications, facts};

/// What follows for an application as it was submitted, and what rules said on the way.
pub async fn ask(
    api: &FinancingApi,
    tenant: &str,
    application: &Application,
) -> Result<(Command, Heard), Error> {
    let card = card_of(api, application).await?;
    let host = application.host(&card, &api.parameters.yi_ke_dai);
    let mut heard = Heard::default();
    if !is_left_to_rules(host.as_ref()) {
        return Ok((command_after(host, None), heard));
    }
    let mut asked = ask_of(api, tenant, application, &card).await?;
    if let Some(city) = city_instead_of(tenant, &asked) {
        heard.keep(asked, application.id);
        asked = ask_of(api, &city, application, &card).await?;
    }
    let command = command_after(host, Some(&asked));
    heard.keep(asked, application.id);
    Ok((command, heard))
}

/// The same for an application that waits for a rule: what `asking` has the service do of it.
pub async fn plan_to_ask_again(
    api: &FinancingApi,
    before: Stored<Application>,
    asking: Actor,
) -> Result<Plan, Error> {
    let (examine, heard) = ask(api, &before.tenant, &before.body).await?;
    let ask_again = (before.body.state == State::Manual).then_some((asking, Command::AskAgain));
    let examine = (acting::service(&before.tenant), examine);
    Ok(Plan {
        steps: ask_again.into_iter().chain([examine]).collect(),
        before,
        heard,
    })
}

/// The service asks for itself, once another rule may answer.
pub async fn ask_again_for_itself(
    api: &FinancingApi,
    waiting: Stored<Application>,
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

/// What a person says in place of a rule that failed; the host's conditions hold all the same.
pub async fn by_hand(
    api: &FinancingApi,
    application: &Application,
    (reasons, reason): (Vec<String>, String),
) -> Result<Command, Error> {
    for code in &reasons {
        duty::stable_code("reasons", code)?;
    }
    let card = card_of(api, application).await?;
    Ok(Command::Examine(Examination {
        host: application.host(&card, &api.parameters.yi_ke_dai),
        rule_reasons: reasons,
        decision: None,
        reason,
    }))
}

/// The host's own conditions for what a bank is about to grant, on what the enterprise has of the product by now.
pub async fn host_now(
    api: &FinancingApi,
    application: &Application,
    (amount, term_months): (Fen, u32),
) -> Result<Option<(Facts, Terms)>, Error> {
    let card = card_of(api, application).await?;
    let host = application.host(&card, &api.parameters.yi_ke_dai);
    Ok(host.map(|(facts, terms)| {
        let term_months = i64::from(term_months);
        let facts = Facts {
            amount,
            term_months,
            ..facts
        };
        (facts, terms)
    }))
}

async fn ask_of(
    api: &FinancingApi,
    authority: &str,
    application: &Application,
    card: &Card,
) -> Result<Asked<Vec<String>>, Error> {
    let today = api.clock.today();
    let asking = Asking {
        tenant: authority.to_owned(),
        legal_date: application.submitted_on.unwrap_or(today),
        as_of: today,
        pins: application.pins.clone(),
    };
    let told = ip_eligibility::Card {
        facts: &card.facts,
        declared: &card.declared,
    };
    api.rules.eligibility(application, told, asking).await
}

/// What is known of the enterprise, wherever it was told: read as the service, for a bank's other loans are no party's to
/// see.
async fn card_of(api: &FinancingApi, application: &Application) -> Result<Card, Error> {
    let submitted_on = application.submitted_on.unwrap_or(api.clock.today());
    let (enterprise, product) = (&application.enterprise, application.product.kind);
    let reader = Caller::service(crate::NAME, "");
    let read = api.database.read(&reader, async |connection| {
        let (year, but) = (submitted_on.year(), application.id);
        let in_use = applications::in_use(connection, enterprise, product, year, but).await?;
        let known = facts::known(connection, enterprise).await?;
        Ok::<_, Error>((known, in_use))
    });
    let (known, in_use) = read.await?;
    let card = application.card(&known, in_use);
    Ok(card.ok_or_else(|| anyhow::anyhow!("an application is examined before its submission"))?)
}
