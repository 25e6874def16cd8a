//! Agricultural bases as they are accredited, renewed and delisted: each as it was told last, year by year.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_protocol::agriculture::v1::base::Level;
use kezhuan_protocol::agriculture::v1::{BaseAccredited, BaseDelisted};

use super::dates::day;
use crate::domain::bases::{Base, Change, apply};
use crate::domain::history::History;
use crate::store;

/// Keeps what the event tells of a base; other transitions only keep the order. A term ends on the day told with it.
pub async fn handle(database: Database, delivery: Arc<Delivery>) -> Result<(), Failure> {
    let Some(change) = told(&delivery)? else {
        return inbox::skip(&database, &delivery).await;
    };
    inbox::apply(&database, &delivery, move |write, delivery| {
        let change = change.clone();
        Box::pin(async move {
            let base = delivery.aggregate_id;
            let mut history: History<Base> = store::counted::history(write, base).await?;
            let after = apply(history.latest(), change).map_err(anyhow::Error::from)?;
            if history.tell(delivery.legal_date, after) {
                store::counted::save(write, base, &delivery.tenant, &history).await?;
            }
            Ok(())
        })
    })
    .await
}

fn told(delivery: &Delivery) -> Result<Option<Change>, Failure> {
    Ok(match delivery.event_name.as_str() {
        "BaseAccredited" => Some(Change::Accredited(Box::new(accredited(
            delivery.decode()?,
        )?))),
        "BaseDelisted" => {
            let event: BaseDelisted = delivery.decode()?;
            Some(Change::Delisted {
                on: day("delisted_on", &event.delisted_on)?,
            })
        }
        _ => None,
    })
}

fn accredited(event: BaseAccredited) -> anyhow::Result<Base> {
    let moved = event
        .moved
        .context("the event does not say which base moved")?;
    Ok(Base {
        is_provincial: moved.level() == Level::Province,
        accredited_on: day("accredited_on", &event.accredited_on)?,
        valid_until: day("valid_until", &event.valid_until)?,
        delisted_on: None,
        base: moved.base,
        number: moved.number,
        plate_number: event.plate_number,
        organisation: moved.organisation,
        programme_name: moved.programme_name,
        division: moved.division,
    })
}
