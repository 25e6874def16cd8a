//! Bank and owner are told 90, 60, 30 and 7 days before a fee falls due, or a term or the valuation under a pledge ends. Telling
//! decides nothing; what was told stands in `ip_alert`, for its readers as for this timer.
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken};

use super::{Timers, due};
use crate::domain::asset::IpAsset;
use crate::error::Error;
use crate::security;
use crate::store::stored::Stored;
use crate::store::{alerts, assets};

pub(super) async fn falling_due(
    timers: Arc<Timers>,
    page: Page,
) -> Result<Vec<Due<Stored<IpAsset>>>, Error> {
    let furthest = timers.parameters.asset.alert_days.iter().max();
    let furthest = Days::new(furthest.copied().map_or(0, u64::from));
    let last = page.today.checked_add_days(furthest);
    let days = (page.today, last.unwrap_or(page.today));
    due!(timers, page, assets::falling_due, days)
}

/// Raises what stands today and was not raised.
pub(super) async fn warn(
    timers: Arc<Timers>,
    due: Due<Stored<IpAsset>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let row = due.row;
    let due = row.body.alerts(today, &timers.parameters.asset);
    let caller = Caller::service(crate::NAME, &row.tenant);
    let news = timers.database.read(&caller, async |connection| {
        alerts::unraised(connection, &due).await
    });
    let due = news.await?;
    if due.is_empty() {
        return Ok(Taken::NotDue);
    }
    let secured = timers.lookout(today).secured_by(&row.body).await?;
    let news = Arc::new((row, due, secured));
    timers
        .database
        .write_as(&caller, move |write| {
            let news = news.clone();
            Box::pin(async move {
                let (asset, due, secured) = &*news;
                security::tell(write, asset, (due, secured), today).await?;
                Ok(Taken::Done)
            })
        })
        .await
}
