//! What each waiting claim would get if the programme-year were closed now.
use kezhuan_auth::Caller;
use kezhuan_protocol::contracts::v1::{GetProgrammeSharesRequest, ProgrammeShares};

use super::names::PROGRAMMES;
use super::programme_close::{CLAIMS_MAX, Close};
use super::{ContractsApi, acting};
use crate::domain::actor::Role;
use crate::error::Error;
use crate::store::{claims, held_claims, programmes};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: GetProgrammeSharesRequest,
) -> Result<ProgrammeShares, Error> {
    acting::actor(&caller).require_any(&[Role::CountyStb, Role::CityStb])?;
    let id = PROGRAMMES.parse(&input.name)?;
    let close = api
        .database
        .read(&caller, async |connection| {
            let programme = programmes::get(connection, id).await?;
            let programme = programme.ok_or_else(|| PROGRAMMES.not_found(id))?;
            let year = (programme.tenant.as_str(), programme.year);
            let mut line = Vec::new();
            for claim in held_claims::of_year(connection, year, CLAIMS_MAX + 1).await? {
                line.extend(claims::find(connection, claim).await?);
            }
            Close::of(programme, line)
        })
        .await?;
    Ok(close.told(api.clock.today()))
}
