//! A service that asks rules found something, or it is over: an alert of the rule's owner.
use std::sync::Arc;

use anyhow::Context;
use kezhuan_bus::{Delivery, Failure, inbox};
use kezhuan_database::Database;
use kezhuan_protocol::adoption::v1::{RuleTrouble, RuleTroubleEnded, RuleTroubleFound};

use crate::alerts::{Step, take};
use crate::domain::alert::{Cause, Kind};
use crate::store;

/// Opens, rewords or closes the alert of one cause; `source` is the service that speaks.
pub async fn handle(
    source: &'static str,
    database: Database,
    delivery: Arc<Delivery>,
) -> Result<(), Failure> {
    let found = match delivery.event_name.as_str() {
        "RuleTroubleFound" => Some(cause(
            &delivery,
            delivery.decode::<RuleTroubleFound>()?.trouble,
        )?),
        "RuleTroubleEnded" => None,
        _ => return inbox::skip(&database, &delivery).await,
    };
    if found.is_none() {
        delivery.decode::<RuleTroubleEnded>()?;
    }
    inbox::apply(&database, &delivery, move |write, delivery| {
        let found = found.clone();
        Box::pin(async move {
            let subject = delivery.aggregate_id.to_string();
            let open = store::alerts::open_for(write, (source, &subject)).await?;
            let step = match (open, found) {
                (None, Some(cause)) => Step::Open(cause),
                (Some(row), Some(cause)) => Step::Reword(row, cause),
                (Some(row), None) => Step::Close(row),
                (None, None) => return Ok(()),
            };
            Ok(take(write, source, &step).await?)
        })
    })
    .await
}

fn cause(delivery: &Delivery, trouble: Option<RuleTrouble>) -> Result<Cause, Failure> {
    let trouble = trouble.context("the event carries no trouble")?;
    let kind = Kind::parse(trouble.kind().as_str_name()).context("its kind is unknown")?;
    let digest = trouble.package.strip_prefix("packages/").map(hex::decode);
    Ok(Cause {
        kind,
        // The envelope's: the row is written for that tenant.
        tenant: delivery.tenant.clone(),
        hook: trouble.hook,
        subject: delivery.aggregate_id.to_string(),
        package: digest.transpose().context("its package has no digest")?,
        since: trouble.since.parse().context("since is no date")?,
        zh: trouble.text_zh,
        en: trouble.text_en,
    })
}
