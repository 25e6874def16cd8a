//! Plans a trial on a base of the caller's organisation. PLANNED.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{PlanTrialRequest, Trial};

use super::names::BASES;
use super::{AgricultureApi, acting, convert, trial_step, variety_step};
use crate::domain::trial;
use crate::error::Error;
use crate::store::{bases, trials};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: PlanTrialRequest,
    key: RequestKey,
) -> Result<Trial, Error> {
    let base = BASES.parse_field("base", &input.base)?;
    let names = [
        ("variety", input.variety.as_str()),
        ("check_variety", input.check_variety.as_str()),
    ];
    let read = api.database.read(&caller, async |connection| {
        let found = bases::find(connection, base).await?;
        let base = found.ok_or_else(|| BASES.not_found(base))?;
        let variety = variety_step::named(connection, names[0]).await?;
        let check = variety_step::named(connection, names[1]).await?;
        Ok::<_, Error>((base, variety, check))
    });
    let (base, variety, check) = read.await?;
    base.body.takes_plans()?;
    let new = convert::trial::read_new(&input, &base.body)?;
    let actor = acting::actor(&caller);
    let at = trial_step::circumstances(&api, &actor);
    let sides = (&variety.body, &check.body);
    let planned = trial::plan(new, sides, &api.parameters.variety, &at)?;
    // The case is its base's authority's.
    let given = Arc::new((caller.clone(), base.tenant, planned));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, tenant, planned) = &*given;
                let event = convert::event::trial::PLANNED;
                let stored = trials::insert(write, tenant, planned.clone(), event).await?;
                convert::event::trial::planned(write, &stored);
                Ok(convert::trial::answer(&stored, caller))
            })
        })
        .await
}
