//! The RPCs as a list: each line is one, each file beside this one does one.
mod convert;
mod get_notification_settings;
mod list_notification_deliveries;
mod list_notification_kinds;
mod list_notifications;
mod mark_notification_read;
mod resolve_notification_delivery;
mod set_notification_settings;

use kezhuan_auth::Caller;
use kezhuan_database::{Database, once};
use kezhuan_protocol::notifications::v1::notification_service_server::NotificationService;
use kezhuan_protocol::notifications::v1::*;
use kezhuan_rpc::Collection;
use tonic::{Request, Response, Status};

use crate::DOMAIN;
use crate::template::Kind;

const NOTIFICATIONS: Collection = Collection {
    prefix: "notifications",
    zh: "消息",
    en: "notification",
    domain: DOMAIN,
};
const DELIVERIES: Collection = Collection {
    prefix: "notificationDeliveries",
    zh: "发送记录",
    en: "delivery",
    domain: DOMAIN,
};

/// What every RPC stands on. Cheap to clone.
#[derive(Clone)]
pub struct NotificationApi {
    pub database: Database,
    /// What the service has to tell.
    pub kinds: &'static [Kind],
}

/// Writes run once per request id; reads just run. Each goes to `handle` of its own file.
macro_rules! notification_service {
    (
        writes { $($write:ident($write_request:ty) -> $write_answer:ty;)* }
        reads { $($read:ident($read_request:ty) -> $read_answer:ty;)* }
    ) => {
        #[tonic::async_trait]
        impl NotificationService for NotificationApi {
            $(async fn $write(&self, request: Request<$write_request>) -> Result<Response<$write_answer>, Status> {
                once(&self.database, request, |caller, input, key| $write::handle(self.clone(), caller, input, key)).await
            })*

            $(async fn $read(&self, request: Request<$read_request>) -> Result<Response<$read_answer>, Status> {
                let caller = Caller::of(&request)?;
                Ok(Response::new($read::handle(self.clone(), caller, request.into_inner()).await?))
            })*
        }
    };
}

notification_service! {
    writes {
        mark_notification_read(MarkNotificationReadRequest) -> Notification;
        set_notification_settings(SetNotificationSettingsRequest) -> NotificationSettings;
        resolve_notification_delivery(ResolveNotificationDeliveryRequest) -> NotificationDelivery;
    }
    reads {
        list_notifications(ListNotificationsRequest) -> ListNotificationsResponse;
        list_notification_kinds(ListNotificationKindsRequest) -> ListNotificationKindsResponse;
        get_notification_settings(GetNotificationSettingsRequest) -> NotificationSettings;
        list_notification_deliveries(ListNotificationDeliveriesRequest) -> ListNotificationDeliveriesResponse;
    }
}
