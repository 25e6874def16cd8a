//! Takes a unit out of use.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{RetireUnitRequest, Unit};
use kezhuan_rpc::etag;

use super::names::UNITS;
use super::{IncubationApi, acting, convert};
use crate::domain::unit::Unit as Room;
use crate::error::Error;
use crate::store::{leases, records};

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: RetireUnitRequest,
    key: RequestKey,
) -> Result<Unit, Error> {
    let id = UNITS.parse(&input.name)?;
    let retired_on = convert::day::read("retired_on", &input.retired_on)?;
    let given = Arc::new((acting::actor(&caller), input.etag));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (actor, seen) = &*given;
                // Held: no offer of it is made meanwhile.
                let held = records::lock::<Room>(write, id).await?;
                let before = held.ok_or_else(|| UNITS.not_found(id))?;
                etag::check(seen, before.body.version)?;
                let is_let_beyond = leases::runs_beyond(write, id, retired_on).await?;
                let retired = before.body.retire(retired_on, is_let_beyond, actor)?;
                let after = records::save(write, &before, retired, "UnitRetired").await?;
                convert::event::record::unit_retired(write, &after);
                Ok(convert::lease::unit(&after))
            })
        })
        .await
}
