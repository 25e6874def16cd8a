//! What was sent: the caller's own, or to operators everybody's.
use kezhuan_auth::{Caller, Role};
use kezhuan_cases::Place;
use kezhuan_law::refused::Refused;
use kezhuan_protocol::notifications::v1::notification_delivery::State as Wanted;
use kezhuan_protocol::notifications::v1::{
    ListNotificationDeliveriesRequest, ListNotificationDeliveriesResponse,
};
use kezhuan_rpc::page;

use super::{NotificationApi, convert};
use crate::Error;
use crate::channel::State;
use crate::store::deliveries;

pub async fn handle(
    api: NotificationApi,
    caller: Caller,
    input: ListNotificationDeliveriesRequest,
) -> Result<ListNotificationDeliveriesResponse, Error> {
    let size = page::size(input.page_size)?;
    let after: Option<Place> = page::start(&input.page_token)?;
    let state = match input.state() {
        Wanted::Unspecified => None,
        state => State::parse(state.as_str_name()),
    };
    if input.everybody && !caller.roles.contains(&Role::Operator) {
        return Err(Refused::new(
            "ROLE_MISSING",
            "只有运维人员可以查看全部发送记录",
            "operators alone see what was sent to others",
        )
        .into());
    }
    // Row security shows an organisation its own; operators belong to none of those that are told.
    let reader = match input.everybody {
        true => Caller::service(api.database.service(), ""),
        false => caller.clone(),
    };
    let read = api.database.read(&reader, async |connection| {
        let own = (caller.organisation.as_str(), caller.subject.as_str());
        let whose = (!input.everybody).then_some(own);
        deliveries::page(connection, whose, state, after, size).await
    });
    let mut rows = read.await?;
    let next_page_token = page::cut(&mut rows, size, |last| (last.create_time, last.id));
    Ok(ListNotificationDeliveriesResponse {
        deliveries: rows.iter().map(convert::delivery).collect(),
        next_page_token,
    })
}
