//! APPROVED → PUBLISHED; the public notice (公示) starts today.
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Claim, PublishClaimRequest};

use super::{ContractsApi, claim_step};
use crate::domain::claim::{Command, NOTICE_WORKING_DAYS_MIN};
use crate::domain::notice::{Counting, Length};
use crate::error::Error;

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: PublishClaimRequest,
    key: RequestKey,
) -> Result<Claim, Error> {
    let at = (input.name.clone(), input.etag.clone());
    let counting = Counting {
        count_first_day: api.parameters.notice_count_first_day,
    };
    claim_step::take(api, caller, (&at.0, &at.1), key, move |_| {
        let days = match input.working_days {
            0 => NOTICE_WORKING_DAYS_MIN,
            asked => u32::try_from(asked).unwrap_or_default(),
        };
        Ok(Command::Publish {
            length: Length::WorkingDays(days),
            counting,
        })
    })
    .await
}
