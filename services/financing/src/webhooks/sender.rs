//! Sends what is due: a few letters at a time to each endpoint, so that a slow one holds up nobody else's, and none for a
//! while to one that keeps failing.
use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use kezhuan_auth::Caller;
use kezhuan_database::{Database, Write};
use kezhuan_law::regions::PREFECTURE;
use kezhuan_runtime::Shutdown;
use kezhuan_webhooks::{Attempt, Letter, Verdict};
use tokio::task::JoinSet;
use uuid::Uuid;

use super::delivery::{self, State, Step};
use super::disabling::{DisabledReason, disable};
use super::figures;
use super::{Secret, SecretKeeper, Webhooks, WebhooksConfig};
use crate::error::Error;
use crate::store::webhook_attempts::{self, AttemptRow};
use crate::store::webhook_deliveries::{self, Delivery};
use crate::store::webhook_endpoints::{self, Endpoint};

/// What keeping the outcome may take, beyond the attempt itself, before somebody else sends it again.
const LEASE_MARGIN: Duration = Duration::from_secs(15);

/// Sends until shutdown. Any number of processes may.
#[derive(Clone)]
pub struct Sender {
    pub database: Database,
    pub webhooks: Webhooks,
}

/// A delivery that is this process's to send, and where to.
struct Claimed {
    delivery: Delivery,
    endpoint: Arc<Endpoint>,
}

impl Sender {
    /// What is under way when the service stops is finished: it has its own limit.
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let config = self.webhooks.config.clone();
        let look_every = Duration::from_millis(config.look_ms);
        let mut under_way = JoinSet::new();
        while !shutdown.is_triggered() {
            let places = config.concurrency_max.saturating_sub(under_way.len());
            match self.claim(places).await {
                Ok(claimed) => {
                    for claimed in claimed {
                        under_way.spawn(self.clone().deliver(claimed));
                    }
                }
                Err(error) => {
                    tracing::warn!(error = ?error, "due webhooks can't be read now");
                }
            }
            tokio::select! {
                () = shutdown.triggered() => {}
                Some(_) = under_way.join_next() => {}
                () = tokio::time::sleep(look_every) => {}
            }
            while under_way.try_join_next().is_some() {}
        }
        while under_way.join_next().await.is_some() {}
        Ok(())
    }

    /// Takes at most `places` deliveries, whole endpoints at a time.
    async fn claim(&self, places: usize) -> Result<Vec<Claimed>, Error> {
        if places == 0 {
            return Ok(Vec::new());
        }
        let config = self.webhooks.config.clone();
        let lease_max = Duration::from_millis(config.attempt_ms_max) + LEASE_MARGIN;
        let places = i64::try_from(places).unwrap_or(i64::MAX);
        let caller = caller();
        let claimed = self.database.write_as(&caller, move |write| {
            let config = config.clone();
            Box::pin(async move { claim(write, &config, (places, lease_max)).await })
        });
        let claimed = claimed.await?;
        let claimed = claimed.into_iter().flat_map(|(endpoint, due)| {
            let endpoint = Arc::new(endpoint);
            due.into_iter().map(move |delivery| Claimed {
                delivery,
                endpoint: endpoint.clone(),
            })
        });
        Ok(claimed.collect())
    }

    /// One attempt. Where its outcome can't be kept, the lease ends and it is sent again under the same webhook-id.
    async fn deliver(self, claimed: Claimed) {
        let (id, endpoint) = (claimed.delivery.id, claimed.endpoint.id);
        let sent = async {
            let letter = letter(&self.webhooks.secrets, &claimed)?;
            let attempt = self.webhooks.post.send(&letter).await?;
            figures::tried(&attempt.answer);
            let verdict = self.keep(claimed.delivery, attempt).await?;
            verdict.into_iter().for_each(figures::decided);
            Ok::<(), Error>(())
        };
        if let Err(error) = sent.await {
            tracing::error!(error = ?error, delivery = %id, endpoint = %endpoint, "a webhook's outcome is not known");
        }
    }

    async fn keep(&self, delivery: Delivery, attempt: Attempt) -> Result<Option<Verdict>, Error> {
        let kept = Arc::new((
            self.webhooks.clone(),
            delivery,
            attempt,
            rand::random::<f64>(),
        ));
        self.database
            .write_as(&caller(), move |write| {
                let kept = kept.clone();
                Box::pin(async move {
                    let (webhooks, delivery, attempt, luck) = &*kept;
                    keep(write, webhooks, (delivery, attempt), *luck).await
                })
            })
            .await
    }
}

