//! Whether a variety may be tried, extended or sold.
use kezhuan_auth::Caller;
use kezhuan_protocol::agriculture::v1::{CheckVarietyRequest, VarietyAnswer};

use super::{AgricultureApi, convert, variety_step};
use crate::domain::variety::{Facts, HERE, gate_in, province_of};
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: CheckVarietyRequest,
) -> Result<VarietyAnswer, Error> {
    let action = convert::variety::read_action(&input)?;
    let region = match input.region.as_str() {
        "" => HERE.to_owned(),
        region => province_of(region).ok_or_else(region_invalid)?,
    };
    let listed = &api.parameters.variety;
    if input.variety.is_empty() {
        let crop = convert::variety::read_crop("crop", &input.crop)?;
        // A variety that nobody entered has no papers.
        let facts = Facts {
            crop: &crop,
            approved_regions: &[],
            registered: false,
            listed_non_major: listed.is_listed(&crop),
            genetically_modified: false,
            has_biosafety_certificate: false,
        };
        let answer = gate_in(&facts, action, &region);
        return Ok(convert::variety::gate(answer, &crop, action, &region));
    }
    let name = ("variety", input.variety.as_str());
    let read = api.database.read(&caller, async |connection| {
        variety_step::named(connection, name).await
    });
    let variety = read.await?.body;
    let answer = variety.may(action, &region, listed);
    Ok(convert::variety::gate(
        answer,
        &variety.crop,
        action,
        &region,
    ))
}

fn region_invalid() -> Error {
    Error::field(
        "region",
        "REGION_INVALID",
        "应为六位行政区划代码",
        "is a six-digit division code",
    )
}
