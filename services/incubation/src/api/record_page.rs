//! Lists of records, and the carrier or the tenancy that a new one belongs to.
use kezhuan_auth::Caller;
use kezhuan_rpc::filter::{self, Term};
use kezhuan_rpc::page;
use uuid::Uuid;

use super::IncubationApi;
use super::names::{CARRIERS, TENANCIES};
use crate::domain::carrier::Carrier;
use crate::domain::support::Host;
use crate::domain::tenancy::Tenancy;
use crate::error::{DOMAIN, Error};
use crate::store::listing::SortedPlace;
use crate::store::records::{self, Filter, Record};
use crate::store::stored::Stored;
use crate::store::{carriers, tenancies};

/// One page, and the token of the next.
pub async fn list<R: Record>(
    api: &IncubationApi,
    caller: &Caller,
    filter: &Filter,
    (size, token): (i32, &str),
) -> Result<(Vec<Stored<R>>, String), Error> {
    let size = page::size(size)?;
    let after: Option<SortedPlace> = page::start(token)?;
    let read = api.database.read(caller, async |connection| {
        records::list::<R>(connection, filter, after.as_ref(), size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, records::place);
    Ok((rows, next_page_token))
}

/// Records of one carrier.
pub fn of_carrier(name: &str) -> Result<Filter, Error> {
    Ok(Filter {
        carrier: Some(CARRIERS.parse_field("carrier", name)?),
        ..Filter::default()
    })
}

/// A filter with the terms of a list; `day` is what the record calls its day.
pub fn filtered(text: &str, day: &str, known: &str) -> Result<Filter, Error> {
    let read = filter::read(
        DOMAIN,
        text,
        known,
        |filter: &mut Filter, term: Term<'_>| {
            let value = term.value;
            match (term.name, term.operator) {
                ("carrier", "=") => filter.carrier = Some(CARRIERS.parse(&value).ok()?),
                ("tenancy", "=") => filter.tenancy = Some(TENANCIES.parse(&value).ok()?),
                ("state", "=") => filter.state = Some(value),
                (name, ">=") if name == day => filter.from = Some(value.parse().ok()?),
                (name, "<=") if name == day => filter.to = Some(value.parse().ok()?),
                _ => return None,
            }
            Some(())
        },
    );
    Ok(read?)
}

/// The carrier in the field `path`, as the caller may see it.
pub async fn carrier(
    api: &IncubationApi,
    caller: &Caller,
    (path, name): (&str, &str),
) -> Result<Stored<Carrier>, Error> {
    let id = CARRIERS.parse_field(path, name)?;
    let read = api.database.read(caller, async |connection| {
        carriers::find(connection, id).await
    });
    Ok(read.await?.ok_or_else(|| CARRIERS.not_found(id))?)
}

/// Whose carrier it is.
pub fn host(carrier: &Stored<Carrier>) -> Host {
    Host {
        carrier: carrier.body.id,
        operator: carrier.body.operator.clone(),
    }
}

/// The tenancy in the field `path`, as the caller may see it.
pub async fn tenancy(
    api: &IncubationApi,
    caller: &Caller,
    (path, name): (&str, &str),
) -> Result<Stored<Tenancy>, Error> {
    let id: Uuid = TENANCIES.parse_field(path, name)?;
    let read = api.database.read(caller, async |connection| {
        tenancies::find(connection, id).await
    });
    Ok(read.await?.ok_or_else(|| TENANCIES.not_found(id))?)
}
