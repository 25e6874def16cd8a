//! Reports what else came of a base. PROPOSED.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Achievement, ReportAchievementRequest};

use super::names::BASES;
use super::{AgricultureApi, acting, convert};
use crate::domain::achievement::{self, Circumstances};
use crate::error::Error;
use crate::store::{achievements, bases};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ReportAchievementRequest,
    key: RequestKey,
) -> Result<Achievement, Error> {
    let id = BASES.parse_field("base", &input.base)?;
    let new = convert::achievement::read_new(&input)?;
    let read = api.database.read(&caller, async |connection| {
        bases::find(connection, id).await
    });
    let base = read.await?.ok_or_else(|| BASES.not_found(id))?;
    let actor = acting::actor(&caller);
    let at = Circumstances {
        actor: &actor,
        today: api.clock.today(),
    };
    let reported = achievement::report(new, &base.body, &at)?;
    let given = Arc::new((caller.clone(), base.tenant, reported));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, tenant, reported) = &*given;
                let event = convert::event::achievement::REPORTED;
                let stored = achievements::insert(write, tenant, reported.clone(), event).await?;
                convert::event::achievement::reported(write, &stored);
                Ok(convert::achievement::answer(&stored, caller))
            })
        })
        .await
}
