//! Plans a demonstration on a base of the caller's organisation. PLANNED.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Demonstration, PlanDemonstrationRequest};

use super::names::BASES;
use super::{AgricultureApi, acting, convert, demonstration_step, variety_step};
use crate::domain::demonstration;
use crate::error::Error;
use crate::store::{bases, demonstrations};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: PlanDemonstrationRequest,
    key: RequestKey,
) -> Result<Demonstration, Error> {
    let base = BASES.parse_field("base", &input.base)?;
    let name = ("variety", input.variety.as_str());
    let read = api.database.read(&caller, async |connection| {
        let found = bases::find(connection, base).await?;
        let base = found.ok_or_else(|| BASES.not_found(base))?;
        let variety = variety_step::named(connection, name).await?;
        Ok::<_, Error>((base, variety))
    });
    let (base, variety) = read.await?;
    base.body.takes_plans()?;
    let new = convert::demonstration::read_new(&input, &base.body)?;
    let actor = acting::actor(&caller);
    let at = demonstration_step::circumstances(&api, &actor);
    let planned = demonstration::plan(new, &variety.body, &at)?;
    // The case is its base's authority's.
    let terms = api.parameters.site.clone();
    let given = Arc::new((caller.clone(), base.tenant, planned, terms));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, tenant, planned, terms) = &*given;
                // One after the other: of two sites on the same ground the second sees the first.
                let held = bases::lock(write, planned.base).await?;
                held.ok_or_else(|| BASES.not_found(planned.base))?;
                let season = planned.season.to_string();
                let others = demonstrations::of_season(write, planned.base, &season).await?;
                demonstration::stands_apart(planned, &others, terms)?;
                let event = convert::event::demonstration::PLANNED;
                let stored = demonstrations::insert(write, tenant, planned.clone(), event).await?;
                convert::event::demonstration::planned(write, &stored);
                Ok(convert::demonstration::answer(&stored, caller))
            })
        })
        .await
}
