//! Offers a unit to a tenant of its carrier.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{Lease, OfferLeaseRequest};
use uuid::Uuid;

use super::names::{TENANCIES, UNITS};
use super::{IncubationApi, acting, convert};
use crate::domain::lease::{self, NewLease};
use crate::domain::numbers::Series;
use crate::domain::unit::Unit;
use crate::error::Error;
use crate::store::{leases, records, tenancies};

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: OfferLeaseRequest,
    key: RequestKey,
) -> Result<Lease, Error> {
    let unit = UNITS.parse_field("unit", &input.unit)?;
    let tenancy = TENANCIES.parse_field("tenancy", &input.tenancy)?;
    let terms = convert::lease::read_terms(input.lease)?;
    let read = api.database.read(&caller, async |connection| {
        let found_unit = records::find::<Unit>(connection, unit).await?;
        let found_tenancy = tenancies::find(connection, tenancy).await?;
        Ok::<_, Error>((found_unit, found_tenancy))
    });
    let (found_unit, found_tenancy) = read.await?;
    let unit = found_unit.ok_or_else(|| UNITS.not_found(unit))?;
    let tenancy = found_tenancy.ok_or_else(|| TENANCIES.not_found(tenancy))?;
    let (actor, today) = (acting::actor(&caller), api.clock.today());
    let on = (&unit.body, &tenancy.body);
    // A number is taken for what will be stored.
    lease::offer(terms.clone(), on, &actor, today)?;
    let prefix = Series::Lease.prefix();
    let new = NewLease {
        id: Uuid::now_v7(),
        number: api.numbers.case(prefix, &unit.tenant, today).await?,
        ..terms
    };
    let offered = lease::offer(new, on, &actor, today)?;
    let given = Arc::new((offered, unit.tenant, caller.clone()));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (offered, tenant, caller) = &*given;
                // Held, so that it is not retired meanwhile.
                let held = records::lock::<Unit>(write, offered.unit).await?;
                let held = held.ok_or_else(|| UNITS.not_found(offered.unit))?;
                held.body.hold_in_use_until(offered.ends_on)?;
                let after = leases::insert(write, tenant, offered.clone()).await?;
                convert::event::lease::offered(write, &after);
                Ok(convert::lease::message(&after, caller))
            })
        })
        .await
}
