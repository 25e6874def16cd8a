//! Adds or changes one of the city's key chains.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Tenant;
use kezhuan_protocol::incubation::v1::{Chain, SetChainRequest};
use kezhuan_rpc::etag;
use uuid::Uuid;

use super::{IncubationApi, acting, convert};
use crate::domain::chain::{self, Said};
use crate::error::Error;
use crate::store::chains;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: SetChainRequest,
    key: RequestKey,
) -> Result<Chain, Error> {
    let message = input.chain.unwrap_or_default();
    let seen = message.etag.clone();
    let said: Said = convert::chain::read(message)?;
    let given = Arc::new((said, seen, Uuid::now_v7(), acting::actor(&caller)));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (said, seen, id, actor) = &*given;
                let before = chains::find(write, &said.code).await?;
                let version = before.as_ref().map_or(0, |before| before.body.version);
                etag::check(seen, version)?;
                let known = before.as_ref().map(|before| &before.body);
                let chain = chain::set(known, said.clone(), *id, actor)?;
                let city = Tenant::CITY.code();
                let after = chains::set(write, before.as_ref(), chain, city).await?;
                convert::event::record::chain(write, &after);
                Ok(convert::chain::message(&after))
            })
        })
        .await
}
