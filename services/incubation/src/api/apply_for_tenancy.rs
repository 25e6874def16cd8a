//! Takes an application in, of a start-up or by the operator for one. Its tenant is the carrier's authority.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{ApplyForTenancyRequest, Tenancy};
use uuid::Uuid;

use super::names::CARRIERS;
use super::{IncubationApi, acting, chain_named, convert};
use crate::domain::carrier::Carrier;
use crate::domain::numbers::Series;
use crate::domain::tenancy::{self, NewTenancy};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{carriers, tenancies};

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ApplyForTenancyRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let carrier = carrier(&api, &input.carrier).await?;
    let profile = input.tenancy.unwrap_or_default();
    let chain = chain_named::read(&api, &caller, "tenancy.chain", &profile.chain).await?;
    let mut new = NewTenancy {
        id: Uuid::now_v7(),
        carrier: carrier.body.id,
        operator: carrier.body.operator.clone(),
        division: carrier.body.profile.division.clone(),
        is_remote: carrier.body.profile.is_remote(),
        chain,
        ..convert::tenancy::read_profile(profile)?
    };
    let (actor, today) = (acting::actor(&caller), api.clock.today());
    // A number is taken for what will be stored.
    tenancy::apply(new.clone(), &actor, today, &api.parameters.tenancy)?;
    let prefix = Series::Tenancy.prefix();
    new.number = api.numbers.case(prefix, &carrier.tenant, today).await?;
    let applied = tenancy::apply(new, &actor, today, &api.parameters.tenancy)?;
    let given = Arc::new((applied, carrier.tenant, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (applied, tenant, caller) = &*given;
                let by = caller.organisation.as_str();
                let after = tenancies::insert(write, tenant, applied.clone(), by).await?;
                convert::event::tenancy::applied(write, &after);
                Ok(convert::tenancy::message(&after, caller))
            })
        })
        .await
}

/// As the service: a start-up that applies sees no carrier but by its card.
async fn carrier(api: &IncubationApi, name: &str) -> Result<Stored<Carrier>, Error> {
    let id = CARRIERS.parse_field("carrier", name)?;
    let reader = Caller::service(crate::NAME, "");
    let read = api.database.read(&reader, async |connection| {
        carriers::find(connection, id).await
    });
    let carrier = read.await?.ok_or_else(|| CARRIERS.not_found(id))?;
    carrier.body.hold_takes_tenants()?;
    Ok(carrier)
}
