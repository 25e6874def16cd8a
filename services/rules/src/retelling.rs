//! Stops, their ends and revocations, told until every service has taken them over: what may not be asked must not be
//! asked on, only because a call failed and the event is long in coming.
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::StreamExt;
use kezhuan_auth::Caller;
use kezhuan_database::Database;
use kezhuan_protocol::rules::v1::Delivery;
use kezhuan_runtime::Shutdown;

use crate::adoption::{News, Teller};
use crate::api::convert;
use crate::error::Error;
use crate::store;

/// How often what stands is compared with what was taken over.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Longest pause before a service that gave no answer is told again.
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// Calls to one service at once.
const CALLS_MAX: usize = 8;

/// Tells what this service's database holds. Cheap to clone.
#[derive(Clone)]
pub struct Retelling {
    teller: Teller,
    database: Database,
    /// The version that a service took over from this process, by its address and the name of what changed. Empty at
    /// the start: then everything is told once.
    taken: Arc<Mutex<BTreeMap<(String, String), i64>>>,
}

impl Retelling {
    /// Nothing is told before it runs or is told something.
    pub fn new(teller: Teller, database: Database) -> Retelling {
        Retelling {
            teller,
            database,
            taken: Arc::default(),
        }
    }

    /// Tells all at once, and answers who has taken it over by now; the others are told again.
    pub async fn tell(&self, news: &News) -> Vec<Delivery> {
        let deliveries = self.teller.tell(news).await;
        for delivery in deliveries.iter().filter(|delivery| delivery.adopted) {
            self.take(&delivery.service, news);
        }
        deliveries
    }

    /// Tells until shutdown. A call that was cancelled and another process's are made up for like one that failed.
    pub async fn run(self, shutdown: Shutdown) -> anyhow::Result<()> {
        let addresses = self.teller.addresses().to_vec();
        let telling: Vec<_> = addresses
            .into_iter()
            .map(|address| self.keep_telling(address))
            .collect();
        tokio::select! {
            () = shutdown.triggered() => {}
            _ = futures::future::join_all(telling) => {}
        }
        Ok(())
    }

    async fn keep_telling(&self, address: String) {
        let mut pause = LOOK_EVERY;
        loop {
            let is_behind = pause > LOOK_EVERY;
            match self.tell_the_rest(&address).await {
                Ok(()) if is_behind => {
                    tracing::info!(address, "the service has taken every stop and revocation");
                    pause = LOOK_EVERY;
                }
                Ok(()) => {}
                Err(error) => {
                    if !is_behind {
                        let error = format!("{error:#}");
                        tracing::warn!(
                            address,
                            error,
                            "the service is told of stops and revocations until it takes them"
                        );
                    }
                    pause = (pause * 2).min(PAUSE_MAX);
                }
            }
            tokio::time::sleep(pause).await;
        }
    }

    /// Tells one service what it has not taken over; answers why some of it still isn't.
    async fn tell_the_rest(&self, address: &str) -> anyhow::Result<()> {
        let mut rest = self.standing().await?;
        rest.retain(|news| !self.is_taken(address, news));
        let calls: Vec<_> = rest
            .into_iter()
            .map(|news| self.tell_one(address, news))
            .collect();
        let calls = futures::stream::iter(calls).buffer_unordered(CALLS_MAX);
        let answers: Vec<anyhow::Result<()>> = calls.collect().await;
        answers.into_iter().collect()
    }

    async fn tell_one(&self, address: &str, news: News) -> anyhow::Result<()> {
        self.teller.tell_one(address, &news).await?;
        self.take(address, &news);
        Ok(())
    }

    /// Every stop, ended ones too, and every revoked key.
    async fn standing(&self) -> Result<Vec<News>, Error> {
        let reader = Caller::service(crate::NAME, "");
        let read = self.database.read(&reader, async |connection| {
            let stops = store::stops::all(connection, "").await?;
            let revoked = store::signing_keys::revoked(connection).await?;
            Ok::<_, Error>((stops, revoked))
        });
        let (stops, revoked) = read.await?;
        let stops = stops.iter().map(|row| News::Stop(convert::stop(row)));
        let revoked = revoked
            .iter()
            .map(|row| News::Revocation(convert::key(row)));
        Ok(stops.chain(revoked).collect())
    }

    fn is_taken(&self, address: &str, news: &News) -> bool {
        let Some((name, version)) = name_of(news) else {
            return true;
        };
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let known = taken.get(&(address.to_owned(), name.to_owned()));
        known.is_some_and(|known| *known >= version)
    }

    fn take(&self, address: &str, news: &News) {
        if let Some((name, version)) = name_of(news) {
            let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
            let key = (address.to_owned(), name.to_owned());
            let known = taken.entry(key).or_insert(version);
            *known = version.max(*known);
        }
    }
}

/// What is told until it is taken, and which change of it this is.
fn name_of(news: &News) -> Option<(&str, i64)> {
    match news {
        News::Stop(stop) => Some((&stop.name, stop.version)),
        // For good: nothing follows.
        News::Revocation(key) => Some((&key.name, 1)),
        // Told once: a service that missed it goes on with what it has until the event comes.
        _ => None,
    }
}
