//! ACCEPTED → FROZEN, all returns of a year that the city accepted.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::{RequestKey, Write};
use kezhuan_protocol::incubation::v1::{FreezeReturnsRequest, FreezeReturnsResponse};

use super::torch_return_step::record;
use super::{IncubationApi, acting, convert};
use crate::domain::torch_return::{self, Circumstances, Command};
use crate::error::Error;
use crate::store::torch_returns;

/// In one transaction.
const FROZEN_MAX: i64 = 500;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: FreezeReturnsRequest,
    key: RequestKey,
) -> Result<FreezeReturnsResponse, Error> {
    let given = Arc::new((api.clone(), caller.clone(), input.year));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, year) = &*given;
                freeze(write, (api, caller), *year).await
            })
        })
        .await
}

async fn freeze(
    write: &mut Write,
    (api, caller): (&IncubationApi, &Caller),
    year: i32,
) -> Result<FreezeReturnsResponse, Error> {
    let actor = acting::actor(caller);
    let at = Circumstances {
        actor: &actor,
        today: api.clock.today(),
        last_year: None,
        terms: &api.parameters.torch_return,
    };
    let accepted = torch_returns::lock_accepted(write, year, FROZEN_MAX).await?;
    for before in &accepted {
        let decided = torch_return::decide(&before.body, Command::Freeze, &at)?;
        record(write, before, decided).await?;
    }
    let (left, outstanding) = torch_returns::unfrozen(write, year).await?;
    Ok(FreezeReturnsResponse {
        frozen: convert::figure::whole(i64::try_from(accepted.len()).unwrap_or(i64::MAX)),
        left: convert::figure::whole(left),
        outstanding: convert::figure::whole(outstanding),
    })
}
