//! What was missed: the timelines are compared with the rules service after a start, and now and then.
use std::collections::BTreeMap;
use std::time::Duration;

use kezhuan_protocol::rules::v1::GetRulebookRequest;
use kezhuan_rpc::traced;
use kezhuan_runtime::Shutdown;

use crate::adoption::unanswered;
use crate::keeping::ServiceError;
use crate::{Adoption, Entry, Keeping};

const PAUSE_MIN: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_secs(30);
const CATCH_UP_EVERY: Duration = Duration::from_secs(300);

impl<K: Keeping> Adoption<K> {
    /// Compares with the rules service after a start and now and then: what was activated while this
    /// service was away, and whatever news got lost.
    pub async fn keep_up(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let mut failures = 0;
        loop {
            let pause = match self.catch_up().await {
                Ok(()) => {
                    failures = 0;
                    CATCH_UP_EVERY
                }
                Err(error) => {
                    tracing::warn!(error = ?error, "the timelines can't be compared with the rules service now");
                    failures += 1;
                    PAUSE_MAX.min(PAUSE_MIN * 2_u32.pow(failures.min(8)))
                }
            };
            tokio::select! {
                () = shutdown.triggered() => return Ok(()),
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Takes over what the rules service has and this one missed.
    async fn catch_up(&self) -> Result<(), K::Error> {
        let mut client = self
            .rules_service()
            .max_decoding_message_size(self.package_bytes_max);
        let request = self.authorised(GetRulebookRequest {}).await?;
        let answer = client.get_rulebook(traced(request)).await;
        let rulebook = answer.map_err(unanswered::<K::Error>)?.into_inner();
        // First what may not be asked: no entry is asked meanwhile that its owner stopped.
        for stop in &rulebook.stops {
            told(&stop.name, self.keep_stop(stop).await)?;
        }
        for key in &rulebook.revoked_keys {
            told(&key.name, self.keep_revocation(key).await)?;
        }
        for appropriation in &rulebook.appropriations {
            let adopted = self.adopt_appropriation(appropriation).await;
            told(&appropriation.name, adopted.map(drop))?;
        }
        for shadow in &rulebook.shadows {
            told(&shadow.name, self.adopt_shadow(shadow).await)?;
        }
        let mut by_tenant: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for entry in rulebook.entries {
            match Entry::read(&entry, K::DOMAIN) {
                Ok(kept) => by_tenant.entry(kept.tenant.clone()).or_default().push(kept),
                Err(problem) => told::<K::Error>(&entry.name, Err(problem.into()))?,
            }
        }
        for (tenant, entries) in by_tenant {
            // One tenant's trouble is not the next one's.
            told(&tenant, self.keep(entries).await)?;
        }
        self.rules.refresh().await?;
        Ok(())
    }
}

/// What can't be taken over is reported and holds up nothing else, unless everything has to wait.
fn told<E: ServiceError>(name: &str, kept: Result<(), E>) -> Result<(), E> {
    match kept {
        Err(error) if error.is_passing() => return Err(error),
        Err(error) => {
            tracing::error!(error = ?error, name, "it can't be taken over from the rules service");
        }
        Ok(()) => {}
    }
    Ok(())
}