/// Whole endpoints at a time, until `places` are taken.
async fn claim(
    write: &mut Write,
    config: &WebhooksConfig,
    (places, lease_max): (i64, Duration),
) -> Result<Vec<(Endpoint, Vec<Delivery>)>, Error> {
    let mut claimed = Vec::new();
    let mut left = places;
    for endpoint in webhook_endpoints::lock_due(write, places).await? {
        if left <= 0 {
            break;
        }
        // After a rest, one letter tells whether it is worth sending more.
        let has_rested = endpoint.failures_in_row >= config.rest_after_failures;
        let at_once = if has_rested {
            1
        } else {
            config.per_endpoint_max
        };
        let (id, at_once) = (endpoint.id, at_once.min(left));
        let due = webhook_deliveries::claim(write, id, Uuid::now_v7(), lease_max, at_once).await?;
        left -= i64::try_from(due.len()).unwrap_or(left);
        claimed.push((endpoint, due));
    }
    Ok(claimed)
}

/// Writes an attempt into the log and lets it decide; what it decided. It decides nothing where the delivery is no longer
/// this sender's, with one exception: what was delivered was delivered.
async fn keep(
    write: &mut Write,
    webhooks: &Webhooks,
    (sent, attempt): (&Delivery, &Attempt),
    luck: f64,
) -> Result<Option<Verdict>, Error> {
    let endpoint = webhook_endpoints::lock(write, sent.endpoint_id).await?;
    let Some(now) = webhook_deliveries::lock(write, sent.endpoint_id, sent.id).await? else {
        return Ok(None);
    };
    webhook_attempts::insert(write, &row(&now, attempt)).await?;
    let state = State::parse(&now.state);
    let verdict = delivery::verdict(&webhooks.config, now.tries + 1, &attempt.answer, luck);
    let decides = now.lease == sent.lease || verdict == Verdict::Delivered;
    let (Some(state @ State::Pending), Some(endpoint), true) = (state, endpoint, decides) else {
        webhook_deliveries::count_attempt(write, now.id).await?;
        return Ok(None);
    };
    match verdict {
        Verdict::Delivered => {
            let next = delivery::next(state, Step::Succeed)?;
            webhook_deliveries::finish(write, now.id, next.as_str()).await?;
            webhook_endpoints::note_delivery(write, endpoint.id).await?;
        }
        Verdict::Again(pause) => {
            delivery::next(state, Step::FailAttempt)?;
            webhook_deliveries::try_again(write, now.id, pause).await?;
            note_failure(write, webhooks, &endpoint).await?;
        }
        Verdict::GivenUp => {
            let next = delivery::next(state, Step::GiveUp)?;
            webhook_deliveries::finish(write, now.id, next.as_str()).await?;
            let delivered_since = endpoint
                .deliver_time
                .is_some_and(|time| time >= now.round_time);
            if delivered_since {
                note_failure(write, webhooks, &endpoint).await?;
            } else {
                disable(write, endpoint, DisabledReason::Failing).await?;
            }
        }
        Verdict::Gone => {
            let next = delivery::next(state, Step::Discard)?;
            webhook_deliveries::finish(write, now.id, next.as_str()).await?;
            disable(write, endpoint, DisabledReason::Gone).await?;
        }
    }
    Ok(Some(verdict))
}

async fn note_failure(
    write: &mut Write,
    webhooks: &Webhooks,
    endpoint: &Endpoint,
) -> Result<(), Error> {
    let failures = endpoint.failures_in_row.saturating_add(1);
    let rest = delivery::rest(&webhooks.config, failures);
    webhook_endpoints::note_failure(write, endpoint.id, failures, rest).await
}

/// The delivery as it is sent: signed with every secret that lives now, the newest first.
fn letter(secrets: &SecretKeeper, claimed: &Claimed) -> Result<Letter, Error> {
    let endpoint = &claimed.endpoint;
    let mut live: Vec<Secret> = vec![secrets.open(endpoint.id, &endpoint.secret)?];
    if let (Some(old), Some(end)) = (&endpoint.old_secret, endpoint.old_secret_end_time)
        && end > Utc::now()
    {
        live.push(secrets.open(endpoint.id, old)?);
    }
    Ok(Letter {
        url: endpoint.url.clone(),
        message_id: message_id(&claimed.delivery),
        body: claimed.delivery.body.clone(),
        secrets: live,
    })
}

/// The webhook-id: the event's, so that a receiver with two endpoints knows it again.
pub fn message_id(delivery: &Delivery) -> String {
    format!("msg_{}", delivery.event_id.simple())
}

fn row(delivery: &Delivery, attempt: &Attempt) -> AttemptRow {
    AttemptRow {
        delivery_id: delivery.id,
        number: delivery.attempt_count + 1,
        organisation: delivery.organisation.clone(),
        start_time: attempt.start_time,
        duration_ms: attempt.duration_ms,
        status_code: i32::from(attempt.answer.status_code),
        failure: attempt
            .answer
            .failure
            .map(|failure| failure.as_str().to_owned()),
        detail: attempt.detail.clone(),
    }
}

fn caller() -> Caller {
    Caller::service(crate::NAME, PREFECTURE)
}
