//! ACCEPTED → EXTENDED, once the variety may be promoted here.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{Demonstration, ExtendDemonstrationRequest};

use super::names::{DEMONSTRATIONS, VARIETIES};
use super::{AgricultureApi, demonstration_step};
use crate::domain::demonstration::Command;
use crate::error::Error;
use crate::store::{demonstrations, varieties};

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: ExtendDemonstrationRequest,
    key: RequestKey,
) -> Result<Demonstration, Error> {
    let id = DEMONSTRATIONS.parse(&input.name)?;
    let read = api.database.read(&caller, async |connection| {
        demonstrations::find(connection, id).await
    });
    let demonstration = read.await?.ok_or_else(|| DEMONSTRATIONS.not_found(id))?;
    // Its own papers may be another's to see; whether it may be promoted is everybody's.
    let service = Caller::service(crate::NAME, &demonstration.tenant);
    let grown = demonstration.body.variety;
    let read = api.database.read(&service, async |connection| {
        varieties::find(connection, grown).await
    });
    let variety = read.await?.ok_or_else(|| VARIETIES.not_found(grown))?;
    let command = Command::Extend {
        variety: Box::new(variety.body),
    };
    let at = (input.name.as_str(), input.etag.as_str());
    demonstration_step::take(api, caller, at, key, command).await
}
