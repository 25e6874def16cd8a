//! This service's own events, on their way to the people they concern.
use std::sync::Arc;

use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_cases::Reasons;
use kezhuan_database::Database;
use kezhuan_notifications::{Notice, tell};
use kezhuan_protocol::events::v1::MatchingMoved;

use crate::api::EventsApi;
use crate::notices;
use crate::store::matching_lists;

/// Organisations told in one write.
const CHUNK: usize = 200;

/// Whom people are told through.
#[derive(Clone)]
pub struct Teller {
    pub database: Database,
    /// The organisation of the award office.
    pub office: Arc<str>,
}

impl Teller {
    /// As the service runs.
    pub fn of(api: &EventsApi) -> Teller {
        Teller {
            database: api.database.clone(),
            office: api.award_office.clone(),
        }
    }
}

/// Tells whom an event concerns, in the write that counts it: once, whatever is killed or repeated.
pub async fn handle(teller: Teller, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let (name, payload) = (&delivery.event_name, &delivery.payload);
    if let Some(run) = notices::run_completed(name, payload)? {
        tell_recommended(&teller.database, &delivery, run).await?;
    }
    let told = notices::of(name, payload, &teller.office)?;
    if told.is_empty() {
        return inbox::skip(&teller.database, &delivery).await;
    }
    let told = Arc::new(told);
    inbox::apply(&teller.database, &delivery, move |write, _| {
        let told = told.clone();
        Box::pin(async move {
            for notice in told.iter() {
                tell(write, notice).await.map_err(failure)?;
            }
            Ok(())
        })
    })
    .await
}

/// Tells each organisation once of a run that recommends it. They may be thousands: a few at a time, before the event is counted.
/// When that ends halfway it begins anew, and who was told is told no more.
async fn tell_recommended(
    database: &Database,
    delivery: &Delivery,
    run: MatchingMoved,
) -> Result<(), Failure> {
    let (service, matching) = (delivery.caller(), delivery.aggregate_id);
    let read = database.read(&service, async |connection| {
        matching_lists::recommended(connection, matching).await
    });
    let found = read.await.map_err(failure)?;
    for some in found.chunks(CHUNK) {
        let told = some.iter().map(|one| notices::recommended(&run, one));
        let told: Arc<Vec<Notice>> = Arc::new(told.collect());
        let written = database.write_as(&service, move |write| {
            let told = told.clone();
            Box::pin(async move {
                for notice in told.iter() {
                    tell(write, notice).await?;
                }
                Ok::<_, kezhuan_notifications::Error>(())
            })
        });
        written.await.map_err(failure)?;
    }
    Ok(())
}

/// While Postgres is away, the event waits: it would apply as it is.
fn failure<R: Reasons>(error: kezhuan_cases::Error<R>) -> Failure {
    match error.is_passing() {
        true => Failure::Away(error.into()),
        false => Failure::Other(error.into()),
    }
}
