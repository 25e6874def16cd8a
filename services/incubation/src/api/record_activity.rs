//! Records an event or a training.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Activity, RecordActivityRequest};

use super::{IncubationApi, acting, convert, record_page};
use crate::domain::support::Activity as Held;
use crate::error::Error;
use crate::store::records;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: RecordActivityRequest,
    key: RequestKey,
) -> Result<Activity, Error> {
    let message = input.activity.unwrap_or_default();
    let named = ("activity.carrier", message.carrier.as_str());
    let carrier = record_page::carrier(&api, &caller, named).await?;
    let new = convert::support::read_activity(message)?;
    let (host, actor) = (record_page::host(&carrier), acting::actor(&caller));
    let body = Held::record(new, host, &actor, api.clock.today())?;
    let given = Arc::new((body, carrier.tenant));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (body, tenant) = &*given;
                let after = records::insert(write, tenant, body.clone()).await?;
                convert::event::record::activity(write, &after);
                Ok(convert::support::activity(&after))
            })
        })
        .await
}
