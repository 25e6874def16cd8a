//! Sends again what one endpoint did not get in a period, the oldest first.
use chrono::{DateTime, Utc};
use kezhuan_auth::Caller;
use kezhuan_database::RequestKey;
use kezhuan_protocol::financing::v1::{
    ReplayWebhookDeliveriesRequest, ReplayWebhookDeliveriesResponse,
};
use prost_types::Timestamp;

use super::names::ENDPOINTS;
use super::replay_webhook_delivery::sending;
use super::{WebhooksApi, record};
use crate::error::Error;
use crate::store::webhook_deliveries::{self, Range};
use crate::webhooks::delivery::State;

const AT_ONCE_MAX: i64 = 1_000;

pub async fn handle(
    api: WebhooksApi,
    caller: Caller,
    input: ReplayWebhookDeliveriesRequest,
    key: RequestKey,
) -> Result<ReplayWebhookDeliveriesResponse, Error> {
    let range = Range {
        endpoint: ENDPOINTS.parse_field("endpoint", &input.endpoint)?,
        states: states(&input)?,
        from_time: instant("start_time", input.start_time)?,
        to_time: instant("end_time", input.end_time)?,
        limit: AT_ONCE_MAX,
    };
    api.database
        .write(&caller, &key, move |write| {
            let range = range.clone();
            Box::pin(async move {
                let endpoint = sending(write, range.endpoint).await?;
                let replayed = webhook_deliveries::replay_range(write, &range).await?;
                record::audit(write, "webhook_endpoint.replayed", &endpoint);
                Ok(ReplayWebhookDeliveriesResponse {
                    replayed_count: i32::try_from(replayed).unwrap_or(i32::MAX),
                    more: i64::try_from(replayed).is_ok_and(|count| count == AT_ONCE_MAX),
                })
            })
        })
        .await
}

fn states(input: &ReplayWebhookDeliveriesRequest) -> Result<Vec<String>, Error> {
    use kezhuan_protocol::financing::v1::webhook_delivery::State as Asked;
    let asked = Asked::try_from(input.state).map_err(|_| {
        Error::field(
            "state",
            "CODE_UNKNOWN",
            "没有这个状态",
            "there is no such state",
        )
    })?;
    let states: &[State] = match asked {
        Asked::Unspecified => &[State::Failed, State::Discarded],
        Asked::Failed => &[State::Failed],
        Asked::Discarded => &[State::Discarded],
        Asked::Delivered => &[State::Delivered],
        Asked::Pending => {
            return Err(Error::field(
                "state",
                "STATE_NOT_REPLAYABLE",
                "待发送的消息无需重放",
                "what is still being sent can't be replayed",
            ));
        }
    };
    Ok(states
        .iter()
        .map(|state| state.as_str().to_owned())
        .collect())
}

fn instant(path: &'static str, time: Option<Timestamp>) -> Result<Option<DateTime<Utc>>, Error> {
    let Some(time) = time else { return Ok(None) };
    let nanos = u32::try_from(time.nanos).ok();
    let read = nanos.and_then(|nanos| DateTime::from_timestamp(time.seconds, nanos));
    match read {
        Some(time) => Ok(Some(time)),
        None => Err(Error::field(
            path,
            "TIME_INVALID",
            "不是有效的时间",
            "not an instant",
        )),
    }
}
