//! Rights: reservations that are over, fees that are late, terms that ended.
use std::sync::Arc;

use kezhuan_auth::Caller;

use super::{Timers, each};
use crate::api::publish_asset_event;
use crate::domain::actor::Actor;
use crate::domain::asset::{self, Command, IpAsset, Legal};
use crate::error::Error;
use crate::security;
use crate::store::assets;
use crate::store::stored::Stored;

pub(super) async fn look(timers: &Timers) -> Result<(), Error> {
    let today = timers.today();
    each!(
        timers,
        "asset",
        assets::reservations_over,
        today,
        lapse_reservation
    );
    each!(timers, "asset", assets::fees_late, today, fee);
    each!(timers, "asset", assets::terms_over, today, end_term);
    Ok(())
}

async fn lapse_reservation(timers: &Timers, row: &Stored<IpAsset>) -> Result<(), Error> {
    take(timers, row, Command::LapseReservation).await
}

/// A day late, and then too late.
async fn fee(timers: &Timers, row: &Stored<IpAsset>) -> Result<(), Error> {
    let command = match row.body.legal {
        Legal::Grace => Command::EndGrace,
        Legal::Valid | Legal::Challenged | Legal::Terminated | Legal::Invalidated => {
            Command::ReportFeeLate
        }
    };
    take(timers, row, command).await
}

async fn end_term(timers: &Timers, row: &Stored<IpAsset>) -> Result<(), Error> {
    take(timers, row, Command::EndTerm).await
}

/// Takes the step unless somebody moved the right since it was read; who has to be told of it is told with it.
async fn take(timers: &Timers, row: &Stored<IpAsset>, command: Command) -> Result<(), Error> {
    let actor = Actor::service(crate::NAME, &row.tenant);
    let decided = asset::decide(&row.body, command, &timers.of_asset(&actor))?;
    // Asked before the row is held.
    let secured = match &decided.alert {
        Some(_) => timers.lookout().secured_by(&decided.asset).await?,
        None => Vec::new(),
    };
    let caller = Caller::service(crate::NAME, &row.tenant);
    let step = Arc::new((row.clone(), decided, secured, timers.today()));
    timers
        .database
        .write_as(&caller, move |write| {
            let step = step.clone();
            Box::pin(async move {
                let (before, decided, secured, today) = &*step;
                let event = decided.event.name();
                let after = assets::save(write, before, decided.asset.clone(), event).await?;
                publish_asset_event(write, &after, before.body.legal, &decided.event);
                let alerts = decided.alert.as_slice();
                security::tell(write, &after, (alerts, secured), *today).await
            })
        })
        .await
}
