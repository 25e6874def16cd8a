//! What is told of a case, kept beside what was known of it before.
use kezhuan_bus::{Delivery, Failure};
use kezhuan_database::Write;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::counted::Counts;
use crate::domain::history::History;
use crate::store;

/// Keeps `fact` as the newest of the delivery's case.
pub(super) async fn keep<T>(write: &mut Write, delivery: &Delivery, fact: T) -> Result<(), Failure>
where
    T: Counts + PartialEq + Serialize + DeserializeOwned,
{
    let case = delivery.aggregate_id;
    let mut history: History<T> = store::counted::history(write, case).await?;
    if history.tell(delivery.legal_date, fact) {
        store::counted::save(write, case, &delivery.tenant, &history).await?;
    }
    Ok(())
}

/// Changes what was known last of the delivery's case; nothing where nothing was.
pub(super) async fn correct<T>(
    write: &mut Write,
    delivery: &Delivery,
    change: impl FnOnce(&T) -> T,
) -> Result<(), Failure>
where
    T: Counts + PartialEq + Serialize + DeserializeOwned,
{
    let history: History<T> = store::counted::history(write, delivery.aggregate_id).await?;
    match history.latest().map(change) {
        Some(fact) => keep(write, delivery, fact).await,
        None => Ok(()),
    }
}
