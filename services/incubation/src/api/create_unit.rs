//! Adds a unit that can be let.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{CreateUnitRequest, Unit};

use super::{IncubationApi, acting, convert, record_page};
use crate::domain::unit;
use crate::error::Error;
use crate::store::records;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: CreateUnitRequest,
    key: RequestKey,
) -> Result<Unit, Error> {
    let carrier = record_page::carrier(&api, &caller, ("carrier", &input.carrier)).await?;
    let new = unit::NewUnit {
        id: uuid::Uuid::now_v7(),
        carrier: carrier.body.id,
        operator: carrier.body.operator.clone(),
        code: input.code,
        floor: input.floor,
        area_c: input.area_c,
    };
    let body = unit::add(new, &acting::actor(&caller), api.clock.today())?;
    let given = Arc::new((body, carrier.tenant));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (body, tenant) = &*given;
                let after = records::insert(write, tenant, body.clone()).await?;
                convert::event::record::unit_added(write, &after);
                Ok(convert::lease::unit(&after))
            })
        })
        .await
}
