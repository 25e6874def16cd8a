//! An authority opens a carrier's return of a year that is over; the service opens the others by itself.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::incubation::v1::{OpenReturnRequest, TorchReturn};
use uuid::Uuid;

use super::names::CARRIERS;
use super::{IncubationApi, acting, convert, return_sources};
use crate::domain::carrier::Carrier;
use crate::domain::torch_return::{self, Figures, Known, NewReturn, Profile, was_accredited_in};
use crate::error::Error;
use crate::store::stored::Stored;
use crate::store::{carriers, torch_returns};

/// No return of this suite is of an earlier year.
const YEAR_MIN: i32 = 2000;

/// Everything a return is opened with.
struct Opening {
    api: IncubationApi,
    caller: Caller,
    tenant: String,
    new: NewReturn,
    last_year: Option<Figures>,
}

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: OpenReturnRequest,
    key: RequestKey,
) -> Result<TorchReturn, Error> {
    let opening = Arc::new(prepare(&api, &caller, &input).await?);
    api.database
        .write(&caller, &key, move |write| {
            let opening = opening.clone();
            Box::pin(async move { keep(write, &opening).await })
        })
        .await
}

async fn prepare(
    api: &IncubationApi,
    caller: &Caller,
    input: &OpenReturnRequest,
) -> Result<Opening, Error> {
    let id = CARRIERS.parse_field("carrier", &input.carrier)?;
    if input.year < YEAR_MIN {
        return Err(Error::field(
            "year",
            "YEAR_INVALID",
            "请填写报表年度",
            "say the calendar year that is told of",
        ));
    }
    let read = api.database.read(caller, async |connection| {
        carriers::find(connection, id).await
    });
    let carrier = read.await?.ok_or_else(|| CARRIERS.not_found(id))?;
    let known = return_sources::gather(&api.database, &carrier, input.year).await?;
    let service = Caller::service(crate::NAME, &carrier.tenant);
    let read = api.database.read(&service, async |connection| {
        torch_returns::figures_before(connection, id, input.year).await
    });
    Ok(Opening {
        api: api.clone(),
        caller: caller.clone(),
        tenant: carrier.tenant.clone(),
        new: new_return(&carrier, input.year, known),
        last_year: read.await?,
    })
}

/// A return of a carrier's year, as far as it is known before its row is written.
pub fn new_return(
    carrier: &Stored<Carrier>,
    year: i32,
    (profile, known): (Profile, Known),
) -> NewReturn {
    let body = &carrier.body;
    NewReturn {
        id: Uuid::now_v7(),
        carrier: body.id,
        carrier_name: body.profile.name.clone(),
        operator: body.operator.clone(),
        authority: carrier.tenant.clone(),
        division: body.profile.division.clone(),
        year,
        was_accredited: was_accredited_in(body, year),
        already_open: false,
        profile,
        known,
    }
}

async fn keep(write: &mut Write, opening: &Opening) -> Result<TorchReturn, Error> {
    let mut new = opening.new.clone();
    let there = torch_returns::of_year(write, new.carrier, new.year).await?;
    new.already_open = there.is_some();
    let (actor, today) = (acting::actor(&opening.caller), opening.api.clock.today());
    let terms = &opening.api.parameters.torch_return;
    let opened = torch_return::open(new, &actor, today, terms)?;
    let stored = torch_returns::insert(write, &opening.tenant, opened).await?;
    convert::event::torch_return::opened(write, &stored);
    let last_year = opening.last_year.as_ref();
    Ok(convert::torch_return::message(
        &stored,
        (last_year, today),
        &opening.caller,
    ))
}
