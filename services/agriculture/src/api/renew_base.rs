//! Files the renewal of an accredited base, in the last days of its term.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Base, RenewBaseRequest};

use super::{AgricultureApi, base_step, convert};
use crate::domain::transformation_base::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: RenewBaseRequest,
    key: RequestKey,
) -> Result<Base, Error> {
    let at = (input.name.as_str(), input.etag.as_str());
    let figures = convert::transformation_base::read_figures(input.figures.clone())?;
    base_step::plain(api, caller, at, key, Command::Renew(figures)).await
}
