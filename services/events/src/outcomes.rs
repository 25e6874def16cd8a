//! Judging what came of negotiations, whenever the register says something new of a contract that a side named.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_runtime::LegalClock;

use crate::api::{EventsApi, event_of, publish_negotiation_step};
use crate::domain::actor::Actor;
use crate::domain::negotiation::{self, Circumstances, Command, KnownContract, Negotiation};
use crate::domain::parameters::Parameters;
use crate::error::Error;
use crate::store::negotiations;
use crate::store::stored::Stored;

/// What judging stands on. Cheap to clone.
#[derive(Clone)]
pub struct Outcomes {
    pub database: Database,
    pub clock: LegalClock,
    pub parameters: Arc<Parameters>,
}

impl Outcomes {
    /// On what the RPCs stand on.
    pub fn of(api: &EventsApi) -> Outcomes {
        Outcomes {
            database: api.database.clone(),
            clock: api.clock.clone(),
            parameters: api.parameters.clone(),
        }
    }

    /// Judges the negotiation that names this contract, if one does.
    pub async fn judge(&self, contract: &KnownContract) -> Result<(), Error> {
        let reader = Caller::service(crate::NAME, "");
        let (id, sequence) = (contract.id, contract.sequence);
        let read = self.database.read(&reader, async |connection| {
            negotiations::to_be_judged_by(connection, id, sequence).await
        });
        match read.await? {
            Some(found) => {
                self.settle(found, contract.clone(), self.clock.today())
                    .await
            }
            None => Ok(()),
        }
    }

    /// Judges a negotiation as it was read; whoever moved it since is not overridden.
    pub async fn settle(
        &self,
        found: Stored<Negotiation>,
        contract: KnownContract,
        today: NaiveDate,
    ) -> Result<(), Error> {
        let actor = Actor::service(crate::NAME, &found.tenant);
        let caller = Caller::service(crate::NAME, &found.tenant);
        let event = found.body.event;
        let read = self.database.read(&caller, async |connection| {
            event_of(connection, event).await
        });
        let at = Circumstances {
            actor: &actor,
            today,
            terms: &self.parameters.negotiation,
            is_cancelled: read.await?.is_cancelled(),
        };
        let command = Command::Judge(Box::new(contract));
        let decided = negotiation::decide(&found.body, command, &at)?;
        let step = Arc::new((found, decided, self.parameters.clone()));
        let written = self.database.write_as(&caller, move |write| {
            let step = step.clone();
            Box::pin(async move {
                let (found, decided, parameters) = &*step;
                let saved = (decided.negotiation.clone(), decided.event.name());
                let terms = &parameters.negotiation;
                let after = negotiations::save(write, terms, found, saved).await?;
                publish_negotiation_step(write, &after, decided.from, &decided.event);
                Ok::<(), Error>(())
            })
        });
        written.await
    }
}
