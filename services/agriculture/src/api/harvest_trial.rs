//! RUNNING → MEASURED: the plots as they were weighed.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::agriculture::v1::{HarvestTrialRequest, Trial};

use super::{AgricultureApi, convert, trial_step};
use crate::domain::trial::Command;
use crate::error::Error;

pub async fn handle(
    api: AgricultureApi,
    caller: Caller,
    input: HarvestTrialRequest,
    key: RequestKey,
) -> Result<Trial, Error> {
    let command = Command::Harvest {
        harvested_on: convert::day::read("harvested_on", &input.harvested_on)?,
        plots: convert::plot::read_all(&input.plots, true)?,
    };
    let at = (input.name.as_str(), input.etag.as_str());
    trial_step::take(api, caller, at, key, command).await
}
