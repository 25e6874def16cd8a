//! Rights: reservations that are over, fees that are late, terms that ended.
use std::sync::Arc;

use chrono::NaiveDate;
use kezhuan_auth::Caller;
use kezhuan_scheduler::{Due, Page, Taken};

use super::{Timers, due};
use crate::api::publish_asset_event;
use crate::domain::actor::Actor;
use crate::domain::asset::{self, Command, IpAsset, Legal};
use crate::error::Error;
use crate::security;
use crate::store::assets;
use crate::store::stored::Stored;

type Rights = Result<Vec<Due<Stored<IpAsset>>>, Error>;

pub(super) async fn reservations_over(timers: Arc<Timers>, page: Page) -> Rights {
    due!(timers, page, assets::reservations_over, page.today)
}

pub(super) async fn fees_late(timers: Arc<Timers>, page: Page) -> Rights {
    due!(timers, page, assets::fees_late, page.today)
}

pub(super) async fn terms_over(timers: Arc<Timers>, page: Page) -> Rights {
    due!(timers, page, assets::terms_over, page.today)
}

pub(super) async fn lapse_reservation(
    timers: Arc<Timers>,
    due: Due<Stored<IpAsset>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    take(&timers, due.row, Command::LapseReservation, today).await
}

/// A day late, and then too late.
pub(super) async fn fee(
    timers: Arc<Timers>,
    due: Due<Stored<IpAsset>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let command = match due.row.body.legal {
        Legal::Grace => Command::EndGrace,
        Legal::Valid | Legal::Challenged | Legal::Terminated | Legal::Invalidated => {
            Command::ReportFeeLate
        }
    };
    take(&timers, due.row, command, today).await
}

pub(super) async fn end_term(
    timers: Arc<Timers>,
    due: Due<Stored<IpAsset>>,
    today: NaiveDate,
) -> Result<Taken, Error> {
    take(&timers, due.row, Command::EndTerm, today).await
}

/// Takes the step unless somebody moved the right since it was read; who has to be told of it is told with it.
async fn take(
    timers: &Timers,
    row: Stored<IpAsset>,
    command: Command,
    today: NaiveDate,
) -> Result<Taken, Error> {
    let actor = Actor::service(crate::NAME, &row.tenant);
    let decided = asset::decide(&row.body, command, &timers.of_asset(&actor, today))?;
    // Asked before the row is held.
    let secured = match &decided.alert {
        Some(_) => timers.lookout(today).secured_by(&decided.asset).await?,
        None => Vec::new(),
    };
    let caller = Caller::service(crate::NAME, &row.tenant);
    let step = Arc::new((row, decided, secured));
    timers
        .database
        .write_as(&caller, move |write| {
            let step = step.clone();
            Box::pin(async move {
                let (before, decided, secured) = &*step;
                let event = decided.event.name();
                let after = assets::save(write, before, decided.asset.clone(), event).await?;
                publish_asset_event(write, &after, before.body.legal, &decided.event);
                let alerts = decided.alert.as_slice();
                security::tell(write, &after, (alerts, secured), today).await?;
                Ok(Taken::Done)
            })
        })
        .await
}
