//! What the paying authority's rule says of a subsidy claim, asked before any row is held: the county's, and where it has
//! none in force the city's.
use kezhuan_auth::Caller;
use kezhuan_database::{DecisionRow, Write};
use kezhuan_law::rule_pins::RulePin;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::names::SUBSIDIES;
use super::subsidy_basis::{Basis, interest_now};
use super::{FinancingApi, acting, subsidy_step};
use crate::domain::ledger::pool_of;
use crate::domain::subsidy::{Claim, Command, RuleOutcome};
use crate::error::Error;
use crate::rules::{Asking, ip_subsidy};
use crate::store::stored::Stored;
use crate::store::subsidies;

/// What the rule was told, and what came of it.
#[derive(Debug, Clone)]
pub struct Heard {
    pub id: Uuid,
    version: i64,
    pub basis: Basis,
    pub outcome: RuleOutcome,
    pub asked: Vec<DecisionRow>,
    /// Of the rules that were asked: later questions of this claim go to the same.
    pub pins: Vec<RulePin>,
}

/// The answer of one authority.
struct Told {
    outcome: RuleOutcome,
    row: DecisionRow,
    pin: Option<RulePin>,
}

/// Asks about a claim as it stands. `before`: the step that leads to the question.
pub async fn hear(
    api: &FinancingApi,
    caller: &Caller,
    (id, seen): (Uuid, &str),
    before: Option<&Command>,
) -> Result<Heard, Error> {
    let read = api.database.read(caller, async |connection| {
        subsidies::find(connection, id).await
    });
    let claim = read.await?.ok_or_else(|| SUBSIDIES.not_found(id))?;
    etag::check(seen, claim.body.version)?;
    // An enterprise does not see into the fund.
    let service = Caller::service(crate::NAME, &claim.tenant);
    let read = api.database.read(&service, async |connection| {
        Basis::of(connection, &claim).await
    });
    let basis = read.await?;
    if let Some(before) = before {
        // What the domain refuses needs no rule.
        let actor = acting::actor(caller);
        let on = (&basis.interest, basis.available);
        subsidy_step::decide(api, &claim.body, (&actor, before.clone()), on)?;
    }
    let told = ask_all(api, &claim, &basis).await?;
    let (mut asked, mut pins, mut outcome) = (Vec::new(), Vec::new(), None);
    for told in told {
        asked.push(told.row);
        pins.extend(told.pin);
        outcome = Some(told.outcome);
    }
    Ok(Heard {
        id,
        version: claim.body.version,
        basis,
        outcome: outcome.ok_or_else(|| anyhow::anyhow!("no authority was asked"))?,
        asked,
        pins,
    })
}

/// The answers in the order they were given; the last one holds.
async fn ask_all(
    api: &FinancingApi,
    claim: &Stored<Claim>,
    basis: &Basis,
) -> Result<Vec<Told>, Error> {
    let city = pool_of(&claim.tenant);
    let county = claim.body.division.clone();
    let is_county_alone = county == city;
    let first = ask(api, &claim.body, basis, county).await?;
    if is_county_alone || !matches!(first.outcome, RuleOutcome::NoRule { .. }) {
        return Ok(vec![first]);
    }
    let second = ask(api, &claim.body, basis, city).await?;
    Ok(vec![first, second])
}

async fn ask(
    api: &FinancingApi,
    claim: &Claim,
    basis: &Basis,
    tenant: String,
) -> Result<Told, Error> {
    let asking = Asking {
        tenant,
        legal_date: basis.legal_date,
        as_of: api.clock.today(),
        pins: claim.pins.clone(),
    };
    let told_of = (basis.stage, basis.available);
    let asked = api
        .rules
        .subsidy(claim, &basis.interest, told_of, asking)
        .await?;
    Ok(Told {
        outcome: ip_subsidy::outcome(&asked),
        pin: asked.rule_pin(),
        row: asked.into_row(claim.id),
    })
}

impl Heard {
    /// Whether the rule would be told the same again. What the fund has is held by its books.
    pub async fn still_holds(&self, write: &mut Write, now: &Stored<Claim>) -> Result<bool, Error> {
        Ok(now.body.version == self.version
            && interest_now(write, &now.body).await? == self.basis.interest)
    }
}
