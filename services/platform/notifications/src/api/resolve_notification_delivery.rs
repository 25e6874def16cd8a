//! UNCERTAIN or FAILED → PENDING or DROPPED, by an operator.
use kezhuan_auth::Caller;
use kezhuan_database::{AuditEntry, RequestKey};
use kezhuan_law::regions::PREFECTURE;
use kezhuan_protocol::notifications::v1::{
    NotificationDelivery, ResolveNotificationDeliveryRequest,
};

use super::{DELIVERIES, NotificationApi, convert};
use crate::Error;
use crate::channel::{State, Step, next};
use crate::store::deliveries;

pub async fn handle(
    api: NotificationApi,
    caller: Caller,
    input: ResolveNotificationDeliveryRequest,
    key: RequestKey,
) -> Result<NotificationDelivery, Error> {
    let id = DELIVERIES.parse(&input.name)?;
    let step = match input.send_again {
        true => Step::SendAgain,
        false => Step::Drop,
    };
    let service = Caller::service(api.database.service(), PREFECTURE);
    api.database
        .write_for(&service, &caller, &key, move |write| {
            Box::pin(async move {
                let unknown = || DELIVERIES.not_found(id);
                let before = deliveries::lock(write, id).await?.ok_or_else(unknown)?;
                let state = State::parse(&before.state).ok_or_else(unknown)?;
                let to = next(state, step)?;
                deliveries::decide(write, id, to).await?;
                write.in_tenant(PREFECTURE);
                write.audit(AuditEntry {
                    action: "notification_delivery.decided",
                    aggregate: "notification_delivery",
                    aggregate_id: id,
                    version: i64::from(before.tries),
                    detail: serde_json::json!({ "from": state.as_str(), "to": to.as_str() }),
                });
                let after = deliveries::lock(write, id).await?.ok_or_else(unknown)?;
                Ok(convert::delivery(&after))
            })
        })
        .await
}
