//! An operator enters its carrier.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Carrier, CreateCarrierRequest};
use uuid::Uuid;

use super::{IncubationApi, acting, convert};
use crate::domain::carrier::{Event, NewCarrier, State, draft};
use crate::domain::numbers::Series;
use crate::error::Error;
use crate::store::carriers;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: CreateCarrierRequest,
    key: RequestKey,
) -> Result<Carrier, Error> {
    let today = api.clock.today();
    let new = NewCarrier {
        id: Uuid::now_v7(),
        number: String::new(),
        profile: convert::carrier_profile::profile(input.profile)?,
        authority: input.authority,
    };
    // What the domain refuses needs no number.
    let mut carrier = draft(new, &acting::actor(&caller), today)?;
    let (series, authority) = (Series::Carrier.prefix(), carrier.authority.clone());
    carrier.number = api.numbers.case(series, &authority, today).await?;
    let given = Arc::new((caller.clone(), carrier));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (caller, carrier) = &*given;
                let after = carriers::insert(write, carrier.clone()).await?;
                let entered = Event::CarrierCreated;
                convert::event::carrier::publish(write, &after, State::Draft, &entered);
                Ok(convert::carrier::message(&after, caller, None))
            })
        })
        .await
}
