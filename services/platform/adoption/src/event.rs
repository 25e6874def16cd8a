//! The rules service changed the rulebook: it is stored here, and decides from now on.
use std::sync::Arc;

use kezhuan_bus::dead_letter::{self, Replayed};
use kezhuan_bus::{ConsumerConfig, Delivery, Failure, inbox};
use kezhuan_protocol::rules::v1::{
    AppropriationSet, KeyRevoked, RuleActivated, RuleResumed, RuleStopped, ShadowEnded,
    ShadowStarted,
};
use uuid::Uuid;

use crate::keeping::ServiceError;
use crate::{Adoption, Keeping, RULES_SERVICE};

/// Every event of the rules service; `durable` names the consumer, on the server and in the inbox.
pub fn consumer(durable: &str) -> ConsumerConfig {
    ConsumerConfig::new(RULES_SERVICE, "*", durable)
}

impl<K: Keeping> Adoption<K> {
    /// Takes over again, in order, the open dead letters of one aggregate of the rulebook, until one fails or none is left.
    /// `durable` names the consumer of rule changes.
    pub async fn replay(
        &self,
        durable: &str,
        aggregate: Uuid,
    ) -> Result<Replayed, kezhuan_database::Error> {
        dead_letter::replay(&self.database, durable, aggregate, |delivery| {
            handle(self.clone(), delivery)
        })
        .await
    }
}

/// Adopts first and counts after: adopting the newest twice changes nothing, missing it would.
pub async fn handle<K: Keeping>(
    adoption: Adoption<K>,
    delivery: Arc<Delivery>,
) -> Result<(), Failure> {
    // A stream that is read from its beginning tells of stops that were taken back long ago.
    if inbox::is_repeat(&adoption.database, &delivery).await? {
        return Ok(());
    }
    match delivery.event_name.as_str() {
        "RuleActivated" => {
            let activated: RuleActivated = delivery.decode()?;
            if let Some(entry) = &activated.entry {
                let adopted = adoption.adopt(entry, &activated.closed).await;
                adopted.map_err(failure)?;
            }
        }
        "RuleStopped" => {
            let stopped: RuleStopped = delivery.decode()?;
            if let Some(stop) = &stopped.stop {
                adoption.adopt_stop(stop).await.map_err(failure)?;
            }
        }
        "RuleResumed" => {
            let resumed: RuleResumed = delivery.decode()?;
            if let Some(stop) = &resumed.stop {
                adoption.adopt_stop(stop).await.map_err(failure)?;
            }
        }
        "KeyRevoked" => {
            let revoked: KeyRevoked = delivery.decode()?;
            if let Some(key) = &revoked.key {
                adoption.adopt_revocation(key).await.map_err(failure)?;
            }
        }
        "ShadowStarted" => {
            let started: ShadowStarted = delivery.decode()?;
            if let Some(shadow) = &started.shadow {
                adoption.adopt_shadow(shadow).await.map_err(failure)?;
            }
        }
        "ShadowEnded" => {
            let ended: ShadowEnded = delivery.decode()?;
            if let Some(shadow) = &ended.shadow {
                adoption.adopt_shadow(shadow).await.map_err(failure)?;
            }
        }
        "AppropriationSet" => {
            let set: AppropriationSet = delivery.decode()?;
            if let Some(appropriation) = &set.appropriation {
                let adopted = adoption.adopt_appropriation(appropriation).await;
                adopted.map_err(failure)?;
            }
        }
        _ => {}
    }
    inbox::skip(&adoption.database, &delivery).await
}

/// While the rules service or Postgres is away, the event waits: it would apply as it is.
fn failure<E: ServiceError>(error: E) -> Failure {
    let passing = error.is_passing();
    let error = anyhow::Error::new(error);
    match passing {
        true => Failure::Away(error),
        false => Failure::Other(error),
    }
}
