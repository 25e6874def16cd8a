//! What the paying authority's rule says of a subsidy claim, asked before any row is held: the county's, and where it has
//! none in force the city's.
use kezhuan_auth::Caller;
use kezhuan_database::Write;
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::heard::{Heard, city_instead_of};
use super::names::SUBSIDIES;
use super::subsidy_basis::{Basis, interest_now};
use super::{FinancingApi, acting, subsidy_step};
use crate::domain::subsidy::{Answer, Claim, Command, command_after};
use crate::error::Error;
use crate::rules::{Asked, Asking, Verdict, ip_subsidy};
use crate::store::stored::Stored;
use crate::store::subsidies;

/// What the rule was told, and what follows from its answer.
#[derive(Debug, Clone)]
pub struct Answered {
    pub id: Uuid,
    version: i64,
    pub basis: Basis,
    pub command: Command,
    pub heard: Heard,
}

/// Asks about a claim as it stands. `before`: the step that leads to the question.
pub async fn hear(
    api: &FinancingApi,
    caller: &Caller,
    (id, seen): (Uuid, &str),
    before: Option<&Command>,
) -> Result<Answered, Error> {
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
    let (command, heard) = ask_all(api, &claim.body, &basis).await?;
    Ok(Answered {
        id,
        version: claim.body.version,
        basis,
        command,
        heard,
    })
}

async fn ask_all(
    api: &FinancingApi,
    claim: &Claim,
    basis: &Basis,
) -> Result<(Command, Heard), Error> {
    let mut heard = Heard::default();
    let mut asked = ask(api, claim, basis, claim.division.clone()).await?;
    if let Some(city) = city_instead_of(&claim.division, &asked) {
        heard.keep(asked, claim.id);
        asked = ask(api, claim, basis, city).await?;
    }
    let outcome = ip_subsidy::outcome(&asked);
    let command = command_after(outcome, claim, &basis.interest, basis.available);
    // An answer that can't be taken is kept as it was given, with the host's reason.
    if let Command::SendToManual { failure, .. } = &command
        && matches!(asked.verdict, Verdict::Answered(_))
    {
        asked = asked.refused_by_host(failure);
    }
    heard.keep(asked, claim.id);
    Ok((command, heard))
}

async fn ask(
    api: &FinancingApi,
    claim: &Claim,
    basis: &Basis,
    tenant: String,
) -> Result<Asked<Answer>, Error> {
    let asking = Asking {
        tenant,
        legal_date: basis.legal_date,
        as_of: api.clock.today(),
        pins: claim.pins.clone(),
    };
    let told = (basis.stage, basis.available);
    api.rules
        .subsidy(claim, &basis.interest, told, asking)
        .await
}

impl Answered {
    /// Whether the rule would be told the same again. What the fund has is held by its books.
    pub async fn still_holds(&self, write: &mut Write, now: &Stored<Claim>) -> Result<bool, Error> {
        Ok(now.body.version == self.version
            && interest_now(write, &now.body).await? == self.basis.interest)
    }
}
