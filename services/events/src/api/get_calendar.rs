//! Announced events, or one event with its agenda, as a calendar file. Services speak gRPC alone: whoever publishes it at an address
//! that calendars subscribe to, fetches it here, and its entries keep their ids.
use chrono::Days;
use kezhuan_auth::Caller;
use kezhuan_protocol::events::v1::{Calendar, GetCalendarRequest};
use sqlx::PgConnection;
use uuid::Uuid;

use super::documents::calendar::{self, CONTENT_TYPE};
use super::names::EVENTS;
use super::{EventsApi, convert};
use crate::error::Error;
use crate::store::{agenda, announced, events};

/// Most entries of a calendar of all events, and of one event's agenda.
const ENTRIES_MAX: i64 = 2_000;
/// How far back a calendar goes unless it is asked for more.
const DAYS_BACK: Days = Days::new(90);

pub async fn handle(
    api: EventsApi,
    caller: Caller,
    input: GetCalendarRequest,
) -> Result<Calendar, Error> {
    let event = match input.event.as_str() {
        "" => None,
        name => Some(EVENTS.parse_field("event", name)?),
    };
    if event.is_some() && !input.tenant.is_empty() {
        return Err(Error::field(
            "tenant",
            "FIELD_UNEXPECTED",
            "已指定活动，不再按辖区筛选，请留空",
            "leave it empty where `event` names the one that is asked for",
        ));
    }
    let today = api.clock.today();
    let from = convert::day::read_if_given("from", &input.from)?;
    let from = from.or(today.checked_sub_days(DAYS_BACK)).unwrap_or(today);
    let tenant = Some(input.tenant.as_str()).filter(|tenant| !tenant.is_empty());
    let read = api.database.read(&caller, async |connection| {
        if let Some(event) = event {
            return of_one(connection, event).await;
        }
        let found = announced::events(connection, tenant, from, ENTRIES_MAX).await?;
        Ok(calendar::of_all(&found))
    });
    Ok(Calendar {
        content_type: CONTENT_TYPE.to_owned(),
        content: read.await?.into_bytes(),
    })
}

async fn of_one(connection: &mut PgConnection, id: Uuid) -> Result<String, Error> {
    let event = events::find(connection, id).await?;
    let event = event.ok_or_else(|| EVENTS.not_found(id))?;
    let lines = agenda::list(connection, id, None, ENTRIES_MAX).await?;
    Ok(calendar::of_one(&event, &lines))
}
