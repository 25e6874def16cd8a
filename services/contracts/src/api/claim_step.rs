//! A step of a claim: lock, compare the etag, let the domain decide, book the budget, save. Plain RPCs
//! are this and a command.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey, Write};
use kezhuan_protocol::contracts::v1;
use kezhuan_rpc::etag;
use sqlx::PgConnection;
use uuid::Uuid;

use super::names::CLAIMS;
use super::{ContractsApi, acting, claim_events, claim_fact, claim_line, convert_claim};
use crate::domain::actor::Actor;
use crate::domain::claim::{self, Circumstances, Claim, Command, Decided, Event, PROGRAMME_FAMILY};
use crate::error::Error;
use crate::store::claims::{self, Behind, Stored};
use crate::store::programmes::{self, Programme};
use crate::store::{foreign_bars, grants, paid_facts};

/// A claim with everything a step may ask about.
#[derive(Debug, Clone)]
pub struct Situation {
    pub stored: Stored,
    pub behind: Behind,
    /// `None` while the paying tenant has appropriated nothing for the year.
    pub programme: Option<Programme>,
    /// Whether another service's programme of the tenant says that it bars this one's.
    pub barred: bool,
}

impl Situation {
    /// The year the claim counts in, whoever is paid; the claim itself not counted.
    pub fn year_of(&self, enterprise: &str) -> grants::Year {
        grants::Year {
            tenant: self.claim().tenant.clone(),
            enterprise: enterprise.to_owned(),
            year: self.stored.year,
            left_out: Some(self.claim().id),
        }
    }

    /// What surrounds a claim the caller may see.
    pub async fn around(
        connection: &mut PgConnection,
        id: Uuid,
        stored: Option<Stored>,
    ) -> Result<Situation, Error> {
        let stored = stored.ok_or_else(|| CLAIMS.not_found(id))?;
        let behind = claims::behind(connection, id)
            .await?
            .ok_or_else(|| CLAIMS.not_found(id))?;
        let programme = programmes::find(
            connection,
            &stored.claim.tenant,
            PROGRAMME_FAMILY,
            stored.year,
        )
        .await?;
        let tenant = &stored.claim.tenant;
        let barred = foreign_bars::bars(connection, tenant, PROGRAMME_FAMILY).await?;
        Ok(Situation {
            stored,
            behind,
            programme,
            barred,
        })
    }

    /// Whether another programme's payment of the contract bars this one's, whichever of the two says so.
    pub fn shares_facts(&self) -> bool {
        let terms = self.programme.as_ref().map(|programme| &programme.terms);
        self.barred || terms.is_some_and(|terms| !terms.excludes.is_empty())
    }

    /// The claim as it is stored.
    pub fn claim(&self) -> &Claim {
        &self.stored.claim
    }

    /// Lets the domain decide.
    pub fn decide(
        &self,
        api: &ContractsApi,
        actor: &Actor,
        command: Command,
    ) -> Result<Decided, Error> {
        let circumstances = Circumstances {
            actor,
            today: api.clock.today(),
            contract: &self.behind.facts,
            calendar: api.calendar,
        };
        Ok(claim::decide(&self.stored.claim, command, &circumstances)?)
    }
}

/// Who may come to the claim at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entrance {
    /// Who sees it: parties and the paying tenant.
    Readers,
    /// Everybody, while it stands published.
    Public,
}

/// Takes the step that `command` makes of the situation, in one write.
pub async fn take<F>(
    api: ContractsApi,
    caller: Caller,
    at: (&str, &str),
    key: RequestKey,
    command: F,
) -> Result<v1::Claim, Error>
where
    F: Fn(&Situation) -> Result<Command, Error> + Send + Sync + 'static,
{
    take_by(Entrance::Readers, api, caller, at, key, command).await
}

/// The same for a claim that people come to by `entrance`.
pub async fn take_by<F>(
    entrance: Entrance,
    api: ContractsApi,
    caller: Caller,
    (name, seen): (&str, &str),
    key: RequestKey,
    command: F,
) -> Result<v1::Claim, Error>
where
    F: Fn(&Situation) -> Result<Command, Error> + Send + Sync + 'static,
{
    let id = CLAIMS.parse(name)?;
    let given = Arc::new((api.clone(), caller.clone(), seen.to_owned(), command));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, seen, command) = &*given;
                if entrance == Entrance::Public {
                    claims::admit_objector(write, id).await?;
                }
                let stored = claims::lock(write, id).await?;
                let situation = Situation::around(write, id, stored).await?;
                etag::check(seen, situation.claim().version)?;
                let command = command(&situation)?;
                let command = claim_line::in_its_place(write, &situation, command).await?;
                let decided = situation.decide(api, &acting::actor(caller), command)?;
                let after = record(write, situation, decided).await?;
                Ok(convert_claim::claim(&after.stored, api.clock.today()))
            })
        })
        .await
}

/// Books, saves, audits and publishes one decided step of a locked claim.
pub async fn record(
    write: &mut Write,
    mut before: Situation,
    decided: Decided,
) -> Result<Situation, Error> {
    let claim = &decided.claim;
    write.in_tenant(&claim.tenant);
    if let Some(entry) = decided.entry {
        let year = before.stored.year;
        let locked = programmes::lock_for(write, claim.id, PROGRAMME_FAMILY).await?;
        let programme = locked.ok_or_else(|| programmes::missing(&claim.tenant, year))?;
        before.programme = Some(programmes::book_for(write, &programme, entry, claim.id).await?);
        // Looked at again: while the programme is held, no bar is declared unseen.
        before.barred = foreign_bars::bars(write, &claim.tenant, PROGRAMME_FAMILY).await?;
    }
    if matches!(decided.event, Event::ClaimPaid { .. }) {
        paid_facts::insert(write, claim).await?;
    }
    if before.shares_facts() {
        claim_fact::note(write, &decided).await?;
    }
    let sequence = before.stored.event_sequence + 1;
    match decided.event {
        Event::ClaimSuspended => claims::suspend(write, claim, sequence).await?,
        _ => claims::update(write, claim, sequence).await?,
    }
    write.audit(AuditEntry {
        action: "claim.moved",
        aggregate: "claim",
        aggregate_id: claim.id,
        version: claim.version,
        detail: serde_json::json!({
            "from": decided.from.as_str(),
            "to": claim.state.as_str(),
            "amount_fen": claim.amount_fen().get(),
        }),
    });
    claim_events::publish(write, sequence, &decided);
    before.stored.event_sequence = sequence;
    before.stored.programme = before.programme.as_ref().map(|programme| programme.id);
    before.stored.outdated = decided.claim.is_outdated(&before.behind.facts);
    before.stored.claim = decided.claim;
    Ok(before)
}
