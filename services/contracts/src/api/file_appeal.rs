//! A party asks for the re-examination (复核) of a refusal of its contract.
use std::sync::Arc;

use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::contracts::v1::{Appeal, FileAppealRequest};
use uuid::Uuid;

use super::names::CONTRACTS;
use super::{ContractsApi, acting, appeal_step, convert_appeal};
use crate::domain::appeal::{self, Terms};
use crate::error::Error;
use crate::store::{appeals, contracts};

pub async fn handle(
    api: ContractsApi,
    caller: Caller,
    input: FileAppealRequest,
    key: RequestKey,
) -> Result<Appeal, Error> {
    let id = CONTRACTS.parse_field("contract", &input.contract)?;
    let given = Arc::new((api.clone(), caller.clone(), input.grounds));
    api.database
        .write(&caller, &key, move |write| {
            let given = given.clone();
            Box::pin(async move {
                let (api, caller, grounds) = &*given;
                let case = contracts::load(write, id)
                    .await?
                    .ok_or_else(|| CONTRACTS.not_found(id))?;
                let (today, actor) = (api.clock.today(), acting::actor(caller));
                let terms = Terms {
                    file_within_working_days: api.parameters.appeal_file_working_days,
                    decide_within_working_days: api.parameters.appeal_decide_working_days,
                };
                let mut decision = case.contract.appealed();
                decision.is_reexamined = appeals::is_reexamined(write, &decision).await?;
                let (appeal, event) = appeal::file(
                    Uuid::now_v7(),
                    decision,
                    grounds.clone(),
                    terms,
                    &actor,
                    today,
                    api.calendar,
                )?;
                appeals::insert(write, &appeal).await?;
                appeal_step::record(write, 1, None, &appeal, event);
                Ok(convert_appeal::appeal(&appeal, today))
            })
        })
        .await
}
