//! Messages to people: each stands in the room of whom it concerns, and goes out by mail or text message where they gave an
//! address. A service says what kinds it has, in two languages, and tells one at a time, in the write of what it follows from; what
//! is told once is told once, whatever is killed or repeated. Knows no case: a message carries the name of one.
mod api;
mod channel;
mod config;
mod figures;
mod mail;
mod sender;
mod sms;
pub mod store;
mod template;

pub use api::NotificationApi;
pub use channel::{Channel, Language, State, Step, next};
pub use config::{MailConfig, NotificationsConfig, Security, SmsConfig};
pub use sender::Sender;
pub use store::{Notice, tell};
pub use template::{Kind, Text, filled};

/// Names the interface in health and reflection.
pub const SERVICE: &str = "kezhuan.notifications.v1.NotificationService";
/// Who may call what.
pub const PERMISSIONS: &str =
    include_str!("../../../../proto/kezhuan/notifications/v1/permissions.toml");

/// Everything this crate answers other than success.
pub type Error = kezhuan_cases::Error<NotificationReasons>;

/// What is this crate's own in how it says no.
#[derive(Debug)]
pub struct NotificationReasons;

const DOMAIN: &str = "notifications.kezhuan";

impl kezhuan_cases::Reasons for NotificationReasons {
    const DOMAIN: &'static str = DOMAIN;

    fn code(reason: &str) -> tonic::Code {
        match reason {
            "ROLE_MISSING" => tonic::Code::PermissionDenied,
            _ => tonic::Code::FailedPrecondition,
        }
    }
}
