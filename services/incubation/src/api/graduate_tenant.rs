//! INCUBATING → GRADUATED, by what is on record.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{GraduateTenantRequest, Tenancy};

use super::tenancy_step::{self, Plan};
use super::{IncubationApi, acting};
use crate::domain::tenancy::Command;
use crate::error::Error;
use crate::store::records;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: GraduateTenantRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = tenancy_step::open(&api, &caller, at).await?;
    let id = before.body.id;
    let read = api.database.read(&caller, async |connection| {
        records::invested_in(connection, id).await
    });
    let command = Command::Graduate {
        invested: read.await?,
    };
    let plan = Plan::plain(before, acting::actor(&caller), command);
    tenancy_step::carry_out(api, caller, key, plan).await
}
