//! Writes the pledge contract's terms down. PREPARED; nothing is reserved yet.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_law::Fen;
use kezhuan_protocol::financing::v1::{Pledge, PreparePledgeRequest};

use super::names::{APPLICATIONS, PLEDGES};
use super::{FinancingApi, acting, convert};
use crate::domain::pledge;
use crate::error::Error;
use crate::store::{applications, bank_instructions, pledges};

pub async fn handle(
    api: FinancingApi,
    caller: Caller,
    input: PreparePledgeRequest,
    key: RequestKey,
) -> Result<Pledge, Error> {
    let id = APPLICATIONS.parse_field("application", &input.application)?;
    let read = api.database.read(&caller, async |connection| {
        applications::find(connection, id).await
    });
    let application = read.await?.ok_or_else(|| APPLICATIONS.not_found(id))?;
    let new = convert::pledge::read_new(&input, &application.body)?;
    let prepared = pledge::prepare(new, &acting::actor(&caller))?;
    // The case is the borrower's county's.
    let given = (application.tenant, prepared);
    let given = Arc::new((api.clone(), caller.clone(), key.clone(), given));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, key, (tenant, prepared)) = &*given;
                let stored = pledges::insert(write, tenant, prepared.clone(), 1).await?;
                convert::event::pledge::prepared(write, &stored);
                let name = PLEDGES.name(prepared.id);
                bank_instructions::about(write, key, &name, Fen::ZERO).await?;
                let viewer = api.pledge_viewer(caller);
                Ok(convert::pledge::answer(viewer, &stored, None))
            })
        })
        .await
}
