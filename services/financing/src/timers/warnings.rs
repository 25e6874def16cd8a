//! Bank and owner are told 90, 60, 30 and 7 days before a fee falls due, or a term or the valuation under a pledge ends. Telling
//! decides nothing.
use std::sync::Arc;

use chrono::Days;
use kezhuan_auth::Caller;

use super::{Timers, each};
use crate::domain::asset::IpAsset;
use crate::error::Error;
use crate::security;
use crate::store::stored::Stored;
use crate::store::{alerts, assets};

pub(super) async fn look(timers: &Timers) -> Result<(), Error> {
    let today = timers.today();
    let furthest = timers.parameters.asset.alert_days.iter().max();
    let furthest = Days::new(furthest.copied().map_or(0, u64::from));
    let days = (today, today.checked_add_days(furthest).unwrap_or(today));
    each!(timers, "asset", assets::falling_due, days, warn);
    Ok(())
}

/// Raises what stands today and was not raised.
async fn warn(timers: &Timers, row: &Stored<IpAsset>) -> Result<(), Error> {
    let today = timers.today();
    let due = row.body.alerts(today, &timers.parameters.asset);
    let caller = Caller::service(crate::NAME, &row.tenant);
    let news = timers.database.read(&caller, async |connection| {
        alerts::unraised(connection, &due).await
    });
    let due = news.await?;
    if due.is_empty() {
        return Ok(());
    }
    let secured = timers.lookout().secured_by(&row.body).await?;
    let news = Arc::new((row.clone(), due, secured));
    timers
        .database
        .write_as(&caller, move |write| {
            let news = news.clone();
            Box::pin(async move {
                let (asset, due, secured) = &*news;
                security::tell(write, asset, (due, secured), today).await
            })
        })
        .await
}
