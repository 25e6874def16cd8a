//! INCUBATING → EXITED.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::incubation::v1::{ExitTenantRequest, Tenancy};

use super::{IncubationApi, convert, tenancy_step};
use crate::domain::tenancy::{Command, Exit};
use crate::error::Error;

pub async fn handle(
    api: IncubationApi,
    caller: Caller,
    input: ExitTenantRequest,
    key: RequestKey,
) -> Result<Tenancy, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let command = Command::Exit(Exit {
        code: input.code,
        note: input.note,
        exited_on: convert::day::read("exited_on", &input.exited_on)?,
    });
    tenancy_step::plain(api, caller, at, key, command).await
}
