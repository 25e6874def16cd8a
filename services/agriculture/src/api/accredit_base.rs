//! PROPOSED → ACCREDITED, once the notice is over.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{AccreditBaseRequest, Base};

use super::base_step::{self, Plan};
use super::{AgricultureApi, acting};
use crate::domain::transformation_base::{self as base, Command};
use crate::error::Error;

/// What tells plates from other numbers.
const PLATES: &str = "KZ-AGP";

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: AccreditBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let before = base_step::open(&api, &caller, at).await?;
    let plate_number = match input.plate_number.trim() {
        "" => own_plate(&api, &before.body).await?,
        given => given.to_owned(),
    };
    let command = Command::Accredit { plate_number };
    let plan = Plan::plain(before, acting::actor(&caller), command);
    base_step::carry_out(api, caller, key, plan).await
}

/// The number it has, or one of the service's own.
async fn own_plate(api: &AgricultureApi, base: &base::Base) -> Result<String, Error> {
    if let Some(term) = &base.accreditation {
        return Ok(term.plate_number.clone());
    }
    let today = api.clock.today();
    let number = api.numbers.case(PLATES, &base.division, today);
    Ok(number.await?)
}
